import { describe, expect, test } from "bun:test";
import { expectedOf } from "../../../test/support/simulate-sweep.ts";
import { defaultBounds } from "./bounds.ts";

describe("bounds", () => {
  test.each([
    ["short work has the absolute ones", { service: "200ms" }, [25e6, 5e6, 5e6, 0]],
    ["3 s of work has shares of it", { service: "3s" }, [60e6, 15e6, 15e6, 0]],
    [
      "20 lanes have slack on overheads alone",
      { service: "3s", lanes: 20 },
      [79e6, 19.75e6, 15e6, 19e6],
    ],
    [
      "CPU-bound work has a quarter of the step",
      { isCpuBound: true, cores: 2 },
      [250e6, 250e6, 250e6, 0],
    ],
  ])("%s", (_, changes, [overheadNs, stepOverheadNs, serviceErrorNs, laneSlackNs]) => {
    expect(defaultBounds(expectedOf(changes))).toEqual({
      overheadNs,
      stepOverheadNs,
      serviceErrorNs,
      laneSlackNs,
    } as never);
  });

  test("that the user gives count as they are", () => {
    const lanes = expectedOf({ lanes: 20 });
    expect(defaultBounds(lanes, { overheadNs: 1e6 })).toMatchObject({
      overheadNs: 1e6,
      laneSlackNs: 19e6,
    });
    expect(defaultBounds(lanes, { overheadNs: 1e6, stepOverheadNs: 2e6 })).toEqual({
      overheadNs: 1e6,
      stepOverheadNs: 2e6,
      serviceErrorNs: 5e6,
      laneSlackNs: 0,
    });
  });
});
