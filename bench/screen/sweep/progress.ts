// Progress of a sweep, for the terminal and the live page. Pure.
import type { LevelSummary } from "../../run/sweep/run.ts";
import type { Text } from "../../../src/units/text.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";

/** The plan: the bursts of each lane with their ideal durations. */
export interface SweepPlan {
  readonly title: Text;
  readonly stepSpacingNs: Ns;
  readonly lanes: readonly (readonly { readonly level: number; readonly idealMakespanNs: Ns }[])[];
  /** True: one burst at a time, of one lane after the other. */
  readonly isInTurn?: boolean;
  /** False if the ideal uses a mean service time: levels may then take less. */
  readonly isIdealExact: boolean;
  /** Names of the lanes if they measure different systems; the picture shows the first. */
  readonly laneNames?: readonly Text[];
}

export interface LaneProgress {
  total: number;
  done: number;
  /** The burst under way: its level, replies so far, when it began; undefined between bursts. */
  current: { level: number; attempt: number; replies: number; startNs: Ns } | undefined;
  /** Ideal time of the bursts that have not begun. */
  remainingNs: Ns;
}

export class Progress {
  readonly plan: SweepPlan;
  readonly lanes: readonly LaneProgress[];
  totalLevels: number;
  totalReplies: number;
  /** Makespan of each level that ended with every reply ok, the newest attempt. */
  readonly makespanNs = new Map<number, Ns>();
  readonly idealNs: ReadonlyMap<number, Ns>;
  doneLevels = 0;
  replies = 0;
  failures = 0;
  remeasured = 0;

  constructor(plan: SweepPlan) {
    this.plan = plan;
    const bursts = plan.lanes.flat();
    this.totalLevels = bursts.length;
    this.totalReplies = bursts.reduce((sum, { level }) => sum + level, 0);
    this.idealNs = new Map(bursts.map(({ level, idealMakespanNs }) => [level, idealMakespanNs]));
    this.lanes = plan.lanes.map((lane) => ({
      total: lane.length,
      done: 0,
      current: undefined,
      remainingNs: lane.reduce((sum, { idealMakespanNs }) => sum + idealMakespanNs, 0),
    }));
  }

  /** Further bursts, of levels that the plan has already. */
  extend(lanes: SweepPlan["lanes"]): void {
    for (const [i, bursts] of lanes.entries()) {
      const lane = this.lanes[i];
      if (lane === undefined) continue;
      lane.total += bursts.length;
      this.totalLevels += bursts.length;
      for (const { level, idealMakespanNs } of bursts) {
        this.totalReplies += level;
        lane.remainingNs += idealMakespanNs;
      }
    }
  }

  start(lane: number, level: number, attempt: number, nowNs: Ns): void {
    const progress = this.lanes[lane - 1];
    if (progress === undefined) return;
    progress.current = { level, attempt, replies: 0, startNs: nowNs };
    if (attempt === 1) progress.remainingNs -= this.idealNs.get(level) ?? 0;
    else this.remeasured++;
  }

  reply(lane: number, isOk: boolean): void {
    const current = this.lanes[lane - 1]?.current;
    if (current === undefined) return;
    current.replies++;
    // Of a burst that is measured again, every request was counted the first time.
    if (current.attempt > 1) return;
    if (isOk) this.replies++;
    else this.failures++;
  }

  end(summary: LevelSummary): void {
    const lane = this.lanes[summary.lane - 1];
    if (lane !== undefined) {
      lane.current = undefined;
      if (summary.attempt === 1) lane.done++;
    }
    if (summary.attempt === 1) this.doneLevels++;
    const isPictured = this.plan.laneNames === undefined || summary.lane === 1;
    if (isPictured && summary.makespanNs !== null) {
      this.makespanNs.set(summary.level, summary.makespanNs);
    }
  }

  /** Ideal time until the last lane ends, without levels that will be measured again. */
  etaNs(nowNs: Ns): Ns {
    const lefts = this.lanes.map(({ current, remainingNs }) => {
      const idealNs = current === undefined ? 0 : (this.idealNs.get(current.level) ?? 0);
      const currentNs = current === undefined ? 0 : idealNs - (nowNs - current.startNs);
      return Math.max(0, currentNs) + remainingNs;
    });
    return this.plan.isInTurn === true
      ? lefts.reduce((sum, leftNs) => sum + leftNs, 0)
      : Math.max(0, ...lefts);
  }
}

/** Minutes and seconds, such as "1:07". */
export function formatClock(durationNs: Ns): string {
  const seconds = Math.round(durationNs / NS_PER_SECOND);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
