// Fake timers, in place of a peer that never answers a handshake.
import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { NS_PER_SECOND } from "../../../src/units/duration.ts";
import { Opening } from "./opening.ts";
import type { ConnectError } from "./connect-error.ts";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** How an opening fails whose socket stands and whose handshake is never answered. */
async function failureAfter(timeoutNs: number, advanceMs: number): Promise<string> {
  const address = { hostname: "127.0.0.1", port: 1, tls: {} };
  const opening = new Opening(
    { address, isInsecure: false, setup: [], timeoutNs },
    1,
    () => undefined,
  );
  let failure = "pending";
  void opening.untilReady(Promise.resolve()).catch(({ kind, message }: ConnectError) => {
    failure = `${kind}: ${message}`;
  });
  opening.attach();
  jest.advanceTimersByTime(advanceMs);
  // A rejection takes a few turns to get here.
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  return failure;
}

test("a TLS handshake has 5 s of its own, and never more than the time-out", async () => {
  const text = "no TLS: the target accepts TCP but not TLS: no handshake within";
  expect(await failureAfter(30 * NS_PER_SECOND, 4999)).toBe("pending");
  expect(await failureAfter(30 * NS_PER_SECOND, 5000)).toBe(`${text} 5 s`);
  expect(await failureAfter(2 * NS_PER_SECOND, 1999)).toBe("pending");
  expect(await failureAfter(2 * NS_PER_SECOND, 2000)).toBe(`${text} 2 s`);
});
