import { expect, test } from "bun:test";
import { pollUntil } from "./poll.ts";

test("true as soon as the state is there", async () => {
  let checks = 0;
  expect(await pollUntil(() => ++checks === 3, { everyMs: 0 })).toBeTrue();
  expect(checks).toBe(3);
});

test("false after the time limit, at least one check", async () => {
  let checks = 0;
  const isThere = async (): Promise<boolean> => ++checks < 0;
  expect(await pollUntil(isThere, { everyMs: 0, timeoutMs: 0 })).toBeFalse();
  expect(checks).toBe(1);
});

test("a signal ends it, and so does an error of the check", async () => {
  const abort = new AbortController();
  const never = pollUntil(() => false, { everyMs: 60_000, signal: abort.signal });
  abort.abort(new Error("enough"));
  expect(never).rejects.toThrow("enough");
  await never.catch(() => undefined);
  const broken = pollUntil(() => Promise.reject(new Error("broken")), { everyMs: 0 });
  expect(broken).rejects.toThrow("broken");
  await broken.catch(() => undefined);
});
