import { describe, expect, test } from "bun:test";
import { expectedOf, simulateSweep } from "../../../test/support/simulate-sweep.ts";
import { residualsByStep, residualsOf } from "./residuals.ts";

describe("residuals", () => {
  test("pool the lateness of each step over levels", () => {
    const changes = { overheadNs: 10e6, stepOverheadNs: 2e6, hasJitter: false };
    const residuals = residualsOf(expectedOf(), simulateSweep(changes, [5, 15, 25], 1));
    expect(residuals).toHaveLength(45);
    // 0.1 ms is what a burst takes to send.
    const [first, second, third] = residualsByStep(residuals);
    expect(first).toEqual({
      step: 1,
      count: 25,
      medianNs: 12.1e6,
      p10Ns: 12.1e6,
      p90Ns: 12.1e6,
      minNs: 12.1e6,
      maxNs: 12.1e6,
    });
    expect([second?.count, second?.medianNs]).toEqual([15, 14.1e6]);
    expect([third?.count, third?.medianNs]).toEqual([5, 16.1e6]);
  });

  test("of a distribution are against the replay of the reported times", () => {
    const service = "exp:200ms";
    const attempts = simulateSweep({ service, stepOverheadNs: 0, hasJitter: false }, [5, 40], 1);
    const [first] = residualsByStep(residualsOf(expectedOf({ service }), attempts));
    expect(first?.maxNs).toBeCloseTo(1.6e6, 0);
    const blackBox = simulateSweep({ service, form: "plain" }, [5, 40], 1);
    expect(residualsOf(expectedOf({ service }), blackBox)).toEqual([]);
  });

  test("leave out bursts with a failure, whose ranks are not those of the ideal", () => {
    const residuals = residualsOf(expectedOf(), simulateSweep({ failEvery: 20 }, [5, 15, 25], 1));
    expect(new Set(residuals.map(({ level }) => level))).toEqual(new Set([5, 15]));
  });
});
