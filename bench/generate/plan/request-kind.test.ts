import { expect, test } from "bun:test";
import { createKindChooser } from "./request-kind.ts";

test("requests are drawn in proportion to their weights, and the same ones each time", () => {
  const choose = createKindChooser([{ weight: 1 }, { weight: 2 }, { weight: 7 }], 3);
  const draws = Array.from({ length: 10_000 }, (_, i) => choose(i));
  const again = createKindChooser([{ weight: 1 }, { weight: 2 }, { weight: 7 }], 3);
  expect(draws.toReversed()).toEqual(draws.map((_, i) => again(9_999 - i)));
  const shares = [0, 1, 2].map((kind) => draws.filter((draw) => draw === kind).length / 10_000);
  for (const [kind, share] of [0.1, 0.2, 0.7].entries()) {
    // Five standard deviations of a share of 10,000.
    const deviation = Math.sqrt((share * (1 - share)) / 10_000);
    expect(Math.abs((shares[kind] ?? 0) - share)).toBeLessThan(5 * deviation);
  }
});

test("a single request needs no draw", () => {
  expect(createKindChooser([{ weight: 5 }], 1)(123)).toBe(0);
});
