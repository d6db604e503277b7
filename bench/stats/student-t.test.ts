import { describe, expect, test } from "bun:test";
import fc from "fast-check";
// @ts-expect-error -- the package has no types
import { jStat } from "jstat";
import { studentQuantile, studentTwoSided, welchDegrees } from "./student-t.ts";

describe("Student's t", () => {
  // Abramowitz and Stegun, table 26.10.
  test.each([
    [0.05, 1, 12.706],
    [0.05, 2, 4.303],
    [0.01, 3, 5.841],
    [0.05, 4, 2.776],
    [0.001, 5, 6.869],
    [0.05, 10, 2.228],
    [0.01, 29, 2.756],
    [0.05, 120, 1.98],
  ])("is exceeded with a chance of %p at %p degrees beyond %p", (chance, degrees, t) => {
    expect(studentQuantile(chance, degrees)).toBeCloseTo(t, 2);
    expect(studentTwoSided(t, degrees)).toBeCloseTo(chance, 3);
    expect(studentTwoSided(-t, degrees)).toBe(studentTwoSided(t, degrees));
  });

  test("is certain to exceed 0, and never infinity", () => {
    for (const degrees of [1, 2, 7, 30]) {
      expect(studentTwoSided(0, degrees)).toBe(1);
      expect(studentTwoSided(Number.POSITIVE_INFINITY, degrees)).toBeCloseTo(0, 12);
    }
  });

  test("has a quantile that its chance leads back from", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (chance, degrees) => {
          const back = studentTwoSided(studentQuantile(chance, degrees), degrees);
          expect(Math.abs(back - chance)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  test("is what another implementation says, by the incomplete beta function to 7 digits", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 40, noNaN: true }),
        fc.integer({ min: 1, max: 200 }),
        (t, degrees) => {
          const other = 2 * (jStat.studentt.cdf(-t, degrees) as number);
          expect(Math.abs(studentTwoSided(t, degrees) - other)).toBeLessThan(1e-7);
        },
      ),
    );
  });

  test("wants a degree of freedom", () => {
    expect(() => studentTwoSided(1, 0.5)).toThrow(RangeError);
    expect(() => studentQuantile(0, 3)).toThrow(RangeError);
  });
});

describe("Welch's degrees of freedom", () => {
  test.each([
    ["of two sides that scatter alike are those of both", 1, 1, 10, 10, 18],
    ["of two sides of which one hardly scatters are those of the other", 1, 1e-9, 10, 30, 9],
    ["are those of the fewest units where nothing scatters", 0, 0, 10, 20, 9],
    ["and where a side has no end", Number.NaN, 1, 10, 20, 9],
    ["are never below one", 1, 0, 1, 20, 1],
  ])("%s", (_, errorA, errorB, unitsA, unitsB, degrees) => {
    expect(welchDegrees(errorA, errorB, unitsA, unitsB)).toBeCloseTo(degrees, 6);
  });
});
