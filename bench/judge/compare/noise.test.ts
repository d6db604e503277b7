// What a comparison promises: it finds a system that is 10 % slower, and hardly ever takes one for worse than itself.
// Simulated with seeds 1, 2, …, on noise that lasts from slice to slice, so that nothing here depends on the machine.
import { describe, expect, test } from "bun:test";
import {
  HEAVY_NOISE,
  type Noise,
  noisyLoad,
  type NoisyLoad,
  USUAL_NOISE,
} from "../../../test/support/noisy-load.ts";
import { compareRuns } from "./compare-runs.ts";

const COMPARISONS = 40;
const MAX_FALSE_ALARMS = 4;
const TRIALS = 10;
/** They are many runs. */
const TIMEOUT_MS = 60_000;

type Load = Omit<NoisyLoad, "seed">;

/** Comparisons in which any metric of B is worse, and those in which it is so beyond 5 %. */
function count(comparisons: number, repeats: number, load: Load, slowness = 1) {
  let worse = 0;
  let beyond = 0;
  for (let seed = 1; seed <= comparisons; seed++) {
    // Every run has noise of its own.
    const runs = (side: 0 | 1, own: Load) =>
      Array.from({ length: repeats }, (_, i) =>
        noisyLoad({ ...own, seed: 1000 * seed + 2 * i + side }),
      );
    const { metrics } = compareRuns(runs(0, load), runs(1, { ...load, slowness }), {
      tolerance: 0.05,
      seed: 1,
      isInterleaved: true,
    });
    if (metrics.some(({ verdict }) => verdict === "worse")) worse++;
    if (metrics.some(({ isBeyondTolerance }) => isBeyondTolerance)) beyond++;
  }
  return { worse, beyond };
}

describe("two runs of 10 s, by blocks of their time", () => {
  test.each([
    ["usual", USUAL_NOISE],
    ["heavy", HEAVY_NOISE],
  ] as const)(
    "of one system are hardly ever told apart under %s noise",
    (_, noise) => {
      expect(count(COMPARISONS, 1, { noise }).worse).toBeLessThanOrEqual(MAX_FALSE_ALARMS);
    },
    TIMEOUT_MS,
  );
});

describe("two runs of 20 s, by blocks of their time", () => {
  test("of a system and one that is 10 % slower are told apart", () => {
    const load = { seconds: 20, ratePerSec: 500 };
    expect(count(TRIALS, 1, load, 1.1).beyond).toBeGreaterThanOrEqual(TRIALS - 1);
  });
});

describe("runs in pairs", () => {
  // What is between runs no block of time can show.
  const ofRuns = (noise: Noise): Noise => ({ ...noise, runDeviation: 0.015 });

  test.each([
    ["usual", USUAL_NOISE],
    ["heavy", HEAVY_NOISE],
  ] as const)(
    "five of one system are hardly ever told apart under %s noise",
    (_, noise) => {
      const load = { seconds: 5, ratePerSec: 200, noise: ofRuns(noise) };
      expect(count(COMPARISONS, 5, load).worse).toBeLessThanOrEqual(MAX_FALSE_ALARMS);
    },
    TIMEOUT_MS,
  );

  // Five leave four degrees of freedom, which want a large difference; no more than two in three are asked of them.
  test.each([
    [5, 10, (2 / 3) * TRIALS],
    [7, 10, TRIALS - 1],
    [10, 5, TRIALS - 1],
  ])("%i of %i s find a system that is 10 %% slower", (repeats, seconds, least) => {
    const load = { seconds, ratePerSec: 200, noise: ofRuns(USUAL_NOISE) };
    expect(count(TRIALS, repeats, load, 1.1).beyond).toBeGreaterThanOrEqual(least);
  });
});
