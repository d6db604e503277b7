import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Stage } from "../../run/load/plan.ts";
import { countBy, createIntensity, IntensityWalk } from "./intensity.ts";
import { parseStages } from "./stages.ts";

const SECOND_NS = 1e9;

const ratePerSec = fc.oneof(
  fc.constant(0),
  fc.nat(2000),
  fc.double({ min: 0.001, max: 5, noNaN: true }),
);
const plans: fc.Arbitrary<Stage[]> = fc.array(
  fc.record({
    durationNs: fc.integer({ min: 1000, max: 20 * SECOND_NS }),
    startRatePerSec: ratePerSec,
    endRatePerSec: ratePerSec,
  }),
  { minLength: 1, maxLength: 5 },
);

function lengthOf(stages: readonly Stage[]): number {
  return stages.reduce((sumNs, { durationNs }) => sumNs + durationNs, 0);
}

/** The offered rate, from the stages themselves; that of the last one is held until `endNs`. */
function rateAt(stages: readonly Stage[], atNs: number, endNs = Infinity): number {
  let fromNs = 0;
  for (const { durationNs, startRatePerSec, endRatePerSec } of stages) {
    const share = (atNs - fromNs) / durationNs;
    fromNs += durationNs;
    if (share >= 0 && atNs < fromNs) {
      return startRatePerSec + (endRatePerSec - startRatePerSec) * share;
    }
  }
  return atNs < endNs ? (stages.at(-1)?.endRatePerSec ?? 0) : 0;
}

describe("arrivals due", () => {
  const stages = parseStages("10s:100,20s:100..300,5s:0,10s:200..0");
  const intensity = createIntensity(stages, 0, 60 * SECOND_NS);

  test.each([
    [-1, 0],
    [0, 0],
    [5, 500],
    [10, 1000],
    [20, 2500],
    [29.999999, 4999.9997],
    [30, 5000],
    [34, 5000],
    [35, 5000],
    [40, 5750],
    [45, 6000],
    [99, 6000],
  ])("by %p s are %p", (seconds, due) => {
    expect(countBy(intensity, seconds * SECOND_NS)).toBeCloseTo(due, 6);
  });

  test("go on at the last stage's rate until the end", () => {
    const held = createIntensity(parseStages("1s:0..10"), 0, 4 * SECOND_NS);
    expect(countBy(held, 9 * SECOND_NS)).toBe(35);
    const endless = createIntensity(parseStages("1s:10"), 0, Infinity);
    expect(countBy(endless, 1e6 * SECOND_NS)).toBe(10e6);
  });

  test("are cut in the middle of a ramp", () => {
    const cut = createIntensity(parseStages("10s:0..100"), 0, 5 * SECOND_NS);
    expect(countBy(cut, 10 * SECOND_NS)).toBe(125);
    expect(countBy(cut, 2.5 * SECOND_NS)).toBe(31.25);
  });

  test("are what summing the rate in small steps gives", () => {
    fc.assert(
      fc.property(plans, fc.double({ min: 0, max: 1.5, noNaN: true }), (plan, share) => {
        const endNs = Math.ceil(1.2 * lengthOf(plan));
        const course = createIntensity(plan, 0, endNs);
        const atNs = Math.round(share * lengthOf(plan));
        const steps = 20_000;
        const stepNs = atNs / steps;
        let sum = 0;
        for (let i = 0; i < steps; i++) sum += rateAt(plan, (i + 0.5) * stepNs, endNs) * stepNs;
        // A step with a jump in it is wrong by half of the jump at most.
        const bound = (6 * 2000 * stepNs) / 2;
        expect(Math.abs(sum - countBy(course, atNs) * SECOND_NS)).toBeLessThanOrEqual(bound + 1);
      }),
      { numRuns: 30 },
    );
  });
});

describe("the inverse", () => {
  test("is the last instant by which no more than the count are due", () => {
    fc.assert(
      fc.property(plans, fc.array(fc.nat(1.1e6)), (plan, millionths) => {
        const endNs = lengthOf(plan);
        const course = createIntensity(plan, 0, endNs);
        const total = countBy(course, endNs);
        const walk = new IntensityWalk(course);
        let lastNs = 0;
        for (const share of millionths.sort((a, b) => a - b)) {
          const count = (share / 1e6) * total;
          const instantNs = walk.instantNs(count);
          expect(instantNs).toBeGreaterThanOrEqual(lastNs);
          lastNs = instantNs;
          // 2000/s is 2e-6 a nanosecond: what rounding the instant may change.
          const dueBefore = countBy(course, Math.min(instantNs - 1, endNs));
          expect(dueBefore).toBeLessThanOrEqual(count + 1e-9 * (1 + count));
          if (instantNs === Infinity) {
            expect(count).toBeGreaterThanOrEqual(total - 2e-6 - 1e-9 * total);
            continue;
          }
          expect(Number.isInteger(instantNs)).toBe(true);
          expect(Math.abs(countBy(course, instantNs) - count)).toBeLessThan(2e-6 + 1e-9 * count);
          // Never in a pause.
          expect(rateAt(plan, instantNs) + rateAt(plan, instantNs + 1)).toBeGreaterThan(0);
        }
      }),
    );
  });

  test("keeps its digits near the end of a long ramp down to nothing", () => {
    // Of 18 million arrivals the last one is due when one is left: growth · t² / 2 = 1, seen from the end.
    const course = createIntensity(parseStages("1h:10k..0"), 0, 3600 * SECOND_NS);
    const walk = new IntensityWalk(course);
    const leftNs = Math.sqrt(2 / (10_000 / 3600)) * SECOND_NS;
    expect(3600 * SECOND_NS - walk.instantNs(18e6 - 1)).toBe(Math.round(leftNs));
    expect(walk.instantNs(18e6)).toBe(Infinity);
  });

  test("of a rate of 0 is never", () => {
    const course = createIntensity(parseStages("1s:1,1s:0"), 0, Infinity);
    const walk = new IntensityWalk(course);
    expect([0, 0.5, 1, 2].map((count) => walk.instantNs(count))).toEqual([
      0,
      0.5e9,
      Infinity,
      Infinity,
    ]);
  });
});
