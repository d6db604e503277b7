import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { uniform } from "../../src/units/random.ts";
import { medianOf } from "./percentile.ts";
import { meanSequenceHalf, medianSequence } from "./confidence-sequence.ts";
import {
  fitStaircase,
  type Interval,
  type Sampling,
  SEQUENTIAL_ALPHA,
  type StepPoint,
} from "./fit.ts";

const ALPHA = 0.05;

/** How many of `count` values must lie below, at least and at most, for a median of 0 to be within its interval. */
function accepts(count: number, below: number): boolean {
  const values = Array.from({ length: count }, (_, i) => (i < below ? -1 - i : 1 + i));
  const { low, high } = medianSequence(values, ALPHA);
  return low <= 0 && 0 <= high;
}

describe("the confidence sequence of a median", () => {
  test("ever excludes the truth with a chance of at most 5 %: computed for up to 400 values, not simulated", () => {
    // chances[k]: k of n values lie below the median, and it was in all intervals so far.
    let chances = [1];
    let everExcluded = 0;
    for (let count = 1; count <= 400; count++) {
      const next = Array.from(
        { length: count + 1 },
        (_, below) => ((chances[below] ?? 0) + (chances[below - 1] ?? 0)) / 2,
      );
      chances = next.map((chance, below) => {
        if (chance === 0 || accepts(count, below)) return chance;
        everExcluded += chance;
        return 0;
      });
    }
    expect(everExcluded).toBeLessThanOrEqual(ALPHA);
    // Nor is it far too careful.
    expect(everExcluded).toBeGreaterThan(ALPHA / 3);
  });

  test("has no end while so few values could all lie on one side by chance", () => {
    expect(medianSequence([1, 2, 3, 4, 5, 6, 7], ALPHA)).toEqual({
      low: -Infinity,
      high: Infinity,
    });
    expect(medianSequence([1, 2, 3, 4, 5, 6, 7, 8], ALPHA)).toEqual({ low: 1, high: 8 });
    expect(medianSequence([], ALPHA)).toEqual({ low: -Infinity, high: Infinity });
  });

  const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), {
    minLength: 8,
    maxLength: 200,
  });

  test("holds the sample's own median, and moves with the values, in whatever order they came", () => {
    const property = fc.property(values, fc.integer({ min: -1000, max: 1000 }), (own, by) => {
      const { low, high } = medianSequence(own, ALPHA);
      const middle = medianOf(own) ?? 0;
      expect(low).toBeLessThanOrEqual(middle);
      expect(high).toBeGreaterThanOrEqual(middle);
      expect(medianSequence(own.toReversed(), ALPHA)).toEqual({ low, high });
      const moved = medianSequence(
        own.map((value) => value + by),
        ALPHA,
      );
      expect(moved).toEqual({ low: low + by, high: high + by });
    });
    fc.assert(property, { seed: 1 });
  });

  test("does not widen for how far away the outermost values lie", () => {
    const property = fc.property(values, (own) => {
      const sorted = own.toSorted((a, b) => a - b);
      const stalled = sorted.map((value, i) => (i === sorted.length - 1 ? value + 1e12 : value));
      fc.pre(own.length > 8);
      const [before, after] = [medianSequence(sorted, 0.2), medianSequence(stalled, 0.2)];
      fc.pre(before.high < (sorted.at(-1) ?? 0));
      expect(after).toEqual(before);
    });
    fc.assert(property, { seed: 1 });
  });

  test("is wider the surer it must be, and never of a wrong order", () => {
    const property = fc.property(values, (own) => {
      const sure = medianSequence(own, 0.01);
      const less = medianSequence(own, 0.1);
      expect(sure.low).toBeLessThanOrEqual(less.low);
      expect(less.low).toBeLessThanOrEqual(less.high);
      expect(less.high).toBeLessThanOrEqual(sure.high);
    });
    fc.assert(property, { seed: 1 });
  });
});

