import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { splitIntoGroups, typicalStepNs } from "./groups.ts";
import { sortAscending } from "../../stats/percentile.ts";

describe("groups", () => {
  test.each([
    [[], []],
    [[5], [1]],
    [
      [0, 1, 2, 100, 101, 200],
      [3, 2, 1],
    ],
    [[0, 10, 20, 30], [4]],
    [
      [0, 11, 22],
      [1, 1, 1],
    ],
  ])("%p splits into sizes %p at gaps above 10", (instants, sizes) => {
    expect(splitIntoGroups(instants, 10).map((group) => group.length)).toEqual(sizes);
  });

  test("keep every instant and its order, and part only at gaps", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500)), fc.nat(50), (instants, gapNs) => {
        const sorted = sortAscending(instants);
        const groups = splitIntoGroups(sorted, gapNs);
        expect(groups.flat()).toEqual(sorted);
        for (const [i, group] of groups.entries()) {
          const previous = groups[i - 1]?.at(-1);
          if (previous !== undefined) expect((group[0] ?? 0) - previous).toBeGreaterThan(gapNs);
        }
      }),
    );
  });
});

describe("the typical step", () => {
  test("is found under jitter that makes most of the gaps, and beside one long stall", () => {
    const burst = [200, 201, 202, 203, 400, 401, 403, 404, 601, 602, 603, 604];
    expect(typicalStepNs([burst])).toBe(197);
    const stalled = [200, 201, 400, 401, 600, 601, 1100, 1101, 1300, 1301];
    expect(typicalStepNs([burst, stalled])).toBe(197);
  });

  test("needs two completions that differ", () => {
    expect(typicalStepNs([])).toBeUndefined();
    expect(typicalStepNs([[200], [200, 200]])).toBeUndefined();
  });
});
