// The intended starts of an open load: a pure function of (seed, i), however many generators share them.
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import type { Stage } from "../../run/load/plan.ts";
import {
  type Arrivals,
  ConstantArrivals,
  countBefore,
  PoissonArrivals,
  TraceArrivals,
} from "./arrivals.ts";
import { countBy, createIntensity, type Intensity } from "./intensity.ts";

export interface ScheduleOptions {
  /** A trace is taken as it is, whatever the stages. */
  readonly arrivals: "constant" | "poisson" | { readonly timesNs: Float64Array };
  /** The rate at the end of the last one goes on until `durationNs`. */
  readonly stages: readonly Stage[];
  /** Arrivals lie in [0, durationNs); null: without end, or as long as the trace. */
  readonly durationNs: Ns | null;
  /** Most arrivals of the measured time; those of the warm-up do not count. */
  readonly maxArrivals: number | null;
  /**
   * Arrivals in [-warmupNs, 0) are a schedule of their own, with draws of its own, at the rate that the stages begin with
   * (none where that is 0), or evenly at the trace's mean rate: the measured ones are the same whatever the warm-up.
   */
  readonly warmupNs: Ns;
  readonly seed: number;
}

/** Which arrivals are a generator's own: those with i ≡ index (mod count). */
export interface Share {
  /** From 0 to count - 1. */
  readonly index: number;
  readonly count: number;
}

/** Stands at one arrival after the other of its share; their starts never descend. */
export interface ArrivalCursor {
  /** Intended start, in ns after the measured time began (warm-up: negative); undefined when the schedule is over. */
  readonly nextNs: Ns | undefined;
  /** Number from 0 in the whole schedule, of all generators together, warm-up included. */
  readonly index: number;
  advance(): void;
}

export function createArrivalCursor(options: ScheduleOptions, share: Share): ArrivalCursor {
  const { arrivals, seed } = options;
  const { warmup, measured } = intensitiesOf(options);
  const max = options.maxArrivals ?? Infinity;
  if (arrivals === "poisson") {
    return new ScheduleCursor(
      share,
      new PoissonArrivals(warmup, Infinity, seed, WARMUP_STREAM),
      new PoissonArrivals(measured, max, seed, MEASURED_STREAM),
    );
  }
  return new ScheduleCursor(
    share,
    new ConstantArrivals(warmup, Infinity),
    arrivals === "constant"
      ? new ConstantArrivals(measured, max)
      : new TraceArrivals(traceOf(options, arrivals.timesNs)),
  );
}

/** Arrivals expected in [fromNs, toNs), with a fraction: the integral of the offered rate; of a trace, their number. */
export function expectedArrivals(options: ScheduleOptions, fromNs: Ns, toNs: Ns): number {
  const { arrivals, maxArrivals } = options;
  const { warmup, measured } = intensitiesOf(options);
  const trace = typeof arrivals === "object" ? traceOf(options, arrivals.timesNs) : undefined;
  const dueBy = (atNs: Ns): number =>
    countBy(warmup, atNs) +
    (trace === undefined
      ? Math.min(countBy(measured, atNs), maxArrivals ?? Infinity)
      : countBefore(trace, atNs));
  return dueBy(toNs) - dueBy(fromNs);
}

// Streams of the seed that nothing else draws from.
const WARMUP_STREAM = 0x5c0;
const MEASURED_STREAM = 0x5c1;

/** Goes through the parts one after the other, numbering on. */
class ScheduleCursor implements ArrivalCursor {
  nextNs: Ns | undefined;
  index: number;
  readonly #stride: number;
  readonly #later: Arrivals[];
  #part: Arrivals;
  /** Number of the part's first arrival. */
  #firstIndex = 0;

  constructor(share: Share, first: Arrivals, ...later: Arrivals[]) {
    this.index = share.index;
    this.#stride = share.count;
    this.#part = first;
    this.#later = later;
    this.#place();
  }

  advance(): void {
    this.index += this.#stride;
    this.#place();
  }

  #place(): void {
    let timeNs = this.#part.timeNs(this.index - this.#firstIndex);
    while (timeNs === Infinity) {
      const next = this.#later.shift();
      if (next === undefined) {
        this.nextNs = undefined;
        return;
      }
      this.#firstIndex += this.#part.count();
      this.#part = next;
      timeNs = next.timeNs(this.index - this.#firstIndex);
    }
    this.nextNs = timeNs;
  }
}

/** Of the measured time it is empty with a trace. */
function intensitiesOf(options: ScheduleOptions): { warmup: Intensity; measured: Intensity } {
  const { arrivals, stages, durationNs, warmupNs } = options;
  const hasTrace = typeof arrivals === "object";
  const ratePerSec = hasTrace
    ? meanRateOf(traceOf(options, arrivals.timesNs))
    : (stages[0]?.startRatePerSec ?? 0);
  const steady = { durationNs: warmupNs, startRatePerSec: ratePerSec, endRatePerSec: ratePerSec };
  return {
    warmup: createIntensity([steady], -warmupNs, 0),
    measured: hasTrace ? [] : createIntensity(stages, 0, durationNs ?? Infinity),
  };
}

/** The part of the trace that is measured. */
function traceOf(
  { durationNs, maxArrivals }: ScheduleOptions,
  timesNs: Float64Array,
): Float64Array {
  return timesNs.subarray(
    0,
    Math.min(countBefore(timesNs, durationNs ?? Infinity), maxArrivals ?? Infinity),
  );
}

/** Gaps over the time they take, which is a second at least: of a short trace the warm-up is no flood. */
function meanRateOf(timesNs: Float64Array): number {
  const gaps = Math.max(0, timesNs.length - 1);
  const spanNs = (timesNs.at(-1) ?? 0) - (timesNs[0] ?? 0);
  return (gaps * NS_PER_SECOND) / Math.max(spanNs, NS_PER_SECOND);
}
