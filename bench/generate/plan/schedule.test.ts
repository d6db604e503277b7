import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Stage } from "../../run/load/plan.ts";
import {
  createArrivalCursor,
  expectedArrivals,
  type ScheduleOptions,
  type Share,
} from "./schedule.ts";
import { parseStages } from "./stages.ts";

const SECOND_NS = 1e9;
const WHOLE: Share = { index: 0, count: 1 };

interface Arrival {
  readonly index: number;
  readonly timeNs: number;
}

/** As many as there are, or the first `limit`. */
function arrivalsOf(options: ScheduleOptions, share = WHOLE, limit = Infinity): Arrival[] {
  const arrivals: Arrival[] = [];
  const cursor = createArrivalCursor(options, share);
  while (cursor.nextNs !== undefined && arrivals.length < limit) {
    arrivals.push({ index: cursor.index, timeNs: cursor.nextNs });
    cursor.advance();
  }
  return arrivals;
}

function timesOf(options: ScheduleOptions, limit = Infinity): number[] {
  return arrivalsOf(options, WHOLE, limit).map(({ timeNs }) => timeNs);
}

/** As long as its stages. */
function load(stages: string | Stage[], changes: Partial<ScheduleOptions> = {}): ScheduleOptions {
  const plan = typeof stages === "string" ? parseStages(stages) : stages;
  return {
    arrivals: "constant",
    stages: plan,
    durationNs: plan.reduce((sumNs, { durationNs }) => sumNs + durationNs, 0),
    maxArrivals: null,
    warmupNs: 0,
    seed: 1,
    ...changes,
  };
}

function traced(seconds: number[], changes: Partial<ScheduleOptions> = {}): ScheduleOptions {
  const timesNs = Float64Array.from(seconds, (each) => each * SECOND_NS);
  return { ...load([]), arrivals: { timesNs }, durationNs: null, ...changes };
}

const ratePerSec = fc.oneof(
  fc.constant(0),
  fc.nat(100),
  fc.double({ min: 0, max: 100, noNaN: true }),
);
const stages: fc.Arbitrary<Stage[]> = fc.array(
  fc.record({
    durationNs: fc.integer({ min: 1, max: 3 * SECOND_NS }),
    startRatePerSec: ratePerSec,
    endRatePerSec: ratePerSec,
  }),
  { minLength: 1, maxLength: 4 },
);
const arrivalKinds = fc.oneof(
  fc.constantFrom("constant" as const, "poisson" as const),
  fc
    .array(fc.nat(5 * SECOND_NS), { minLength: 1, maxLength: 200 })
    .map((times) => ({ timesNs: Float64Array.from(times).sort() })),
);
const durationNs = fc.option(fc.integer({ min: 1, max: 10 * SECOND_NS }), { freq: 3 });
const loads: fc.Arbitrary<ScheduleOptions> = fc
  .record({
    arrivals: arrivalKinds,
    stages,
    durationNs,
    maxArrivals: fc.option(fc.nat(200)),
    warmupNs: fc.oneof(fc.constant(0), fc.nat(2 * SECOND_NS)),
    seed: fc.nat(0xffffffff),
  })
  .map((options) =>
    // A plan has an end.
    options.durationNs === null ? { ...options, maxArrivals: options.maxArrivals ?? 100 } : options,
  );

