import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { expectedOf } from "../../test/support/simulate-sweep.ts";
import { sortAscending } from "../stats/percentile.ts";
import {
  idealCompletionsNs,
  idealMakespanNs,
  idealThroughputPerSec,
  listSchedule,
  replaySchedule,
  stepSpacingNs,
} from "./staircase.ts";

const THREE_SECONDS = expectedOf({ service: "3s" });
const SPIN = expectedOf({ work: "spin", isCpuBound: true, cores: 2 });

describe("the ideal staircase", () => {
  test.each([
    [1, 3e9, 1 / 3],
    [10, 3e9, 10 / 3],
    [11, 6e9, 11 / 6],
    [20, 6e9, 20 / 6],
    [100, 30e9, 100 / 30],
  ])("of %p clients takes %p ns: %p a second", (level, makespanNs, perSec) => {
    expect(idealMakespanNs(level, THREE_SECONDS)).toBe(makespanNs);
    expect(idealThroughputPerSec(level, THREE_SECONDS)).toBeCloseTo(perSec, 9);
  });

  test("completes in groups of the threads", () => {
    const completionsNs = idealCompletionsNs(25, THREE_SECONDS);
    expect(completionsNs.filter((ns) => ns === 3e9)).toHaveLength(10);
    expect(completionsNs.filter((ns) => ns === 6e9)).toHaveLength(10);
    expect(completionsNs.filter((ns) => ns === 9e9)).toHaveLength(5);
  });

  test("of CPU-bound work steps by threads / cores, and the last group has the cores to itself", () => {
    expect(stepSpacingNs(SPIN)).toBe(1e9);
    expect(idealMakespanNs(1, SPIN)).toBe(200e6);
    expect(idealMakespanNs(10, SPIN)).toBe(1e9);
    expect(idealMakespanNs(14, SPIN)).toBe(1.4e9);
    expect(idealMakespanNs(21, SPIN)).toBe(2.2e9);
    expect(stepSpacingNs({ ...SPIN, cores: 16 })).toBe(200e6);
    expect(stepSpacingNs({ ...SPIN, cores: null })).toBe(200e6);
  });
});

describe("list scheduling", () => {
  test("of equal tasks is the staircase", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 40 }),
        (level, threads) => {
          const expected = expectedOf({ threads });
          const services = new Array<number>(level).fill(expected.meanServiceNs);
          expect(listSchedule(services, threads)).toEqual(idealCompletionsNs(level, expected));
        },
      ),
    );
  });

  test("gives each task to the server that is free first", () => {
    expect(listSchedule([5, 1, 1, 1, 4], 2)).toEqual([5, 1, 2, 3, 7]);
    expect(replaySchedule([5, 1, 1, 1, 4], 2).map(({ depth }) => depth)).toEqual([1, 1, 2, 3, 4]);
    expect(listSchedule([], 3)).toEqual([]);
    expect(() => listSchedule([1], 0)).toThrow(RangeError);
  });

  test("agrees with looking for the free server one by one", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100)), fc.integer({ min: 1, max: 12 }), (services, servers) => {
        const freeAt = new Array<number>(servers).fill(0);
        const plain = services.map((service) => {
          const end = Math.min(...freeAt) + service;
          freeAt[freeAt.indexOf(Math.min(...freeAt))] = end;
          return end;
        });
        expect(listSchedule(services, servers)).toEqual(plain);
      }),
    );
  });

  test("is never shorter than the work shared out, nor longer by more than one task (Graham)", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(100), { minLength: 1 }),
        fc.integer({ min: 1, max: 12 }),
        (services, servers) => {
          const makespan = sortAscending(listSchedule(services, servers)).at(-1) ?? 0;
          const share = services.reduce((sum, service) => sum + service, 0) / servers;
          expect(makespan).toBeGreaterThanOrEqual(share - 1e-9);
          expect(makespan).toBeLessThanOrEqual(share + Math.max(...services));
        },
      ),
    );
  });
});
