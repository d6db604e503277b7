// Whatever a verdict shows with an interval lies in it: an estimate outside of its own interval would be a wrong number.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { expectedOf, simulateSweep } from "../../../test/support/simulate-sweep.ts";
import type { Verdict } from "../../run/sweep/run.ts";
import { defaultBounds } from "./bounds.ts";
import { judge } from "./judge.ts";

const LEVELS = [1, 10, 11, 12, 20, 21, 22, 30, 31, 45, 60, 100];
const REPEATS = [1, 2];

/** Names of the values of a verdict's evidence that have an interval and lie outside of it. */
function outside({ evidence }: Verdict): string[] {
  return Object.entries(evidence).flatMap(([name, low]) => {
    const value = name.replace(/LowNs$/, "");
    if (value === name || typeof low !== "number") return [];
    const [middle, high] = [evidence[`${value}Ns`], evidence[`${value}HighNs`]];
    if (typeof middle !== "number" || typeof high !== "number") return [`${value}: no value`];
    return low <= middle && middle <= high ? [] : [`${value}: ${middle} not in ${low}..${high}`];
  });
}

describe("a verdict's estimates lie in their intervals, also where levels differ", () => {
  test.each([
    ["fixed", "200ms"],
    ["sequential", "200ms"],
    ["fixed", "exp:200ms"],
    ["sequential", "exp:200ms"],
  ] as const)("%s, %s", (sampling, service) => {
    const expected = expectedOf({ service });
    let shown = 0;
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 3 }),
        (seed, extraMs, reportedMs) => {
          const attempts = REPEATS.flatMap((repeat) =>
            simulateSweep(
              {
                service,
                // Long bursts step more slowly, and report later tasks as quicker.
                stepOverheadOf: (level) => (level > 30 ? extraMs * 1e6 : undefined),
                lie: (truth, replyNumber) =>
                  replyNumber < 40
                    ? truth
                    : { ...truth, serviceNs: truth.serviceNs - reportedMs * 1e6 },
              },
              LEVELS,
              seed + repeat,
            ).map((attempt) => ({ ...attempt, repeat })),
          );
          const { verdicts } = judge(expected, defaultBounds(expected), attempts, {
            seed,
            sampling,
          });
          expect(verdicts.flatMap(outside)).toEqual([]);
          shown += verdicts.filter(({ evidence }) =>
            Object.entries(evidence).some(
              ([name, value]) => name.endsWith("LowNs") && value !== null,
            ),
          ).length;
        },
      ),
      { numRuns: 15 },
    );
    // Some verdicts have intervals, so that something was looked at.
    expect(shown).toBeGreaterThan(0);
  });
});
