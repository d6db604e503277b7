import { describe, expect, test } from "bun:test";
import { chanceByUnit, persistenceOf, type UnitEvidence } from "./unit-evidence.ts";

function chance(a: readonly number[], b: readonly number[], changes: Partial<UnitEvidence> = {}) {
  const evidence = { estimate: 1, resolution: 0, isPaired: true, persistence: 1 };
  return chanceByUnit(a, b, { ...evidence, ...changes });
}

describe("neighbouring blocks", () => {
  const steps = [1, 1, 1, 1, 5, 5, 5, 5];

  test("that are alike tell less than they are many", () => {
    // The correlation of neighbours is 5/8 here.
    expect(persistenceOf(steps, steps)).toBeCloseTo(Math.sqrt(13 / 3), 9);
  });

  test("that differ more than others, or not at all, or have no end, change nothing", () => {
    expect(persistenceOf([1, 5, 1, 5, 1, 5], [2, 4, 2, 4, 2, 4])).toBe(1);
    expect(persistenceOf([1, 1, 1], [2, 2, 2])).toBe(1);
    expect(persistenceOf([1, 1, Number.POSITIVE_INFINITY], [2, 2, 2])).toBe(1);
  });
});

describe("a difference, unit by unit", () => {
  test("is certain where every pair shows it, and not where three of five do", () => {
    expect(chance([0, 1, 2, 3, 4], [1, 2.1, 3, 3.9, 5])).toBeLessThan(1e-4);
    expect(chance([0, 1, 2, 3, 4], [3, 4, 5, 3, 4])).toBeGreaterThan(0.05);
  });

  test("of pairs is told in spite of what both sides of a pair share; of blocks it is not", () => {
    const a = [0, 10, 20, 30, 40, 50, 60, 70];
    const b = [1, 11.1, 21, 31, 41, 50.9, 61, 71];
    expect(chance(a, b)).toBeLessThan(1e-6);
    expect(chance(a, b, { isPaired: false })).toBeGreaterThan(0.5);
  });

  test("of blocks is told by Welch's test, less surely where neighbours are alike", () => {
    const a = [1, 2, 3, 4, 5];
    const b = [4, 5, 6, 7, 8];
    // t = 3 with 8 degrees of freedom.
    expect(chance(a, b, { isPaired: false })).toBeCloseTo(0.0171, 4);
    expect(chance(a, b, { isPaired: false, persistence: 2 })).toBeCloseTo(0.172, 3);
  });

  test("that goes the other way than the whole, or is rounded off, is none", () => {
    expect(chance([1, 2, 3], [2, 3.1, 4], { estimate: -1 })).toBe(1);
    expect(chance([1, 2, 3], [2, 3.1, 4], { resolution: 2 })).toBe(1);
  });

  test("says nothing where a unit has no end", () => {
    expect(chance([1, 2, 3], [2, Number.POSITIVE_INFINITY, 3])).toBe(0);
  });
});
