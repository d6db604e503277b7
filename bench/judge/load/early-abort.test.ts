import { describe, expect, test } from "bun:test";
import { histogramOf } from "../../../test/support/load-fixture.ts";
import type { LoadCounts } from "../../run/load/run.ts";
import type { LoadProgress } from "../../run/load/progress.ts";
import { isCrossedAlready } from "./early-abort.ts";
import { parseThreshold } from "../threshold.ts";

const TIMEOUT_NS = 5e9;

interface SoFar {
  readonly state?: LoadProgress["state"];
  readonly nowNs?: number;
  /** Response times of the ok requests, in ms. */
  readonly okMs?: readonly number[];
  readonly counts?: Partial<LoadCounts>;
  readonly inFlight?: number;
}

function isCrossed(text: string, soFar: SoFar): boolean {
  const { state = "running", nowNs = 3e9, okMs = [], counts = {}, inFlight = 0 } = soFar;
  const ok = counts.ok ?? okMs.length;
  const {
    expectedErrors = 0,
    failed = 0,
    timedOut = 0,
    dropped = 0,
    unsent = 0,
    unfinished = 0,
  } = counts;
  const sent = ok + expectedErrors + failed + timedOut + unfinished + inFlight;
  const progress: LoadProgress = {
    state,
    nowNs,
    isMatched: true,
    counts: {
      intended: sent + dropped + unsent,
      sent,
      ok,
      expectedErrors,
      failed,
      timedOut,
      dropped,
      unsent,
      unfinished,
    },
    connectionsOpen: 50,
    inFlight,
    waiting: 0,
    response: histogramOf(
      okMs.map((ms) => ms * 1e6),
      2,
    ),
  };
  return isCrossedAlready(parseThreshold(text), progress, TIMEOUT_NS);
}

const times = (count: number, ms: number): number[] => new Array<number>(count).fill(ms);

describe("a percentile has been crossed already", () => {
  test("where so many of enough requests are beyond its limit", () => {
    expect(isCrossed("p99>200ms", { okMs: [...times(989, 1), ...times(11, 300)] })).toBe(true);
    expect(isCrossed("p99>200ms", { okMs: [...times(990, 1), ...times(10, 300)] })).toBe(false);
    expect(isCrossed("p50<10ms", { okMs: [...times(10, 1), ...times(10, 300)] })).toBe(true);
    expect(isCrossed("p50<10ms", { okMs: [...times(9, 1), ...times(11, 300)] })).toBe(false);
  });

  test("but not while there are too few", () => {
    expect(isCrossed("p99>200ms", { okMs: times(999, 300) })).toBe(false);
    expect(isCrossed("p99>200ms", { okMs: times(1000, 300) })).toBe(true);
    expect(isCrossed("p50>200ms", { okMs: times(19, 300) })).toBe(false);
  });

  test("by what timed out and what was dropped, but not by what may have waited a moment", () => {
    const okMs = times(989, 1);
    expect(isCrossed("p99>200ms", { okMs, counts: { timedOut: 11 } })).toBe(true);
    expect(isCrossed("p99>5s", { okMs, counts: { timedOut: 11 } })).toBe(true);
    expect(isCrossed("p99>6s", { okMs, counts: { timedOut: 11 } })).toBe(false);
    expect(isCrossed("p99>6s", { okMs, counts: { dropped: 11 } })).toBe(true);
    expect(isCrossed("p99>200ms", { okMs, counts: { unsent: 11 } })).toBe(false);
    expect(isCrossed("p99<200ms", { okMs: [], counts: { dropped: 1000 } })).toBe(false);
  });

  test("but not within the resolution of what is known so far", () => {
    // 2 digits: 200 ms is counted in a bucket that ends a little above it.
    expect(isCrossed("p99>200ms", { okMs: times(1000, 200) })).toBe(false);
    expect(isCrossed("p99>200ms", { okMs: times(1000, 203) })).toBe(true);
  });

  test("of the maximum by a single one", () => {
    expect(isCrossed("max>2s", { nowNs: 0.1e9, okMs: [1, 2100] })).toBe(true);
    expect(isCrossed("max>2s", { nowNs: 0.1e9, okMs: [1, 1900] })).toBe(false);
    expect(isCrossed("max>2s", {})).toBe(false);
  });

  test("but of one named request it is not known", () => {
    expect(isCrossed("p99[GET]>1ms", { okMs: times(1000, 300) })).toBe(false);
  });
});

describe("ends of requests have crossed a limit already", () => {
  test("by count at once", () => {
    expect(isCrossed("errors>10", { nowNs: 1e6, counts: { failed: 11 } })).toBe(true);
    expect(isCrossed("errors>10", { nowNs: 1e6, counts: { failed: 10 } })).toBe(false);
    expect(isCrossed("timeouts>0", { nowNs: 1e6, counts: { timedOut: 1 } })).toBe(true);
    expect(isCrossed("errors>0%", { nowNs: 1e6, counts: { failed: 1 } })).toBe(true);
    expect(isCrossed("errors>=0", { nowNs: 1e6 })).toBe(false);
  });

  test("by share after 2 s and with ten to be expected", () => {
    const many = { ok: 9900, failed: 100 };
    expect(isCrossed("errors>0.1%", { counts: many })).toBe(true);
    expect(isCrossed("errors>0.1%", { counts: many, nowNs: 1.9e9 })).toBe(false);
    expect(isCrossed("errors>0.1%", { counts: { ok: 99, failed: 1 } })).toBe(false);
    expect(isCrossed("errors>1%", { counts: many })).toBe(false);
  });

  test("but never by being too few so far", () => {
    expect(isCrossed("errors<10", { counts: { ok: 9000 } })).toBe(false);
  });
});

describe("a rate or a mean has been crossed already", () => {
  test("after 2 s, counting what is in flight as answered", () => {
    const slow = { counts: { ok: 1000 }, inFlight: 50 };
    expect(isCrossed("throughput<500/s", slow)).toBe(true);
    expect(isCrossed("throughput<350/s", slow)).toBe(false);
    expect(isCrossed("achieved<351/s", slow)).toBe(true);
    expect(isCrossed("throughput<500/s", { ...slow, nowNs: 1.9e9 })).toBe(false);
    expect(isCrossed("mean>10ms", { okMs: [20] })).toBe(true);
    expect(isCrossed("mean>10ms", { okMs: [20], nowNs: 1.9e9 })).toBe(false);
    expect(isCrossed("mean>10ms", { okMs: [10.001] })).toBe(false);
    expect(isCrossed("mean>10ms", {})).toBe(false);
  });

  test("but not of a rate once the measured time is over", () => {
    const soFar = { counts: { ok: 1000 }, okMs: times(1000, 300), state: "draining" } as const;
    expect(isCrossed("throughput<500/s", soFar)).toBe(false);
    expect(isCrossed("p99>200ms", soFar)).toBe(true);
  });

  test.each(["connecting", "warming up"] as const)("never while %s", (state) => {
    const soFar = { state, okMs: times(1000, 300), counts: { failed: 1000 } };
    for (const text of ["p99>1ms", "errors>0", "throughput<1M/s"]) {
      expect(isCrossed(text, soFar)).toBe(false);
    }
  });
});
