// Where the time of a task goes on its way through the distributed form, level by level. It explains, and decides nothing.
import { HOPS, type HopName, hopDurationsNs } from "../../run/sweep/task-trace.ts";
import { percentileOf, sortAscending } from "../../stats/percentile.ts";
import type { Expected, LevelAttempt } from "../../run/sweep/run.ts";
import { type RequestSample, sendToReplyNs } from "../../run/sweep/sample.ts";
import { idealCompletionsNs, stepSpacingNs } from "../../theory/staircase.ts";
import type { Ns } from "../../../src/units/duration.ts";

export interface Spread {
  readonly medianNs: Ns;
  readonly p90Ns: Ns;
}

export interface WaterfallHop extends Spread {
  readonly name: HopName;
  /**
   * The hop less what the ideal staircase spends in it: a task of group k waits (k − 1) · S in the queue and works S; all
   * else is cost. Null where S is a distribution, of the two hops that have such a part.
   */
  readonly cost: Spread | null;
}

export interface Waterfall {
  readonly level: number;
  /** Tasks that it rests on. */
  readonly count: number;
  /** In the order of `HOPS`. Medians of parts need not add up to the median of the whole. */
  readonly hops: readonly WaterfallHop[];
  /** From send to reply. */
  readonly whole: Spread;
}

/** One task: its hops, and what the ideal spends in each. */
interface Way {
  readonly hopsNs: readonly Ns[];
  readonly idealNs: readonly Ns[];
  readonly wholeNs: Ns;
}

/** One a level, ascending, repeats pooled; of levels without stamps there is none. `judged` are the attempts that count. */
export function waterfallsOf(
  judged: readonly LevelAttempt[],
  expected: Expected,
  clockZeroMs: number,
): Waterfall[] {
  const byLevel = Map.groupBy(judged, ({ level }) => level);
  return sortAscending(byLevel.keys()).flatMap((level) => {
    const ways = (byLevel.get(level) ?? []).flatMap(({ samples }) =>
      waysOf(samples, expected, clockZeroMs),
    );
    return ways.length === 0 ? [] : [waterfall(level, ways, expected)];
  });
}

/** In order of their starts, which says to which group of the staircase each belongs. */
function waysOf(samples: readonly RequestSample[], expected: Expected, clockZeroMs: number): Way[] {
  const spacingNs = stepSpacingNs(expected);
  const completionsNs = idealCompletionsNs(samples.length, expected);
  return samples
    .filter(({ outcome }) => outcome === "ok")
    .toSorted((a, b) => (a.report?.hops?.startedAtMs ?? 0) - (b.report?.hops?.startedAtMs ?? 0))
    .flatMap((sample, rank) => {
      const hopsNs = hopDurationsNs(sample, clockZeroMs);
      if (hopsNs === undefined) return [];
      const queueNs = (completionsNs[rank] ?? spacingNs) - spacingNs;
      const idealNs = HOPS.map((name) =>
        name === "queue" ? queueNs : name === "work" ? spacingNs : 0,
      );
      return [{ hopsNs, idealNs, wholeNs: sendToReplyNs(sample) ?? 0 }];
    });
}

function waterfall(level: number, ways: readonly Way[], { isConstant }: Expected): Waterfall {
  return {
    level,
    count: ways.length,
    hops: HOPS.map((name, i) => {
      const isKnown = isConstant || (name !== "queue" && name !== "work");
      return {
        name,
        ...spreadOf(ways.map(({ hopsNs }) => hopsNs[i] ?? 0)),
        cost: isKnown
          ? spreadOf(ways.map(({ hopsNs, idealNs }) => (hopsNs[i] ?? 0) - (idealNs[i] ?? 0)))
          : null,
      };
    }),
    whole: spreadOf(ways.map(({ wholeNs }) => wholeNs)),
  };
}

function spreadOf(valuesNs: readonly Ns[]): Spread {
  const sorted = sortAscending(valuesNs);
  return { medianNs: percentileOf(sorted, 50) ?? 0, p90Ns: percentileOf(sorted, 90) ?? 0 };
}
