import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { uniform } from "../../src/units/random.ts";
import { fitStaircase, type StaircaseFit, type StepPoint } from "./fit.ts";

const STEPS = [1, 1, 2, 2, 3, 4, 5, 10];

/** Bursts with these numbers of steps, each point late by `lateNs(burst, step)`. */
function burstsOf(
  aNs: number,
  stepNs: number,
  steps: readonly number[] = STEPS,
  lateNs: (burst: number, step: number) => number = () => 0,
): StepPoint[][] {
  return steps.map((count, burst) =>
    Array.from({ length: count }, (_, i) => ({
      step: i + 1,
      completionNs: aNs + (i + 1) * stepNs + lateNs(burst, i + 1),
    })),
  );
}

function fitOf(bursts: readonly (readonly StepPoint[])[], seed = 1): StaircaseFit {
  const fit = fitStaircase(bursts, seed);
  if (fit === undefined) throw new Error("no fit");
  return fit;
}

/** Noise of 1 ms a point and, adding up from step to step, 0.3 ms a step; both centred. */
function noisy(seed: number, steps: readonly number[]): StepPoint[][] {
  return burstsOf(2e6, 200e6, steps, (burst, step) => {
    let driftNs = 0;
    for (let i = 1; i <= step; i++) driftNs += 0.6e6 * (uniform(seed, i, 2 * burst) - 0.5);
    return driftNs + 2e6 * (uniform(seed, step, 2 * burst + 1) - 0.5);
  });
}

describe("the fit of a staircase", () => {
  test.each(["fixed", "sequential"] as const)(
    "lies within its own intervals, also where long bursts differ from short ones: %s",
    (sampling) => {
      fc.assert(
        fc.property(fc.nat(1e6), fc.integer({ min: -20, max: 20 }), (seed, extraMs) => {
          // Bursts of two steps have a shorter step than the others, as a last group of few replies is quicker.
          const steps = Array.from({ length: 40 }, (_, i) => 2 + (i % 4));
          const bursts = burstsOf(30e6, 3e9, steps, (burst, step) => {
            const isShort = steps[burst] === 2;
            return (isShort ? -step * extraMs * 1e6 : 0) + 4e6 * uniform(seed, step, burst);
          });
          const fit = fitStaircase(bursts, seed, sampling);
          expect(fit).toBeDefined();
          for (const [valueNs, interval] of [
            [fit?.overheadNs, fit?.overheadInterval],
            [fit?.stepNs, fit?.stepInterval],
          ] as const) {
            expect(interval).not.toBeNull();
            expect(valueNs).toBeGreaterThanOrEqual(interval?.lowNs ?? Number.NaN);
            expect(valueNs).toBeLessThanOrEqual(interval?.highNs ?? Number.NaN);
          }
        }),
        { numRuns: 30 },
      );
    },
  );

  test("of an exact one is exact", () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: 1, max: 5e9 }), (aNs, stepNs) => {
        const fit = fitOf(burstsOf(aNs, stepNs));
        expect(fit.stepNs).toBeCloseTo(stepNs, 2);
        expect(Math.abs(fit.overheadNs - aNs)).toBeLessThan(1e-5 * stepNs + 1);
      }),
      { numRuns: 20 },
    );
  });

  test("is not bent by one burst that stalls, nor by one that starts late", () => {
    const stalled = fitOf(
      burstsOf(2e6, 200e6, STEPS, (burst, step) => (burst === 6 && step > 2 ? 400e6 : 0)),
    );
    expect(stalled.stepNs).toBeCloseTo(200e6, 0);
    expect(stalled.overheadNs).toBeCloseTo(2e6, 0);
    const late = fitOf(burstsOf(2e6, 200e6, STEPS, (burst) => (burst === 7 ? 400e6 : 0)));
    expect(late.stepNs).toBeCloseTo(200e6, 0);
    expect(late.overheadNs).toBeCloseTo(2e6, 0);
  });

  test("is the same every time for a seed", () => {
    const bursts = noisy(1, STEPS);
    expect(fitOf(bursts, 7)).toEqual(fitOf(bursts, 7));
    expect(fitOf(bursts, 8).stepInterval).not.toEqual(fitOf(bursts, 7).stepInterval);
  });

  test("needs two steps in one burst, and five such bursts for an interval", () => {
    expect(fitStaircase(burstsOf(0, 1, [1, 1, 1]), 1)).toBeUndefined();
    expect(fitStaircase([], 1)).toBeUndefined();
    expect(fitOf(noisy(1, [1, 2, 3, 4, 5])).stepInterval).toBeNull();
    expect(fitOf(noisy(1, [2, 2, 3, 4, 5])).stepInterval).not.toBeNull();
  });

  // The bootstrap is over whole bursts: delays add up within one, so its steps are no independent evidence.
  test.each([
    ["the nine levels of a short sweep", [1, 1, 1, 2, 2, 3, 4, 5, 10]],
    ["five long bursts", [6, 7, 8, 9, 10]],
    [
      "every fourth level up to 100",
      Array.from({ length: 25 }, (_, i) => Math.ceil((4 * i + 4) / 10)),
    ],
  ])("has intervals that hold the truth in about 95 of 100 runs: %s", (_, steps) => {
    const runs = 100;
    let [stepHeld, overheadHeld] = [0, 0];
    for (let seed = 1; seed <= runs; seed++) {
      const { stepInterval, overheadInterval } = fitOf(noisy(seed, steps), seed);
      if (stepInterval === null || overheadInterval === null) throw new Error("no interval");
      if (stepInterval.lowNs <= 200e6 && 200e6 <= stepInterval.highNs) stepHeld++;
      if (overheadInterval.lowNs <= 2e6 && 2e6 <= overheadInterval.highNs) overheadHeld++;
    }
    expect(stepHeld).toBeGreaterThanOrEqual(90);
    expect(overheadHeld).toBeGreaterThanOrEqual(90);
  });
});
