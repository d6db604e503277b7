import { describe, expect, test } from "bun:test";
import { histogramOf, type LoadFixture, simulateLoad } from "../../../test/support/load-fixture.ts";
import { judgeLoadValidity } from "./validity.ts";

/** In English. */
function judged(fixture: LoadFixture): Record<"invalidReasons" | "warnings", string[]> {
  const { plan, result } = simulateLoad({ durationNs: 2e9, ...fixture });
  const { invalidReasons, warnings } = judgeLoadValidity(plan, result);
  return {
    invalidReasons: invalidReasons.map(({ en }) => en),
    warnings: warnings.map(({ en }) => en),
  };
}

const NO_REASONS: string[] = [];

/** Heartbeats of which so many were late by `lateNs`, the others by 0.1 ms. */
function beats(count: number, late: number, lateNs: number): ReturnType<typeof histogramOf> {
  return histogramOf(Array.from({ length: count }, (_, i) => (i < late ? lateNs : 0.1e6)));
}

/** A target that answers half of what is offered: the lag grows to 1 s, and no connection is free. */
const SLOW_TARGET: LoadFixture = {
  lagNs: (i) => i * 0.5e6,
  generatorLagNs: () => 10e3,
  responseNs: (i) => i * 0.5e6 + 1e6,
};
const BUSY = { cpuShare: 0.97, spinShare: 0.01, runQueueShare: 0.02 };

describe("a load run is valid", () => {
  test("where the generator had time to spare and was not late, however much it spun", () => {
    const { invalidReasons, warnings } = judged({
      generators: [{ cpuShare: 0.99, spinShare: 0.95, runQueueShare: 0 }],
    });
    expect([invalidReasons, warnings]).toEqual([NO_REASONS, NO_REASONS]);
  });

  test("where the target was the limit: arrivals waited while the generator had time", () => {
    const { invalidReasons, warnings } = judged(SLOW_TARGET);
    expect(invalidReasons).toEqual(NO_REASONS);
    expect(warnings).toEqual([
      "offered 1,000/s, achieved 667/s: arrivals found every connection busy while the generator had time to spare. The target was the limit, or more connections (-c) would carry more",
    ]);
  });

  test("where a frozen target made all requests of 2 s wait", () => {
    const { invalidReasons } = judged({
      durationNs: 12e9,
      responseNs: (i) => (i >= 5000 && i < 7000 ? (7000 - i) * 1e6 : 0.3e6),
      lagNs: (i) => (i >= 5050 && i < 7000 ? (7000 - i) * 1e6 : 10e3),
      generatorLagNs: () => 10e3,
    });
    expect(invalidReasons).toEqual(NO_REASONS);
  });

  test("where the last few arrivals were sent after the end", () => {
    const late: LoadFixture = {
      lagNs: (i) => (i >= 190 ? 200e6 : 10e3),
      generatorLagNs: () => 10e3,
      responseNs: () => 300e6,
      ratePerSec: 100,
      generators: [BUSY],
    };
    expect(judged(late).invalidReasons).toEqual(NO_REASONS);
  });
});

describe("a load run is invalid by its own lag", () => {
  test("at p50, beyond 100 µs and a tenth of the response time", () => {
    expect(judged({ lagNs: () => 101e3, responseNs: () => 0.9e6 }).invalidReasons).toEqual([
      "the generator sent requests late although a connection was free: 0.101 ms at p50 (limit 0.1 ms); lower --rate, add --generators, or use a machine with less other work",
    ]);
    expect(judged({ lagNs: () => 100e3 }).invalidReasons).toEqual(NO_REASONS);
    expect(judged({ lagNs: () => 0.9e6, responseNs: () => 10e6 }).invalidReasons).toEqual(
      NO_REASONS,
    );
  });

  const someLate = (lateNs: number) => (i: number) => (i % 50 === 0 ? lateNs : 10e3);
  test("at p99, beyond 1 ms and a tenth of the response time", () => {
    const late = { lagNs: someLate(3e6), responseNs: () => 5e6 };
    expect(judged(late).invalidReasons[0]).toContain(
      "late although a connection was free: 3 ms at p99 (limit 1 ms)",
    );
    expect(judged({ ...late, lagNs: someLate(0.99e6) }).invalidReasons).toEqual(NO_REASONS);
    expect(judged({ ...late, responseNs: () => 31e6 }).invalidReasons).toEqual(NO_REASONS);
  });

  test("but not where a connection was not free", () => {
    const waiting = { lagNs: someLate(3e6), generatorLagNs: () => 0, responseNs: () => 5e6 };
    expect(judged(waiting).invalidReasons).toEqual(NO_REASONS);
  });

  test("and not at a percentile that the count can't carry", () => {
    const late = { lagNs: someLate(3e6), responseNs: () => 5e6 };
    expect(judged({ ...late, durationNs: 0.9e9 }).invalidReasons).toEqual(NO_REASONS);
    const mostFailed = { ...late, endOf: (i: number) => (i % 3 === 0 ? "ok" : "reset") } as const;
    expect(judged(mostFailed).invalidReasons).toEqual(NO_REASONS);
  });

  test("and an allowed lag that is much of the response time is mentioned", () => {
    const { invalidReasons, warnings } = judged({ lagNs: someLate(0.9e6), responseNs: () => 1e6 });
    expect(invalidReasons).toEqual(NO_REASONS);
    expect(warnings).toEqual([
      "the generator's own lag (p99 0.9 ms) is a large part of the longest response times (p99 1 ms)",
    ]);
  });

  test("and a target is then not said to be the limit", () => {
    const { warnings } = judged({ ...SLOW_TARGET, generatorLagNs: (i) => i * 0.5e6 });
    expect(warnings).toEqual(NO_REASONS);
  });
});

