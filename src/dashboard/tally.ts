// Counts what happens to tasks: totals, increments for each bin of time, rates and percentiles of the window. Pure, bounded.
import { BIN_MS, HISTORY_MS, type Increment, type Recent, type Totals } from "./frames.ts";
import { Flow, type FlowRates } from "./window.ts";
import { percentilesOf, type SparseCounts, WindowedHistogram } from "./windowed-histogram.ts";

/** With several processes a bin can have several increments; then fewer than 60 s are kept. */
const MAX_INCREMENTS = 2 * (HISTORY_MS / BIN_MS);

/** The times of a task that was done, ns. */
export interface TaskTimes {
  readonly waitNs: number;
  readonly serviceNs: number;
  readonly sojournNs: number;
}

/** Durations within the window, as counts: those of several processes can be added. */
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
  readonly #waited = new WindowedHistogram();
  readonly #worked = new WindowedHistogram();
  readonly #total = new WindowedHistogram();
  readonly #log = new IncrementLog();
  readonly #flow = new Flow();
  #open: [number, number, number, number] = [0, 0, 0, 0];
  #totals = { arrived: 0, done: 0, failed: 0 };

  get totals(): Totals {
    return { ...this.#totals };
  }

  arrived(nowMs: number): void {
    this.#binOf(nowMs)[1]++;
    this.#totals.arrived++;
  }

  /** Without `times` the task counts in no percentile. */
  done(nowMs: number, times?: TaskTimes): void {
    this.#binOf(nowMs)[2]++;
    this.#totals.done++;
    if (times === undefined) return;
    const { waitNs, serviceNs, sojournNs } = times;
    this.#waited.record(nowMs, waitNs);
    this.#worked.record(nowMs, serviceNs);
    this.#total.record(nowMs, sojournNs);
  }

  failed(nowMs: number): void {
    this.#binOf(nowMs)[3]++;
    this.#totals.failed++;
  }

  /** Adds increments that another process has counted. */
  add(increments: readonly Increment[]): void {
    for (const increment of increments) {
      this.#log.push(increment);
      this.#flow.add(increment);
      this.#totals.arrived += increment[1];
      this.#totals.done += increment[2];
      this.#totals.failed += increment[3];
    }
  }

  /** Increments after place `since`; 0 for all that are kept (about a minute). */
  since(since: number): Added {
    this.#flush();
    return this.#log.since(since);
  }

  rates(nowMs: number): FlowRates {
    this.#flush();
    return this.#flow.rates(nowMs);
  }

  recentCounts(nowMs: number): RecentCounts {
    return {
      waited: this.#waited.counts(nowMs),
      worked: this.#worked.counts(nowMs),
      total: this.#total.counts(nowMs),
    };
  }

  /** `counts`: durations of this process, or of several processes whose increments were added. */
  recent(nowMs: number, counts: readonly RecentCounts[] = [this.recentCounts(nowMs)]): Recent {
    return {
      ...this.rates(nowMs),
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
    if (arrived + done + failed > 0) {
      this.#log.push(this.#open);
      this.#flow.add(this.#open);
    }
    this.#open = [bin, 0, 0, 0];
  }
}

/** The last increments, numbered from 0 in the order in which they came. */
class IncrementLog {
  readonly #kept: Increment[] = [];
  #first = 0;

  push(increment: Increment): void {
    this.#kept.push(increment);
    // Drops half of them at once: dropping one for each new one would cost as much as all the rest.
    if (this.#kept.length < 2 * MAX_INCREMENTS) return;
    this.#kept.splice(0, MAX_INCREMENTS);
    this.#first += MAX_INCREMENTS;
  }

  since(place: number): Added {
    const start = Math.max(0, place - this.#first, this.#kept.length - MAX_INCREMENTS);
    return { increments: this.#kept.slice(start), next: this.#first + this.#kept.length };
  }
}

function countOf(counts: SparseCounts): number {
  return counts.reduce((sum, [, count]) => sum + count, 0);
}
