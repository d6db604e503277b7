import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { OptionsError } from "../../src/units/options-error.ts";
import { autoLanes, planBursts, planLanes, type PlannedBurst } from "./lanes.ts";
import { partSeed } from "../../src/units/random.ts";
import { edgeLevels, parseLevels } from "./levels.ts";
import { inTurn } from "./sweep.ts";

const SECOND = 1e9;
const GIB = 2 ** 30;
const stairs = (level: number): number => Math.ceil(level / 10) * 3 * SECOND;
const lengthNs = (lane: readonly PlannedBurst[]): number =>
  lane.reduce((sum, { idealMakespanNs }) => sum + idealMakespanNs, 0);
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

  test("no lane ends later than where each burst goes to the lane that is free first, nor sooner than any plan can", () => {
    const makespans = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(makespans, fc.integer({ min: 1, max: 40 }), fc.nat(1000), (own, lanes, seed) => {
        const plan = planLanes(
          planBursts(own, 1, (level) => level),
          lanes,
          seed,
        );
        const longestNs = Math.max(...plan.map(lengthNs));
        const [total, longest] = [lengthNs(plan.flat()), Math.max(...own)];
        expect(longestNs).toBeGreaterThanOrEqual(Math.max(longest, total / lanes));
        // Graham 1966: any list, greedily.
        expect(longestNs).toBeLessThanOrEqual(total / lanes + longest * (1 - 1 / lanes) + 1e-6);
        // Longest first: only a burst that is alone in its lane can make it that long.
        const ends = plan.map(lengthNs).toSorted((a, b) => a - b);
        for (const lane of plan) {
          const shortest = Math.min(...lane.map(({ idealMakespanNs }) => idealMakespanNs));
          if (lane.length > 1)
            expect(lengthNs(lane) - (ends[0] ?? 0)).toBeLessThanOrEqual(shortest);
        }
      }),
    );
  });

  test("repeats of a level are bursts of their own, each planned once", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 40 }),
        (repeats, lanes) => {
          const all = planBursts([1, 10, 11], repeats, stairs);
          const name = ({ level, repeat }: { level: number; repeat: number }) =>
            `${level}.${repeat}`;
          const planned = planLanes(all, lanes, 1).flat().map(name);
          expect(planned.toSorted()).toEqual(all.map(name).toSorted());
          expect(new Set(planned).size).toBe(3 * repeats);
        },
      ),
    );
  });

  test("lanes end together: none is a longest burst longer than another", () => {
    const totals = planLanes(bursts, 20, 1).map(lengthNs);
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
    const work = { bursts, stepSpacingNs: 3 * SECOND, threads: 10 };
    // 48 lanes and 46 have longest lanes of 36 s, 45 lanes of 39 s.
    expect(autoLanes(machine, work)).toBe(46);
    expect(autoLanes({ ...machine, memoryAvailableBytes: GIB }, work)).toBe(4);
    expect(autoLanes({ ...machine, memoryAvailableBytes: 0 }, work)).toBe(1);
    expect(autoLanes(machine, { ...work, stepSpacingNs: 0.1 * SECOND })).toBe(8);
    expect(autoLanes(machine, { ...work, stepSpacingNs: 0.001 * SECOND })).toBe(1);
    expect(autoLanes(machine, { ...work, bursts: planBursts([1, 5], 1, stairs) })).toBe(2);
    expect(autoLanes(machine, { ...work, bursts: planBursts(levels1To100, 100, stairs) })).toBe(48);
  });

  test("auto makes the run shortest, the start of its servers included", () => {
    const machine = { cores: 2, memoryAvailableBytes: 100 * GIB };
    const makespans = fc.array(fc.integer({ min: 1e6, max: 3e9 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(makespans, fc.integer({ min: 1, max: 1000 }), (own, threads) => {
        const all = planBursts([...own.keys()], 1, (i) => own[i] ?? 0);
        const lanes = autoLanes(machine, { bursts: all, stepSpacingNs: SECOND, threads });
        const startNs = (0.1 + 0.045 * threads) * SECOND;
        const runNs = (n: number): number =>
          (n * startNs) / machine.cores + Math.max(...planLanes(all, n, 1).map(lengthNs));
        for (let other = 1; other <= own.length; other++) {
          expect(runNs(other)).toBeGreaterThanOrEqual(runNs(lanes));
        }
      }),
    );
    // 6 s of work; a server takes half a second of a core, and one of 200 threads 9 s.
    const short = { bursts: planBursts([10, 20, 30], 1, (level) => level * 0.1 * SECOND) };
    expect(autoLanes(machine, { ...short, stepSpacingNs: SECOND, threads: 10 })).toBe(2);
    expect(autoLanes(machine, { ...short, stepSpacingNs: SECOND, threads: 200 })).toBe(1);
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
