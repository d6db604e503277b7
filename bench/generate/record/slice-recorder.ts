// The course of a run over time in a bounded number of slices: when a run outgrows them, neighbours are joined.
import { encodeHistogram } from "../../stats/encoded-histogram.ts";
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import type { LoadSlice } from "../../run/load/run.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";

const FIRST_SLICE_NS: Ns = 100 * NS_PER_MS;
/** 128 slices of 3 digits take 13 MB at the most; a run of 10 minutes has 94 of 6.4 s. */
const MAX_SLICES = 128;
const DIGITS = 3;

/** Counts of one slice while the run goes. */
export interface OpenSlice {
  intended: number;
  ok: number;
  expectedErrors: number;
  failed: number;
  unanswered: number;
  sentInSlice: number;
  completedInSlice: number;
  inFlightMax: number;
  /** Made at the first value. */
  response: LatencyHistogram | undefined;
}

export class SliceRecorder {
  #sliceNs: Ns = FIRST_SLICE_NS;
  readonly #slices: OpenSlice[] = [];

  /** The slice that an instant falls into; instants before 0 fall into the first. */
  at(instantNs: Ns): OpenSlice {
    let index = Math.floor(instantNs / this.#sliceNs);
    const known = this.#slices[index];
    if (known !== undefined) return known;
    while (index >= MAX_SLICES) {
      this.#joinNeighbours();
      index = Math.floor(instantNs / this.#sliceNs);
    }
    index = Math.max(0, index);
    while (this.#slices.length <= index) this.#slices.push(emptySlice());
    return this.#slices[index] as OpenSlice;
  }

  /** A response time of a request that was due in `slice`. */
  record(slice: OpenSlice, latencyNs: Ns): void {
    slice.response ??= new LatencyHistogram(DIGITS);
    slice.response.record(latencyNs);
  }

  /** The slices as they are now, with none left out between the first and the last. */
  encode(): { readonly sliceNs: Ns; readonly slices: LoadSlice[] } {
    const empty = encodeHistogram(new LatencyHistogram(DIGITS));
    const slices = this.#slices.map(({ response, ...counts }, i) => ({
      startNs: i * this.#sliceNs,
      ...counts,
      response: response === undefined ? empty : encodeHistogram(response),
    }));
    return { sliceNs: this.#sliceNs, slices };
  }

  #joinNeighbours(): void {
    const joined: OpenSlice[] = [];
    for (let i = 0; i < this.#slices.length; i += 2) {
      const [left, right] = [this.#slices[i], this.#slices[i + 1]];
      if (left !== undefined) joined.push(right === undefined ? left : join(left, right));
    }
    this.#slices.length = 0;
    this.#slices.push(...joined);
    this.#sliceNs *= 2;
  }
}

function emptySlice(): OpenSlice {
  return {
    intended: 0,
    ok: 0,
    expectedErrors: 0,
    failed: 0,
    unanswered: 0,
    sentInSlice: 0,
    completedInSlice: 0,
    inFlightMax: 0,
    response: undefined,
  };
}

function join(left: OpenSlice, right: OpenSlice): OpenSlice {
  if (left.response !== undefined && right.response !== undefined) {
    left.response.add(right.response);
  }
  return {
    intended: left.intended + right.intended,
    ok: left.ok + right.ok,
    expectedErrors: left.expectedErrors + right.expectedErrors,
    failed: left.failed + right.failed,
    unanswered: left.unanswered + right.unanswered,
    sentInSlice: left.sentInSlice + right.sentInSlice,
    completedInSlice: left.completedInSlice + right.completedInSlice,
    inFlightMax: Math.max(left.inFlightMax, right.inFlightMax),
    response: left.response ?? right.response,
  };
}
