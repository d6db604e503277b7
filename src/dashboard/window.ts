// The one window of the live page: all its rates and percentiles are of the same 10 s. Pure, bounded.
//
// The window ends on a full half second, at least half a second ago: by then every process of a cluster has reported
// all of it. So the counts of all processes are of the same time, and the flow through every hop agrees.
import { BIN_MS, type Increment, SLICE_MS, WINDOW_MS } from "./frames.ts";

/** Time for the reports of all processes to arrive, ms. */
const SETTLE_MS = 500;
const WINDOW_SLICES = WINDOW_MS / SLICE_MS;
/** Besides the window: the slices that settle, the one that has begun, and one for a reading that comes late. */
const KEPT_SLICES = WINDOW_SLICES + SETTLE_MS / SLICE_MS + 2;

/** Number of the slice of time that a Unix time in ms lies in. */
export function sliceOf(atMs: number): number {
  return Math.floor(atMs / SLICE_MS);
}

/** The newest slice of the window at `nowMs`, a Unix time in ms. */
export function lastSliceOf(nowMs: number): number {
  return sliceOf(nowMs - SETTLE_MS) - 1;
}

/** One value for each of the newest slices of time. Slices may be asked for in any order. */
export class Slices<T> {
  readonly #slots: { slice: number; readonly value: T }[];
  readonly #clear: (value: T) => void;

  /** `clear` empties a value, so that a newer slice can use it. */
  constructor(create: () => T, clear: (value: T) => void) {
    this.#slots = Array.from({ length: KEPT_SLICES }, () => ({
      slice: Number.NEGATIVE_INFINITY,
      value: create(),
    }));
    this.#clear = clear;
  }

  /** The value of a slice, to add to; undefined if the slice is too old. */
  at(slice: number): T | undefined {
    const slot = this.#slots[slice % KEPT_SLICES];
    if (slot === undefined || slice < slot.slice) return undefined;
    if (slice > slot.slice) {
      this.#clear(slot.value);
      slot.slice = slice;
    }
    return slot.value;
  }

  /** Values of the window at `nowMs`, those of slices in which nothing happened left out. */
  inWindow(nowMs: number): readonly T[] {
    const last = lastSliceOf(nowMs);
    return this.#slots
      .filter(({ slice }) => slice > last - WINDOW_SLICES && slice <= last)
      .map(({ value }) => value);
  }
}

/** Tasks a second, as means over the window. */
export interface FlowRates {
  readonly arrivedPerSec: number;
  readonly donePerSec: number;
}

/** How many tasks arrived at a place and were done there, within the window. */
export class Flow {
  readonly #slices = new Slices(
    () => ({ arrived: 0, done: 0 }),
    (counts) => {
      counts.arrived = 0;
      counts.done = 0;
    },
  );

  add([bin, arrived, done]: Increment): void {
    const counts = this.#slices.at(sliceOf(bin * BIN_MS));
    if (counts === undefined) return;
    counts.arrived += arrived;
    counts.done += done;
  }

  rates(nowMs: number): FlowRates {
    let [arrived, done] = [0, 0];
    for (const counts of this.#slices.inWindow(nowMs)) {
      arrived += counts.arrived;
      done += counts.done;
    }
    const seconds = WINDOW_MS / 1000;
    return { arrivedPerSec: arrived / seconds, donePerSec: done / seconds };
  }
}