/** Noise of a shared machine about a median of 0, ns: from `draw` within [0, 1). */
const NOISES: Readonly<Record<string, (draw: () => number) => number>> = {
  // Irwin-Hall's sum of 12.
  normal: (draw) => 1e6 * (Array.from({ length: 12 }, draw).reduce((a, b) => a + b, 0) - 6),
  "skewed to the right": (draw) => 2e6 * (-Math.log(1 - draw()) - Math.LN2),
  "with stalls in 5 % of bursts": (draw) => {
    const isStall = draw() > 0.95;
    const side = draw();
    return isStall ? (side < 0.5 ? -1 : 1) * 50e6 * draw() : 1e6 * (2 * side - 1);
  },
  "without a mean": (draw) => 1e6 * Math.tan(Math.PI * (draw() - 0.5)),
};

const CASES = 2000;
const LOOKS = 8;
const LEVEL_STEPS = [1, 2, 2, 3, 4, 5, 8, 10];
const TRUE_START_NS = 25e6;
const TRUE_STEP_NS = 200e6;

/** Bursts of one repeat of eight levels; a burst's own start and pace scatter, and each step. */
function repeatOf(
  seed: number,
  repeat: number,
  noise: (draw: () => number) => number,
): StepPoint[][] {
  return LEVEL_STEPS.map((steps, burst) => {
    let drawn = 0;
    const draw = (): number => uniform(seed, drawn++, repeat * LEVEL_STEPS.length + burst);
    const startNs = TRUE_START_NS + noise(draw);
    const stepNs = TRUE_STEP_NS + noise(draw) / 4;
    return Array.from({ length: steps }, (_, i) => ({
      step: i + 1,
      completionNs: startNs + (i + 1) * stepNs + 0.2e6 * (draw() - 0.5),
    }));
  });
}

/** Of `cases` runs whose a and S + b lie on their bounds: those in which one of both was ever told to be inside or beyond. */
function wrongDecisions(
  cases: number,
  sampling: Sampling,
  noise: (draw: () => number) => number,
): number {
  const excludes = (interval: Interval | null, ns: number): boolean =>
    interval !== null && (interval.lowNs > ns || interval.highNs < ns);
  let wrong = 0;
  for (let seed = 1; seed <= cases; seed++) {
    const bursts: StepPoint[][] = [];
    for (let repeat = 1; repeat <= LOOKS; repeat++) {
      bursts.push(...repeatOf(seed, repeat, noise));
      const fit = fitStaircase(bursts, seed, sampling);
      if (
        excludes(fit?.overheadInterval ?? null, TRUE_START_NS) ||
        excludes(fit?.stepInterval ?? null, TRUE_STEP_NS)
      ) {
        wrong++;
        break;
      }
    }
  }
  return wrong;
}

describe("decisions after every repeat, of runs that lie on the bound", () => {
  test.each(Object.entries(NOISES))(
    "are wrong in at most 5 % of 2,000 cases: noise %s",
    (_, noise) => {
      expect(wrongDecisions(CASES, "sequential", noise)).toBeLessThanOrEqual(0.05 * CASES);
    },
  );

  test("are wrong far more often by intervals that hold at one look only", () => {
    const cases = 30;
    const wrong = wrongDecisions(cases, "fixed", NOISES["normal"] ?? (() => 0));
    expect(wrong).toBeGreaterThan(0.1 * cases);
  });
});

describe("the confidence sequence of a mean", () => {
  test("ever excludes the truth in at most 5 % of 2,000 cases of drawn service times", () => {
    let wrong = 0;
    for (let seed = 1; seed <= CASES; seed++) {
      let [count, sum, squares] = [0, 0, 0];
      for (let look = 1; look <= LOOKS; look++) {
        for (let i = 0; i < 100; i++) {
          const value = -Math.log(1 - uniform(seed, i, look));
          count++;
          sum += value;
          squares += value ** 2;
        }
        const mean = sum / count;
        const deviation = Math.sqrt((squares - count * mean ** 2) / (count - 1));
        if (Math.abs(mean - 1) <= meanSequenceHalf(deviation, count, SEQUENTIAL_ALPHA)) continue;
        wrong++;
        break;
      }
    }
    expect(wrong).toBeLessThanOrEqual(0.05 * CASES);
  });

  test("narrows as values come, and is not much wider than the interval of one look", () => {
    expect(meanSequenceHalf(1, 4000, 0.05)).toBeLessThan(meanSequenceHalf(1, 1000, 0.05));
    expect(meanSequenceHalf(1, 1000, 0.05)).toBeLessThan((1.8 * 1.96) / Math.sqrt(1000));
  });
});
