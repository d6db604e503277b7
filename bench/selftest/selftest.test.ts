import { describe, expect, test } from "bun:test";
import { percentileOf, sortAscending } from "../stats/percentile.ts";
import { closedLoopTimesNs } from "./closed-loop-reading.ts";
import { DELAY_STEPS, delayOf, delayPercentileNs, frozenPercentileNs } from "./truth.ts";

const SECOND = 1e9;
const MS = 1e6;

describe("a target that stands still for 2 s of 12 s", () => {
  const freeze = { durationNs: 12 * SECOND, freezeNs: 2 * SECOND };

  test.each([
    [80, 0],
    [90, 0.8],
    [95, 1.4],
    [99, 1.88],
    [100, 2],
  ])("p%d is %d s", (percentile, seconds) => {
    expect(frozenPercentileNs(percentile, freeze)).toBeCloseTo(seconds * SECOND, 0);
  });

  test("the same comes of every single arrival", () => {
    const waits = Array.from({ length: 12_000 }, (_, i) => {
      const dueNs = i * MS;
      const isFrozen = dueNs >= 5 * SECOND && dueNs < 7 * SECOND;
      return isFrozen ? 7 * SECOND - dueNs : 0;
    });
    for (const percentile of [85, 90, 95, 99, 99.9]) {
      const exactNs = percentileOf(sortAscending(waits), percentile) ?? Number.NaN;
      // One arrival's distance.
      expect(Math.abs(frozenPercentileNs(percentile, freeze) - exactNs)).toBeLessThan(2 * MS);
    }
  });
});

test("of any 200 requests in a row, each delay has its share", () => {
  for (const first of [0, 137, 2001]) {
    const delays = sortAscending(
      Array.from({ length: 200 }, (_, i) => delayOf(first + i, DELAY_STEPS)),
    );
    for (const percentile of [50, 85, 90, 95, 97, 99, 99.5, 100]) {
      expect(percentileOf(delays, percentile)).toBe(delayPercentileNs(percentile, DELAY_STEPS));
    }
  }
});

test("a closed loop has one request in flight on each connection, and misses the rest", () => {
  const times = closedLoopTimesNs([
    { connection: 1, sentNs: 0, endedNs: 100 },
    // Sent while the first was in flight.
    { connection: 1, sentNs: 10, endedNs: 100 },
    { connection: 1, sentNs: 99, endedNs: 101 },
    { connection: 2, sentNs: 50, endedNs: 53 },
    { connection: 1, sentNs: 100, endedNs: 105 },
  ]);
  expect(times).toEqual([3, 5, 100]);
});
