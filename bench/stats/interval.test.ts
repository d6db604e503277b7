import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { uniform } from "../../src/units/random.ts";
import { type DrawnDifference, holm, judgeDifference } from "./interval.ts";

/** Draws of a normal distribution about `center`. */
function drawn(estimate: number, error: number, changes: Partial<DrawnDifference> = {}) {
  const draws = Array.from({ length: 1000 }, (_, i) => {
    const radius = Math.sqrt(-2 * Math.log(uniform(1, i, 1)));
    return estimate + error * radius * Math.cos(2 * Math.PI * uniform(1, i, 2));
  });
  const rest = {
    center: estimate,
    draws,
    resolution: 0,
    units: 1000,
    degrees: 999,
    persistence: 1,
  };
  return judgeDifference({ estimate, ...rest, ...changes });
}

describe("a drawn difference", () => {
  test("of many units has the interval of its draws", () => {
    const { low, high, chance } = drawn(3, 1);
    expect(low).toBeCloseTo(3 - 1.96, 0);
    expect(high).toBeCloseTo(3 + 1.96, 0);
    expect(chance).toBeGreaterThan(0.001);
    expect(chance).toBeLessThan(0.01);
  });

  test("of few units is less certain", () => {
    const many = drawn(3, 1);
    const few = drawn(3, 1, { units: 5, degrees: 4 });
    // t of 4 degrees and √(5/4) instead of the normal quantile.
    expect((few.high - 3) / (many.high - 3)).toBeCloseTo((2.776 / 1.962) * Math.sqrt(5 / 4), 2);
    expect(few.chance).toBeGreaterThan(5 * (many.chance ?? 1));
  });

  test("within what is rounded is none", () => {
    expect(drawn(0.001, 0.001, { resolution: 0.001 }).chance).toBe(1);
    // Nothing to judge: it counts for none of the others.
    expect(drawn(0.0009, 1e-9, { resolution: 0.001 }).chance).toBeNull();
    expect(drawn(0.002, 1e-9, { resolution: 0.001 }).chance).toBeLessThan(1e-9);
  });

  test("that never varies is certain", () => {
    const same = { draws: new Array<number>(100).fill(1), units: 10, degrees: 9 };
    expect(drawn(1, 0, same)).toEqual({ low: 1, high: 1, chance: 0 });
  });

  test("whose draws may be anything has no end, and no certainty", () => {
    const draws = Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? Number.NaN : 5));
    const { low, high, chance } = drawn(5, 0, { draws });
    expect([low, high]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(chance).toBe(1);
  });

  test("is told by the side of the interval that faces zero", () => {
    // Nothing below 0.9, but a long tail above.
    const draws = Array.from(
      { length: 1000 },
      (_, i) => 1 + (i < 500 ? -0.1 : 20) * ((i % 500) / 500),
    );
    const towards = drawn(1, 0, { draws, units: 10, degrees: 9 });
    const away = drawn(-1, 0, { draws: draws.map((draw) => draw - 2), units: 10, degrees: 9 });
    expect(towards.chance).toBeLessThan(1e-6);
    expect(away.chance).toBeGreaterThan(0.5);
  });

  test("whose units are alike is less certain than they are many", () => {
    const wide = drawn(3, 1, { persistence: 2 });
    expect(wide.high - 3).toBeCloseTo(2 * (drawn(3, 1).high - 3), 9);
    expect(wide.chance).toBeGreaterThan(0.1);
  });
});

describe("Holm's chances", () => {
  test("are those of the method's own steps", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((wanted, i) => expect(adjusted[i]).toBeCloseTo(wanted, 12));
  });

  test("are never below what they were, never above 1, and in the same order", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (chances) => {
        const adjusted = holm(chances);
        expect(adjusted).toHaveLength(chances.length);
        for (const [i, chance] of chances.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(chance);
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          for (const [j, other] of chances.entries()) {
            if (chance < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0);
          }
        }
      }),
    );
  });
});
