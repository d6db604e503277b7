// What a page draws: the last minute by slices of time, the staircase of the burst that runs or ran last, and the staircase
// that theory gives for the same arrivals. Pure; runs in the browser.
import { BIN_MS, HISTORY_MS, type Increment } from "./frames.ts";

const BINS = HISTORY_MS / BIN_MS;
/** After this long with nothing in hand the next arrival begins a new staircase. */
const IDLE_BINS = 1000 / BIN_MS;
/** Beyond this many arrivals nobody sees steps any more. */
const MAX_IDEAL_TASKS = 5000;
const MAX_POINTS = 1200;
/** Of the chart of the queue. */
const DEPTH_STRIDE = 5;

/** What a server has: its threads, and how long a task takes there; null where that is not known. */
export interface Capacity {
  readonly threads: number;
  readonly serviceMs: number | null;
}

export interface Stairs {
  /** Seconds from the first arrival. */
  readonly x: readonly number[];
  readonly arrived: readonly (number | null)[];
  readonly done: readonly (number | null)[];
  /** Null where the service time is not known, tasks failed, or the beginning is too long ago. */
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
  /** In hand at its end. */
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

  /** `inHandNow` anchors what was in hand before. */
  depth(nowMs: number, inHandNow: number, { threads }: Capacity): Depth {
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

  /** Undefined while nothing has come yet. */
  stairs(nowMs: number, inHandNow: number, capacity: Capacity): Stairs | undefined {
    const slices = this.#slices(nowMs, inHandNow);
    const begin = beginOfBurst(slices);
    if (begin.at === undefined) return undefined;
    const burst = slices.slice(begin.at);
    const ideal = begin.isSeen ? idealEnds(burst, capacity) : null;
    // An idle server's staircase stands still, and leaves no more room than it needs.
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

/** Where the newest burst begins: with an arrival after a second in which nothing was in hand. */
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

/** When the tasks would end, in ms from the burst's beginning, if nothing but threads and service time cost any. */
function idealEnds(
  burst: readonly Slice[],
  { threads, serviceMs }: Capacity,
): readonly number[] | null {
  if (serviceMs === null || threads === 0) return null;
  const ends: number[] = [];
  for (const [i, { arrived, failed }] of burst.entries()) {
    if (failed > 0 || ends.length + arrived > MAX_IDEAL_TASKS) return null;
    for (let n = 0; n < arrived; n++) {
      // First come, first served, and all take as long: a task follows the one that came `threads` before it.
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
