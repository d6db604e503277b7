// What a comparison promises: it finds a system that is 10 % slower, and hardly ever takes one for worse than itself.
// Simulated with seeds 1, 2, …, on noise that lasts from slice to slice, so that nothing here depends on the machine.
import { describe, expect, test } from "bun:test";
import {
  HEAVY_NOISE,
  type Noise,
  noisyLoad,
  type NoisyLoad,
  USUAL_NOISE,
} from "../../test/support/noisy-load.ts";
import { compareRuns } from "./compare-runs.ts";

const COMPARISONS = 40;
const MAX_FALSE_ALARMS = 4;
// Hundreds of runs are simulated, on whatever machine this is.
const TIMEOUT_MS = 120_000;

function compare(seed: number, repeats: number, load: Omit<NoisyLoad, "seed">, slowness: number) {
  // Every run has noise of its own.
  const runs = (side: number, own: Omit<NoisyLoad, "seed">) =>
    Array.from({ length: repeats }, (_, i) =>
      noisyLoad({ ...own, seed: 1000 * seed + 2 * i + side }),
    );
  return compareRuns(runs(0, load), runs(1, { ...load, slowness }), {
    tolerance: 0.05,
    seed: 1,
    isInterleaved: true,
  });
}

/** Comparisons in which any metric is worse, and those in which it is worse beyond 5 %. */
function count(comparisons: number, repeats: number, load: Omit<NoisyLoad, "seed">, slowness = 1) {
  let worse = 0;
  let beyond = 0;
  for (let seed = 1; seed <= comparisons; seed++) {
    const { metrics } = compare(seed, repeats, load, slowness);
    if (metrics.some(({ verdict }) => verdict === "worse")) worse++;
    if (metrics.some(({ isBeyondTolerance }) => isBeyondTolerance)) beyond++;
  }
  return { worse, beyond };
}

const ofRuns = (noise: Noise): Noise => ({ ...noise, runDeviation: 0.015 });

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

  test(
    "of a system and one that is 10 % slower are told apart",
    () => {
      expect(count(10, 1, {}, 1.1).beyond).toBeGreaterThanOrEqual(8);
    },
    TIMEOUT_MS,
  );
});

describe("repeats of 5 s, in pairs", () => {
  const load = { seconds: 5, ratePerSec: 400 };

  test.each([
    [5, "usual", USUAL_NOISE],
    [5, "heavy", HEAVY_NOISE],
  ] as const)(
    "%i of one system are hardly ever told apart under %s noise",
    (n, _, noise) => {
      const { worse } = count(COMPARISONS, n, { ...load, noise: ofRuns(noise) });
      expect(worse).toBeLessThanOrEqual(MAX_FALSE_ALARMS);
    },
    TIMEOUT_MS,
  );

  test.each([
    [5, 6],
    [10, 10],
  ])(
    "%i of a system and one that is 10 %% slower are told apart",
    (n, least) => {
      const { beyond } = count(10, n, { ...load, noise: ofRuns(USUAL_NOISE) }, 1.1);
      expect(beyond).toBeGreaterThanOrEqual(least);
    },
    TIMEOUT_MS,
  );
});
