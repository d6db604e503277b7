// The course of a run over time in a bounded number of slices: when a run outgrows them, neighbours are joined.
import { encodeHistogram } from "../../stats/encoded-histogram.ts";
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import { addSliceCounts } from "../../run/load/counts.ts";
import type { LoadSlice } from "../../run/load/run.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";

const FIRST_SLICE_NS: Ns = 100 * NS_PER_MS;
/** 128 slices of 3 digits take 13 MB at the most; a run of 10 minutes has 94 of 6.4 s. */
const MAX_SLICES = 128;
const DIGITS = 3;

/** One slice while the run goes. */
export interface OpenSlice extends ReturnType<typeof addSliceCounts> {
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
    const before = this.#slices.splice(0);
    for (let i = 0; i < before.length; i += 2) {
      this.#slices.push(before.slice(i, i + 2).reduce(join));
    }
    this.#sliceNs *= 2;
  }
}

function emptySlice(): OpenSlice {
  return { ...addSliceCounts([]), inFlightMax: 0, response: undefined };
}

function join(left: OpenSlice, right: OpenSlice): OpenSlice {
  if (left.response !== undefined && right.response !== undefined) {
    left.response.add(right.response);
  }
  return {
    ...addSliceCounts([left, right]),
    inFlightMax: Math.max(left.inFlightMax, right.inFlightMax),
    response: left.response ?? right.response,
  };
}