describe("a load run is invalid by its event loop", () => {
  const delayed = (
    eventLoopDelay: ReturnType<typeof histogramOf>,
    fixture: LoadFixture = {},
  ): string[] => judged({ generators: [{ eventLoopDelay }], ...fixture }).invalidReasons;

  test("late at p99 beyond 10 ms and a tenth of the response time, in a closed loop too", () => {
    const reason =
      "the event loop of the generator was 12 ms late at p99 (limit 10 ms); lower --rate or -c, add --generators, or use a machine with less other work";
    const late = beats(1000, 20, 12e6);
    expect(delayed(late)).toEqual([reason]);
    const closed = { ratePerSec: null, durationNs: 20e6 };
    expect(delayed(late, closed)).toEqual([reason]);
    expect(delayed(late, { durationNs: 10e9, responseNs: () => 130e6 })).toEqual(NO_REASONS);
    expect(delayed(beats(1000, 5, 12e6), { durationNs: 10e9 })).toEqual(NO_REASONS);
  });

  test("late at what a short run's count carries", () => {
    expect(delayed(beats(200, 20, 12e6))[0]).toContain("12 ms late at p95");
    expect(delayed(beats(200, 5, 12e6))).toEqual(NO_REASONS);
    // With 100 requests of 3 s, 12 ms is nothing, though their p99 is not known.
    const few = { ratePerSec: 50, responseNs: () => 3e9 };
    expect(delayed(beats(200, 20, 12e6), few)).toEqual(NO_REASONS);
  });

  test("in a single stall that its percentiles don't show", () => {
    const stalled = beats(1000, 1, 700e6);
    expect(delayed(stalled, { durationNs: 10e9 })[0]).toStartWith(
      "the generator did not run for 7 % of the time (limit 5 %); ",
    );
    expect(delayed(beats(1000, 1, 400e6), { durationNs: 10e9 })).toEqual(NO_REASONS);
  });

  test("of any of several", () => {
    const generators = [{}, { eventLoopDelay: beats(1000, 20, 12e6) }];
    const { invalidReasons } = judged({ generators });
    expect(invalidReasons).toHaveLength(1);
    expect(invalidReasons[0]).toStartWith("the event loop of generator 2 was 12 ms late");
  });
});

describe("a load run is invalid by what it achieved", () => {
  test("where the generator had no time to spare, whoever made the arrivals wait", () => {
    const reason =
      "offered 1,000/s, achieved 667/s: the generator had no time to spare (98 % of a core busy); lower --rate, add --generators, or use another machine for the generator";
    expect(judged({ ...SLOW_TARGET, generators: [BUSY] }).invalidReasons).toEqual([reason]);
  });

  test("where one of several had none", () => {
    const { invalidReasons } = judged({ ...SLOW_TARGET, generators: [{}, BUSY] });
    expect(invalidReasons[0]).toContain(
      "achieved 667/s: generator 2 had no time to spare (98 % of a core busy)",
    );
  });

  test("where arrivals were dropped by a generator that could not read its replies", () => {
    const endOf = (i: number) => (i % 10 === 0 ? "dropped" : "ok");
    expect(judged({ endOf, generators: [BUSY] }).invalidReasons[0]).toContain(
      "offered 1,000/s, achieved 900/s",
    );
    expect(judged({ endOf }).invalidReasons).toEqual(NO_REASONS);
  });

  test("but not where 99 % were sent, and not in a closed loop", () => {
    const endOf = (i: number) => (i % 100 === 0 ? "dropped" : "ok");
    expect(judged({ endOf, generators: [BUSY] }).invalidReasons).toEqual(NO_REASONS);
    const closed = { ratePerSec: null, durationNs: 20e6, responseNs: () => 15e6 };
    expect(judged({ ...closed, generators: [BUSY] }).invalidReasons).toEqual(NO_REASONS);
  });
});
