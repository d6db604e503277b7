// What distribution costs: the cluster's bursts set beside those of the local form at the same width.
import { medianOf, sortAscending } from "../../stats/percentile.ts";
import type { LevelAttempt } from "../../run/sweep/run.ts";
import { burstKey, judgedAttempts, okResponsesNs } from "../../run/sweep/summary.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";

export interface LocalBaseline {
  readonly level: number;
  /** t0 → last reply; medians where a level has several bursts. */
  readonly localMakespanNs: Ns;
  readonly clusterMakespanNs: Ns;
  /** The cluster's completion less the local form's of the same rank: the median over ranks and repeats. */
  readonly costPerTaskNs: Ns;
  readonly localPerSec: number;
  readonly clusterPerSec: number;
  /** Of throughput: −0.01 where the cluster does 1 % less. */
  readonly change: number;
}

/** One a level that was answered whole by both, ascending. Only the attempts that count are compared. */
export function besideLocal(
  cluster: readonly LevelAttempt[],
  local: readonly LevelAttempt[],
): LocalBaseline[] {
  const locals = new Map(wholeBursts(local).map((burst) => [burst.key, burst]));
  const pairs = wholeBursts(cluster).flatMap((own) => {
    const other = locals.get(own.key);
    return other === undefined ? [] : [{ level: own.level, cluster: own, local: other }];
  });
  const byLevel = Map.groupBy(pairs, ({ level }) => level);
  return sortAscending(byLevel.keys()).map((level) => compare(level, byLevel.get(level) ?? []));
}

interface Burst {
  readonly key: string;
  readonly level: number;
  readonly completionsNs: readonly Ns[];
}

function wholeBursts(attempts: readonly LevelAttempt[]): Burst[] {
  return judgedAttempts(attempts)
    .filter(({ samples }) => samples.every(({ outcome }) => outcome === "ok"))
    .map((own) => ({
      key: burstKey(own),
      level: own.level,
      completionsNs: okResponsesNs(own.samples),
    }));
}

function compare(
  level: number,
  pairs: readonly { readonly cluster: Burst; readonly local: Burst }[],
): LocalBaseline {
  const lastNs = ({ completionsNs }: Burst): Ns => completionsNs.at(-1) ?? 0;
  const localMakespanNs = medianOf(pairs.map(({ local }) => lastNs(local))) ?? 0;
  const clusterMakespanNs = medianOf(pairs.map(({ cluster }) => lastNs(cluster))) ?? 0;
  const costsNs = pairs.flatMap(({ cluster, local }) =>
    cluster.completionsNs.map((ns, rank) => ns - (local.completionsNs[rank] ?? ns)),
  );
  const localPerSec = (level * NS_PER_SECOND) / localMakespanNs;
  const clusterPerSec = (level * NS_PER_SECOND) / clusterMakespanNs;
  return {
    level,
    localMakespanNs,
    clusterMakespanNs,
    costPerTaskNs: medianOf(costsNs) ?? 0,
    localPerSec,
    clusterPerSec,
    change: clusterPerSec / localPerSec - 1,
  };
}

/** The whole comparison in two numbers: the middle of the levels' costs, and the change where the last group is full. */
export function distributionCost(
  levels: readonly LocalBaseline[],
  width: number,
): { readonly perTaskNs: Ns; readonly atCrest: LocalBaseline | undefined } | undefined {
  const perTaskNs = medianOf(levels.map(({ costPerTaskNs }) => costPerTaskNs));
  if (perTaskNs === undefined) return undefined;
  return { perTaskNs, atCrest: levels.findLast(({ level }) => level % width === 0) };
}
