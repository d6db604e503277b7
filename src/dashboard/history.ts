// The data of the page's charts: the last minute in bins, the staircase of the latest burst, and the theoretical staircase of
// the same arrivals. Pure; runs in the browser.
import { BIN_MS, HISTORY_MS, type Increment } from "./frames.ts";

const BINS = HISTORY_MS / BIN_MS;
/** After an idle time of this length the next arrival starts a new staircase. */
const IDLE_BINS = 1000 / BIN_MS;
/** Above this number of arrivals steps are not visible. */
const MAX_IDEAL_TASKS = 5000;
const MAX_POINTS = 1200;
/** Bins for each point of the queue's chart. */
const DEPTH_STRIDE = 5;

/** The threads of a server and its service time, null if that is not known. */
export interface Capacity {
  readonly threads: number;
  readonly serviceMs: number | null;
}

export interface Stairs {
  /** Seconds from the first arrival. */
  readonly x: readonly number[];
  readonly arrived: readonly (number | null)[];
  readonly done: readonly (number | null)[];
  /** Null if the service time is not known, if tasks failed, or if the burst started before the last minute. */
  readonly ideal: readonly number[] | null;
}

export interface Depth {
  /** Seconds from now, up to 0. */
  readonly x: readonly number[];
  readonly waiting: readonly number[];
  readonly running: readonly number[];
}

interface Slice {
  readonly arrived: number;
  readonly done: number;
  readonly failed: number;
  /** Tasks in progress at its end. */
  readonly inHand: number;
}

export class History {
  /** Of each bin: its number, arrivals, completions, failures. */
  readonly #ring = new Float64Array(4 * BINS);

  clear(): void {
    this.#ring.fill(0);
  }

  /** In any order; those of the same bin add up. */
  add(increments: readonly Increment[]): void {
    for (const [bin, arrived, done, failed] of increments) {
      const at = 4 * (bin % BINS);
      const kept = this.#ring[at] ?? 0;
      if (bin < kept) continue;
      if (bin > kept) this.#ring.fill(0, at, at + 4);
      this.#ring[at] = bin;
      this.#add(at + 1, arrived);
      this.#add(at + 2, done);
      this.#add(at + 3, failed);
    }
  }

  /** `inHandNow`: tasks in progress now, from which earlier numbers are computed. */
  depth(nowMs: number, inHandNow: number, threads: number): Depth {
    const slices = this.#slices(nowMs, inHandNow);
    const depth = { x: [] as number[], waiting: [] as number[], running: [] as number[] };
    for (let i = DEPTH_STRIDE - 1; i < slices.length; i += DEPTH_STRIDE) {
      const inHand = slices[i]?.inHand ?? 0;
      depth.x.push(((i - slices.length + 1) * BIN_MS) / 1000);
      depth.waiting.push(Math.max(0, inHand - threads));
      depth.running.push(Math.min(inHand, threads));
    }
    return depth;
  }

  /** Undefined before the first task. */
  stairs(nowMs: number, inHandNow: number, capacity: Capacity): Stairs | undefined {
    const slices = this.#slices(nowMs, inHandNow);
    const begin = beginOfBurst(slices);
    if (begin.at === undefined) return undefined;
    const burst = slices.slice(begin.at);
    const ideal = begin.isSeen ? idealEnds(burst, capacity) : null;
    // The chart of an idle server stops at its last event.
    const shown = Math.max(lastEvent(burst) + 1, inHandNow > 0 ? burst.length : 0);
    const idealBins = Math.ceil((ideal?.at(-1) ?? 0) / BIN_MS) + 1;
    const length = Math.ceil(1.04 * Math.max(shown, idealBins, IDLE_BINS / 5));
    return sample(burst, length, ideal);
  }

  #add(at: number, count: number): void {
    this.#ring[at] = (this.#ring[at] ?? 0) + count;
  }

  /** The last minute, oldest first. */
  #slices(nowMs: number, inHandNow: number): readonly Slice[] {
    const nowBin = Math.floor(nowMs / BIN_MS);
    const slices: Slice[] = [];
    let inHand = inHandNow;
    for (let bin = nowBin; bin > nowBin - BINS; bin--) {
      const at = 4 * (bin % BINS);
      const isKept = this.#ring[at] === bin;
      const [arrived = 0, done = 0, failed = 0] = isKept ? this.#ring.slice(at + 1, at + 4) : [];
      slices.push({ arrived, done, failed, inHand });
      inHand = Math.max(0, inHand - arrived + done + failed);
    }
    return slices.toReversed();
  }
}

/** The start of the latest burst: an arrival after an idle second. */
function beginOfBurst(slices: readonly Slice[]): {
  readonly at: number | undefined;
  readonly isSeen: boolean;
} {
  let at: number | undefined;
  let isSeen = false;
  let idle = slices[0]?.inHand === 0 ? IDLE_BINS : 0;
  for (const [i, { arrived, done, failed, inHand }] of slices.entries()) {
    if (arrived > 0 && idle >= IDLE_BINS) [at, isSeen] = [i, true];
    else if (at === undefined && (arrived > 0 || done > 0 || inHand > 0)) at = i;
    idle = arrived + done + failed + inHand === 0 ? idle + 1 : 0;
  }
  return { at, isSeen };
}

/** The theoretical ends of the tasks, in ms from the start of the burst, with threads and service time only. */
function idealEnds(
  burst: readonly Slice[],
  { threads, serviceMs }: Capacity,
): readonly number[] | null {
  if (serviceMs === null || threads === 0) return null;
  const ends: number[] = [];
  for (const [i, { arrived, failed }] of burst.entries()) {
    if (failed > 0 || ends.length + arrived > MAX_IDEAL_TASKS) return null;
    for (let n = 0; n < arrived; n++) {
      // First come, first served, with a constant service time: a task follows the one that arrived `threads` places before.
      ends.push(Math.max(i * BIN_MS, ends[ends.length - threads] ?? 0) + serviceMs);
    }
  }
  return ends;
}

function sample(burst: readonly Slice[], length: number, ideal: readonly number[] | null): Stairs {
  const stride = Math.ceil(length / MAX_POINTS);
  const x: number[] = [];
  const arrived: (number | null)[] = [];
  const done: (number | null)[] = [];
  const idealDone: number[] = [];
  let [arrivedSum, doneSum, idealSum] = [0, 0, 0];
  for (let i = 0; i < length + stride; i++) {
    arrivedSum += burst[i]?.arrived ?? 0;
    doneSum += burst[i]?.done ?? 0;
    while (ideal !== null && (ideal[idealSum] ?? Number.POSITIVE_INFINITY) <= i * BIN_MS)
      idealSum++;
    if (i % stride !== 0) continue;
    const isPast = i < burst.length;
    x.push((i * BIN_MS) / 1000);
    arrived.push(isPast ? arrivedSum : null);
    done.push(isPast ? doneSum : null);
    idealDone.push(idealSum);
  }
  return { x, arrived, done, ideal: ideal === null ? null : idealDone };
}

function lastEvent(burst: readonly Slice[]): number {
  return burst.findLastIndex(({ arrived, done, failed }) => arrived + done + failed > 0);
}