describe("a constant load", () => {
  test("at 1000/s for an hour has every arrival on its millisecond", () => {
    const cursor = createArrivalCursor(load("1h:1000/s"), WHOLE);
    let i = 0;
    while (cursor.nextNs === i * 1e6) {
      i++;
      cursor.advance();
    }
    expect(i).toBe(3.6e6);
    expect(cursor.nextNs).toBeUndefined();
  });

  test("neither drifts nor loses an arrival at rates that no whole number of ns divides", () => {
    const timesNs = timesOf(load("10m:3k/s"));
    expect(timesNs).toHaveLength(1.8e6);
    expect(timesNs.every((ns, i) => ns === Math.round((i * 1e6) / 3))).toBe(true);
    expect(timesOf(load("100s:0.3"))).toHaveLength(30);
  });

  const tables: [string, number[]][] = [
    ["2s:2/s", [0, 0.5, 1, 1.5]],
    ["1s:2/s,3s:0,1s:2/s", [0, 0.5, 4, 4.5]],
    ["1s:0,1s:2/s", [1, 1.5]],
    ["1500ms:1/s,2s:2/s", [0, 1, 1.75, 2.25, 2.75, 3.25]],
    ["2s:0..2/s", [0, Math.SQRT2]],
    ["2s:2/s..0,1s:0,2s:1/s", [0, 2 - Math.SQRT2, 3, 4]],
    ["100ms:10/s,100ms:10/s,1s:0", [0, 0.1]],
  ];
  test.each(tables)("of %p starts its requests at %p s", (text, seconds) => {
    const timesNs = timesOf(load(text));
    expect(timesNs).toEqual(seconds.map((each) => Math.round(each * SECOND_NS)));
  });

  test("holds as many arrivals in each stage as its rate adds up to", () => {
    const whole = fc.array(
      fc.record({
        durationNs: fc.integer({ min: 1, max: 4 }).map((seconds) => seconds * SECOND_NS),
        startRatePerSec: fc.nat(50).map((half) => 2 * half),
        endRatePerSec: fc.nat(50).map((half) => 2 * half),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(whole, (plan) => {
        const timesNs = timesOf(load(plan));
        let fromNs = 0;
        for (const { durationNs: lengthNs, startRatePerSec, endRatePerSec } of plan) {
          const inside = timesNs.filter((ns) => ns >= fromNs && ns < fromNs + lengthNs);
          expect(inside).toHaveLength(((startRatePerSec + endRatePerSec) / 2) * (lengthNs / 1e9));
          fromNs += lengthNs;
        }
      }),
    );
  });

  test("starts arrival i when i arrivals are due, on ramps too", () => {
    fc.assert(
      fc.property(stages, (plan) => {
        const options = load(plan);
        timesOf(options).forEach((ns, i) => {
          // 100/s is 1e-7 a nanosecond.
          expect(Math.abs(expectedArrivals(options, 0, ns) - i)).toBeLessThan(1e-6);
        });
      }),
    );
  });

  test("goes on at its last rate where requests end it", () => {
    const options = load("1s:1/s,1s:2/s", { durationNs: null, maxArrivals: 6 });
    expect(timesOf(options)).toEqual([0, 1, 1.5, 2, 2.5, 3].map((each) => each * SECOND_NS));
    const stopped = load("1s:2/s,1s:0", { durationNs: null, maxArrivals: 6 });
    expect(timesOf(stopped)).toEqual([0, 0.5 * SECOND_NS]);
  });
});

describe("any load", () => {
  test("is the same set of arrivals however many generators share it", () => {
    fc.assert(
      fc.property(loads, fc.integer({ min: 1, max: 9 }), (options, count) => {
        const shares = Array.from({ length: count }, (_, index) => ({ index, count }));
        const parts = shares.map((share) => arrivalsOf(options, share));
        for (const [k, part] of parts.entries()) {
          expect(part.every(({ index }) => index % count === k)).toBe(true);
        }
        const union = parts.flat().sort((a, b) => a.index - b.index);
        expect(union).toEqual(arrivalsOf(options));
      }),
      { numRuns: 300 },
    );
  });

  test("never descends, is numbered from 0 without gaps, in whole ns, in [-warm-up, duration)", () => {
    fc.assert(
      fc.property(loads, (options) => {
        let lastNs = -options.warmupNs;
        arrivalsOf(options).forEach(({ index, timeNs }, i) => {
          expect(index).toBe(i);
          expect(Number.isInteger(timeNs)).toBe(true);
          expect(timeNs).toBeGreaterThanOrEqual(lastNs);
          expect(timeNs).toBeLessThan(options.durationNs ?? Infinity);
          lastNs = timeNs;
        });
      }),
      { numRuns: 300 },
    );
  });

  test("has the same measured arrivals whatever the warm-up, and no more of them than allowed", () => {
    fc.assert(
      fc.property(loads, (options) => {
        const measured = timesOf(options).filter((ns) => ns >= 0);
        expect(measured).toEqual(timesOf({ ...options, warmupNs: 0 }));
        expect(measured.length).toBeLessThanOrEqual(options.maxArrivals ?? Infinity);
      }),
    );
  });

  test("may leave some generators without an arrival", () => {
    expect(arrivalsOf(load("1s:2/s"), { index: 1, count: 4 })).toHaveLength(1);
    expect(arrivalsOf(load("1s:2/s"), { index: 2, count: 4 })).toEqual([]);
    const cursor = createArrivalCursor(load("1s:1/s"), WHOLE);
    cursor.advance();
    cursor.advance();
    expect(cursor.nextNs).toBeUndefined();
  });
});

describe("a warm-up", () => {
  test("sends at the rate that the stages begin with, before 0", () => {
    const options = load("1s:2/s..4/s,1s:4/s", { warmupNs: 1.25 * SECOND_NS });
    const seconds = timesOf(options, 4).map((ns) => ns / SECOND_NS);
    expect(seconds).toEqual([-1.25, -0.75, -0.25, 0]);
    expect(timesOf(load("1s:0..4/s", { warmupNs: 5 * SECOND_NS }), 1)).toEqual([0]);
  });

  test("of a random load has draws of its own", () => {
    const options = load("10s:100/s", { arrivals: "poisson", warmupNs: 10 * SECOND_NS });
    const timesNs = timesOf(options);
    const first = timesNs.filter((ns) => ns < 0).map((ns) => ns + 10 * SECOND_NS);
    const measured = timesNs.filter((ns) => ns >= 0);
    // 1000 each, within five deviations.
    expect(Math.abs(first.length - 1000)).toBeLessThan(158);
    expect(Math.abs(measured.length - 1000)).toBeLessThan(158);
    expect(first.filter((ns) => measured.includes(ns))).toEqual([]);
  });

  test("of a trace sends at its mean rate", () => {
    const options = traced([1, 1, 4, 5], { warmupNs: 4 * SECOND_NS });
    // Three gaps in 4 s.
    expect(timesOf(options).map((ns) => ns / SECOND_NS)).toEqual([
      -4, -2.666666667, -1.333333333, 1, 1, 4, 5,
    ]);
    const burst = traced([0, 0.001, 0.002], { warmupNs: 3 * SECOND_NS });
    expect(timesOf(burst).filter((ns) => ns < 0)).toHaveLength(6);
    expect(timesOf(traced([], { warmupNs: SECOND_NS }))).toEqual([]);
  });
});

describe("a recorded load", () => {
  test("is sent as it was, up to its duration or number", () => {
    expect(timesOf(traced([0, 1, 1, 3]))).toEqual([0, 1e9, 1e9, 3e9]);
    expect(timesOf(traced([0, 1, 1, 3], { durationNs: 3 * SECOND_NS }))).toEqual([0, 1e9, 1e9]);
    expect(timesOf(traced([0, 1, 1, 3], { maxArrivals: 2 }))).toEqual([0, 1e9]);
  });
});

describe("what is offered", () => {
  test("is the rate of the stages, cut by the number of arrivals", () => {
    const options = load("10s:10/s,10s:10/s..30/s", { maxArrivals: 200, warmupNs: 5 * SECOND_NS });
    expect(expectedArrivals(options, -5 * SECOND_NS, 0)).toBe(50);
    expect(expectedArrivals(options, -10 * SECOND_NS, 5 * SECOND_NS)).toBe(100);
    expect(expectedArrivals(options, 5 * SECOND_NS, 15 * SECOND_NS)).toBe(125);
    expect(expectedArrivals(options, 0, 20 * SECOND_NS)).toBe(200);
  });

  test("of a trace is what it holds", () => {
    const options = traced([0, 0.5, 1, 3], { maxArrivals: 3, warmupNs: SECOND_NS });
    expect(expectedArrivals(options, 0, SECOND_NS)).toBe(2);
    expect(expectedArrivals(options, 0, 9 * SECOND_NS)).toBe(3);
    expect(expectedArrivals(options, -SECOND_NS, 0)).toBe(2);
  });
});

describe("a random load", () => {
  test("depends on the seed alone", () => {
    const options = load("10s:100/s", { arrivals: "poisson" });
    expect(timesOf(options)).toEqual(timesOf({ ...options }));
    const other = timesOf({ ...options, seed: 2 });
    expect(timesOf(options).filter((ns) => other.includes(ns))).toEqual([]);
  });

  test.each([1, 2, 3])("has counts with mean and variance λw in windows w (seed %p)", (seed) => {
    const windows = 2000;
    const counts = new Array<number>(windows).fill(0);
    for (const ns of timesOf(load("200s:1000/s", { arrivals: "poisson", seed }))) {
      const window = Math.floor(ns / 1e8);
      counts[window] = (counts[window] ?? 0) + 1;
    }
    const mean = counts.reduce((sum, count) => sum + count, 0) / windows;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (windows - 1);
    // Five standard errors: √(100 / 2000) of the mean, √(2 / 2000) of variance over mean.
    expect(Math.abs(mean - 100)).toBeLessThan(1.12);
    expect(Math.abs(variance / mean - 1)).toBeLessThan(0.158);
  });

  test.each([
    ["100s:500/s", 1],
    ["100s:500/s", 2],
    ["20s:0..1000/s,5s:0,20s:1000/s..100/s", 1],
    ["20s:0..1000/s,5s:0,20s:1000/s..100/s", 2],
  ])("of %p has exponential gaps, counted in arrivals due (seed %p)", (text, seed) => {
    const options = load(text, { arrivals: "poisson", seed });
    const due = timesOf(options).map((ns) => expectedArrivals(options, 0, ns));
    const gaps = due.map((count, i) => count - (due[i - 1] ?? 0)).sort((a, b) => a - b);
    // Kolmogorov–Smirnov: √n · D stays below 1.95 but once in a thousand.
    const distances = gaps.map((gap, i) => {
      const share = 1 - Math.exp(-gap);
      return Math.max(share - i / gaps.length, (i + 1) / gaps.length - share);
    });
    expect(gaps.length).toBeGreaterThan(15_000);
    expect(Math.sqrt(gaps.length) * Math.max(...distances)).toBeLessThan(1.95);
  });
});
