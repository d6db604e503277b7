import { expect, test } from "bun:test";
import fc from "fast-check";
import { DelayLog } from "./self-watch.ts";

test("the longest delay since any moment is that of all delays", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.integer({ min: -1, max: 60 }), (lengths, sinceNs) => {
      const log = new DelayLog();
      for (const [endNs, lengthNs] of lengths.entries()) log.add(lengthNs, endNs);
      expect(log.longestSinceNs(sinceNs)).toBe(Math.max(0, ...lengths.slice(sinceNs + 1)));
    }),
  );
});

test("of a day of delays few are kept", () => {
  const log = new DelayLog();
  for (let i = 0; i < 1_000_000; i++) log.add(1e6 + (Math.imul(i, 2_654_435_761) % 1e6), i);
  expect(log.size).toBeLessThan(100);
});
