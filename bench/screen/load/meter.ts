// Rates of a running load from its snapshots: of the last seconds, and their course so far. Pure.
import type { LoadProgress } from "../../run/load/progress.ts";
import type { LoadCounts } from "../../run/load/run.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";

/** Window of the rates: shorter windows give unsteady numbers. */
const RECENT_NS: Ns = 2 * NS_PER_SECOND;
/** More points than any terminal has columns. */
const MAX_POINTS = 1024;

export interface RatePoint {
  readonly startNs: Ns;
  readonly endNs: Ns;
  readonly ok: number;
}

export interface RecentRates {
  readonly offeredPerSec: number;
  readonly sentPerSec: number;
  readonly okPerSec: number;
}

interface Snapshot {
  readonly nowNs: Ns;
  readonly counts: Pick<LoadCounts, "intended" | "sent" | "ok">;
}

const NONE = { intended: 0, sent: 0, ok: 0 };

export class LoadMeter {
  /** ok replies from snapshot to snapshot of the measured time. */
  readonly course: RatePoint[] = [];
  /** The newest last; the first is the newest of those that are older than `RECENT_NS`. */
  readonly #recent: Snapshot[] = [{ nowNs: 0, counts: NONE }];
  #latest: LoadProgress | undefined;

  get latest(): LoadProgress | undefined {
    return this.#latest;
  }

  add(progress: LoadProgress): void {
    this.#latest = progress;
    const { nowNs, counts } = progress;
    const before = this.#recent.at(-1);
    // Before the measured time the clock is below 0.
    if (before === undefined || nowNs <= before.nowNs) return;
    this.#recent.push({ nowNs, counts });
    while ((this.#recent[1]?.nowNs ?? nowNs) <= nowNs - RECENT_NS) this.#recent.shift();
    this.course.push({ startNs: before.nowNs, endNs: nowNs, ok: counts.ok - before.counts.ok });
    if (this.course.length > MAX_POINTS) this.#joinNeighbours();
  }

  /** Undefined before any time was measured. */
  get rates(): RecentRates | undefined {
    const [first, last] = [this.#recent[0], this.#recent.at(-1)];
    if (first === undefined || last === undefined || last.nowNs <= first.nowNs) return undefined;
    const perSec = (name: "intended" | "sent" | "ok"): number =>
      ((last.counts[name] - first.counts[name]) * NS_PER_SECOND) / (last.nowNs - first.nowNs);
    return {
      offeredPerSec: perSec("intended"),
      sentPerSec: perSec("sent"),
      okPerSec: perSec("ok"),
    };
  }

  #joinNeighbours(): void {
    const joined = this.course.flatMap((left, i): RatePoint[] => {
      if (i % 2 === 1) return [];
      const right = this.course[i + 1];
      return [right === undefined ? left : { ...left, endNs: right.endNs, ok: left.ok + right.ok }];
    });
    this.course.splice(0, this.course.length, ...joined);
  }
}
