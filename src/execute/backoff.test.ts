import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { backoffMs } from "./backoff.ts";

const backoff = { firstMs: 100, maxMs: 1000 };

describe("the wait before the next try", () => {
  test.each([
    ["is half of the first wait at least", 1, 0, 50],
    ["is the first wait at most", 1, 0.999_999, 100],
    ["doubles with each failure", 3, 0.999_999, 400],
    ["stops at the limit", 30, 0.999_999, 1000],
    ["is finite however often it failed", 5000, 0, 500],
  ])("%s", (_, failures, random, expected) => {
    expect(backoffMs(backoff, failures, random)).toBe(expected);
  });

  test("is never shorter than half the first wait and never longer than the limit", () => {
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (n, random) => {
          const wait = backoffMs(backoff, n + 1, random);
          return wait >= 50 && wait <= 1000;
        },
      ),
    );
  });
});
