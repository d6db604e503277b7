import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { OptionsError } from "../../src/units/options-error.ts";
import { autoLanes, planBursts, planLanes } from "./lanes.ts";
import { partSeed } from "../../src/units/random.ts";
import { edgeLevels, parseLevels } from "./levels.ts";
import { inTurn } from "./sweep.ts";

const SECOND = 1e9;
const GIB = 2 ** 30;
const stairs = (level: number): number => Math.ceil(level / 10) * 3 * SECOND;
const levels1To100 = Array.from({ length: 100 }, (_, i) => i + 1);

describe("levels", () => {
  test("take ranges, lists and steps, each level once and ascending", () => {
    expect(parseLevels("1-100")).toEqual(levels1To100);
    expect(parseLevels("11,10,5,1,5")).toEqual([1, 5, 10, 11]);
    expect(parseLevels("10-100/10")).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(parseLevels("1-3, 2-4")).toEqual([1, 2, 3, 4]);
  });

  test.each(["", "0", "5-1", "1-10/0", "ten", "1-", "20001", "1,,2", "1.5"])(
    "%p is refused",
    (text) => {
      expect(() => parseLevels(text)).toThrow(OptionsError);
    },
  );

  test("every bad part is named", () => {
    expect(() => parseLevels("a,1,0")).toThrow(/"a".*\n.*"0"/);
  });
});

describe("lanes", () => {
  const bursts = planBursts(levels1To100, 1, stairs);

  test("every burst is planned once, whatever the number of lanes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(1000), (lanes, seed) => {
        const plan = planLanes(bursts, lanes, seed);
        expect(plan).toHaveLength(lanes);
        const planned = plan.flat().map(({ level }) => level);
        expect(planned.toSorted((a, b) => a - b)).toEqual(levels1To100);
      }),
    );
  });

  test("lanes end together: none is a longest burst longer than another", () => {
    const totals = planLanes(bursts, 20, 1).map((lane) =>
      lane.reduce((sum, { idealMakespanNs }) => sum + idealMakespanNs, 0),
    );
    expect(Math.max(...totals) - Math.min(...totals)).toBeLessThanOrEqual(30 * SECOND);
    // 1650 s of bursts in 20 lanes: 82.5 s each at best.
    expect(Math.max(...totals)).toBeLessThan(90 * SECOND);
  });

  test("each has a seed of its own, the first that of the run", () => {
    const seeds = [1, 2, 2 ** 32 - 1].flatMap((seed) =>
      Array.from({ length: 24 }, (_, i) => partSeed(seed, i + 1)),
    );
    expect([seeds[0], seeds[24], seeds[48]]).toEqual([1, 2, 2 ** 32 - 1]);
    expect(new Set(seeds).size).toBe(seeds.length);
    for (const seed of seeds)
      expect(seed >= 0 && seed < 2 ** 32 && Number.isInteger(seed)).toBeTrue();
  });

  test("the order is drawn from the seed", () => {
    expect(planLanes(bursts, 1, 1)).toEqual(planLanes(bursts, 1, 1));
    expect(planLanes(bursts, 1, 1)).not.toEqual(planLanes(bursts, 1, 2));
    expect(planLanes(bursts, 1, 1)[0]).not.toEqual(bursts);
  });

  test("auto is bounded by cores, memory, pace and the work there is", () => {
    const machine = { cores: 2, memoryAvailableBytes: 20 * GIB };
    expect(autoLanes(machine, 3 * SECOND, bursts)).toBe(24);
    expect(autoLanes({ ...machine, memoryAvailableBytes: GIB }, 3 * SECOND, bursts)).toBe(4);
    expect(autoLanes({ ...machine, memoryAvailableBytes: 0 }, 3 * SECOND, bursts)).toBe(1);
    expect(autoLanes(machine, 0.1 * SECOND, bursts)).toBe(8);
    expect(autoLanes(machine, 0.001 * SECOND, bursts)).toBe(1);
    expect(autoLanes(machine, 3 * SECOND, planBursts([1, 5], 1, stairs))).toBe(2);
  });
});

describe("a cluster beside the local form", () => {
  test.each([
    [30, [1, 30, 31, 60, 61, 90, 91, 100]],
    [4, [1, 4, 5, 8, 9, 12, 13, 100]],
    [1, [1, 2, 3, 4, 100]],
    [50, [1, 50, 51, 100, 101, 150, 151]],
  ])("of width %p is measured around the edges of its steps", (width, levels) => {
    expect(edgeLevels(width)).toEqual(levels);
  });

  test("takes turns, and neither always goes first", () => {
    expect(
      inTurn([
        ["a1", "a2", "a3"],
        ["b1", "b2", "b3"],
      ]),
    ).toEqual(["a1", "b1", "b2", "a2", "a3", "b3"]);
    expect(inTurn([["a1"], []])).toEqual(["a1"]);
  });
});
