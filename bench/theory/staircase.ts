// The ideal staircase: when n requests released at once end on c threads that lose no time. Pure theory; offsets from t0.
import { type Ns, NS_PER_SECOND } from "../../src/units/duration.ts";
import type { Expected } from "../run/sweep/run.ts";
import { groupServiceNs } from "../run/sweep/summary.ts";

/** True where the threads outnumber the cores they need: then a group of threads shares the cores. */
export function isTimeShared({ isCpuBound, threads, cores }: Expected): boolean {
  return isCpuBound && cores !== null && threads > cores;
}

/**
 * Time from one group of completions to the next: S, and S · threads / cores where threads share cores, since the cores
 * then do `threads` tasks of S core-time each in one step (processor sharing; Kleinrock, Queueing Systems II, ch. 4).
 */
export function stepSpacingNs(expected: Expected): Ns {
  return groupServiceNs(expected.threads, expected);
}

/**
 * Ideal completions of a burst of `level`, ascending: `rank` i (from 0) ends at (floor(i / c) + 1) · S, since each of c
 * threads starts its next task as it ends one. Where threads share cores, full groups are a step spacing apart, and
 * the last group of r < c tasks takes S · max(1, r / cores), having the cores to itself. Of a distribution it is the
 * staircase of the mean, for planning only: what is judged there is `listSchedule` of the reported service times.
 */
export function idealCompletionsNs(level: number, expected: Expected): Ns[] {
  const { threads } = expected;
  const spacingNs = stepSpacingNs(expected);
  const fullGroups = Math.floor(level / threads);
  const lastGroupNs = fullGroups * spacingNs + groupServiceNs(level % threads, expected);
  return Array.from({ length: level }, (_, rank) => {
    const group = Math.floor(rank / threads);
    return group < fullGroups ? (group + 1) * spacingNs : lastGroupNs;
  });
}

/** t0 → last completion: ceil(n / c) · S, where no cores are shared. */
export function idealMakespanNs(level: number, expected: Expected): Ns {
  return idealCompletionsNs(level, expected).at(-1) ?? 0;
}

/** n / makespan: a sawtooth that crests at the multiples of c, at c / S. */
export function idealThroughputPerSec(level: number, expected: Expected): number {
  return (level * NS_PER_SECOND) / idealMakespanNs(level, expected);
}

/** One task of a replay. */
export interface ScheduledTask {
  readonly completionNs: Ns;
  /** From 1: how many tasks its server has had, with this one. */
  readonly depth: number;
}

/**
 * Completion offsets, in the order given, of tasks that wait at t0 and go one by one to the first server that is free:
 * Graham's list scheduling (Bounds on multiprocessing timing anomalies, 1969), which is first come first served for
 * n tasks that came at once.
 * @throws {RangeError} if there is no server.
 */
export function listSchedule(serviceNs: readonly Ns[], servers: number): Ns[] {
  return replaySchedule(serviceNs, servers).map(({ completionNs }) => completionNs);
}

/** As `listSchedule`, with each task's depth. */
export function replaySchedule(serviceNs: readonly Ns[], servers: number): ScheduledTask[] {
  if (servers < 1) throw new RangeError(`${servers} servers do no work`);
  // A binary heap by the time at which a server is free; servers beyond the tasks are never used.
  const heap: ScheduledTask[] = Array.from({ length: Math.min(servers, serviceNs.length) }, () => ({
    completionNs: 0,
    depth: 0,
  }));
  return serviceNs.map((durationNs) => {
    const free = heap[0] ?? { completionNs: 0, depth: 0 };
    const task = { completionNs: free.completionNs + durationNs, depth: free.depth + 1 };
    replaceFirst(heap, task);
    return task;
  });
}

/** Puts `task` in place of the root of a min-heap and lets it sink. */
function replaceFirst(heap: ScheduledTask[], task: ScheduledTask): void {
  const endOf = (i: number): Ns => heap[i]?.completionNs ?? Number.POSITIVE_INFINITY;
  let hole = 0;
  for (;;) {
    const left = 2 * hole + 1;
    const child = endOf(left + 1) < endOf(left) ? left + 1 : left;
    const sooner = heap[child];
    if (sooner === undefined || sooner.completionNs >= task.completionNs) break;
    heap[hole] = sooner;
    hole = child;
  }
  heap[hole] = task;
}
