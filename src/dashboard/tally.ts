// Folds what happens to tasks into numbers: totals, what was added to each slice of time, the last 10 s. Pure, bounded.
import {
  BIN_MS,
  HISTORY_MS,
  type Increment,
  type Recent,
  type Totals,
  WINDOW_MS,
} from "./frames.ts";
import { percentilesOf, type SparseCounts, WindowedHistogram } from "./windowed-histogram.ts";

/** Several a bin may come, of several processes; then the oldest go earlier. */
const MAX_INCREMENTS = 2 * (HISTORY_MS / BIN_MS);
const SLICE_MS = 1000;

/** The times of a task that was done, ns. */
export interface TaskTimes {
  readonly waitNs: number;
  readonly serviceNs: number;
  readonly sojournNs: number;
}

/** Durations of the last 10 s, so that those of several processes can be put together. */
export interface RecentCounts {
  readonly waited: SparseCounts;
  readonly worked: SparseCounts;
  readonly total: SparseCounts;
}

/** Increments from a place in their sequence on, and the place after them. */
export interface Added {
  readonly increments: readonly Increment[];
  readonly next: number;
}

/** Times are Unix times in ms and never go back. */
export class Tally {
  readonly #waited = new WindowedHistogram(SLICE_MS, WINDOW_MS / SLICE_MS);
  readonly #worked = new WindowedHistogram(SLICE_MS, WINDOW_MS / SLICE_MS);
  readonly #total = new WindowedHistogram(SLICE_MS, WINDOW_MS / SLICE_MS);
  readonly #log = new IncrementLog();
  #open: [number, number, number, number] = [0, 0, 0, 0];
  #totals = { arrived: 0, done: 0, failed: 0 };

  get totals(): Totals {
    return { ...this.#totals };
  }

  arrived(nowMs: number): void {
    this.#binOf(nowMs)[1]++;
    this.#totals.arrived++;
  }

  done(nowMs: number, { waitNs, serviceNs, sojournNs }: TaskTimes): void {
    this.#binOf(nowMs)[2]++;
    this.#totals.done++;
    this.#waited.record(nowMs, waitNs);
    this.#worked.record(nowMs, serviceNs);
    this.#total.record(nowMs, sojournNs);
  }

  failed(nowMs: number): void {
    this.#binOf(nowMs)[3]++;
    this.#totals.failed++;
  }

  /** What another process has counted. */
  add(increments: readonly Increment[]): void {
    for (const increment of increments) {
      this.#log.push(increment);
      this.#totals.arrived += increment[1];
      this.#totals.done += increment[2];
      this.#totals.failed += increment[3];
    }
  }

  /** Those after place `since`, 0 for all that are kept; of the last minute. */
  since(since: number): Added {
    this.#flush();
    return this.#log.since(since);
  }

  recentCounts(nowMs: number): RecentCounts {
    return {
      waited: this.#waited.counts(nowMs),
      worked: this.#worked.counts(nowMs),
      total: this.#total.counts(nowMs),
    };
  }

  /** `counts` are this one's own, and other processes' beside it. */
  recent(nowMs: number, counts: readonly RecentCounts[] = [this.recentCounts(nowMs)]): Recent {
    this.#flush();
    const from = Math.floor((nowMs - WINDOW_MS) / BIN_MS);
    let [arrived, done] = [0, 0];
    for (const [, added, ended] of this.#log.from(from)) {
      arrived += added;
      done += ended;
    }
    return {
      arrivedPerSec: arrived / (WINDOW_MS / 1000),
      donePerSec: done / (WINDOW_MS / 1000),
      waited: percentilesOf(counts.map(({ waited }) => waited)),
      worked: percentilesOf(counts.map(({ worked }) => worked)),
      total: percentilesOf(counts.map(({ total }) => total)),
      count: counts.reduce((sum, { total }) => sum + countOf(total), 0),
    };
  }

  #binOf(nowMs: number): [number, number, number, number] {
    const bin = Math.floor(nowMs / BIN_MS);
    if (this.#open[0] !== bin) {
      this.#flush();
      this.#open = [bin, 0, 0, 0];
    }
    return this.#open;
  }

  #flush(): void {
    const [bin, arrived, done, failed] = this.#open;
    if (arrived + done + failed > 0) this.#log.push(this.#open);
    this.#open = [bin, 0, 0, 0];
  }
}

/** The last increments, numbered from 0 in the order in which they came. */
class IncrementLog {
  readonly #kept: Increment[] = [];
  #first = 0;

  push(increment: Increment): void {
    this.#kept.push(increment);
    // Half of them at a time: shifting an array by one for each would cost as much as all the rest.
    if (this.#kept.length < 2 * MAX_INCREMENTS) return;
    this.#kept.splice(0, MAX_INCREMENTS);
    this.#first += MAX_INCREMENTS;
  }

  since(place: number): Added {
    const start = Math.max(0, place - this.#first, this.#kept.length - MAX_INCREMENTS);
    return { increments: this.#kept.slice(start), next: this.#first + this.#kept.length };
  }

  /** Those of bin `from` and later, the newest first; another process's come up to a second late. */
  *from(from: number): Generator<Increment> {
    const slack = 1000 / BIN_MS;
    for (let i = this.#kept.length - 1; i >= 0; i--) {
      const increment = this.#kept[i];
      if (increment === undefined || increment[0] < from - slack) return;
      if (increment[0] >= from) yield increment;
    }
  }
}

function countOf(counts: SparseCounts): number {
  return counts.reduce((sum, [, count]) => sum + count, 0);
}
