// Load runs on a machine as noisy as real ones: what slows one slice slows the next, the machine drifts, and it stalls.
import type { LoadRun } from "../../bench/run/load/run.ts";
import { type Ns, NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import { uniform } from "../../src/units/random.ts";
import { simulateLoad } from "./load-fixture.ts";

export interface Noise {
  /** Standard deviation of the logarithm of a slice's response times, and how much of it the next slice keeps. */
  readonly sliceDeviation: number;
  readonly kept: number;
  /** Amplitude of the logarithm of a slow wave of 20 s, at a phase drawn for each run. */
  readonly drift: number;
  readonly stallsPerSec: number;
  readonly stallNs: Ns;
  /** Standard deviation of the logarithm of whole runs, which no block of time can show. */
  readonly runDeviation: number;
}

/** A shared machine on a usual day, and on a bad one. */
export const USUAL_NOISE: Noise = {
  sliceDeviation: 0.05,
  kept: 0.7,
  drift: 0.02,
  stallsPerSec: 0.1,
  stallNs: 200 * NS_PER_MS,
  runDeviation: 0,
};
export const HEAVY_NOISE: Noise = {
  ...USUAL_NOISE,
  sliceDeviation: 0.15,
  kept: 0.8,
  drift: 0.03,
  stallsPerSec: 0.3,
};

export interface NoisyLoad {
  readonly seed: number;
  readonly noise?: Noise;
  readonly seconds?: number;
  readonly ratePerSec?: number;
  /** 1.1: every response takes 10 % longer. */
  readonly slowness?: number;
  /** Share of the requests that fail. */
  readonly failedShare?: number;
}

/** Noise changes from one of these to the next; what the run keeps of its course is coarser, to be made quickly. */
const SLICE_NS = 100 * NS_PER_MS;
const MEDIAN_NS = 2 * NS_PER_MS;
/** Of the logarithm of response times that are due at the same time. */
const DEVIATION = 0.4;
const DRIFT_PERIOD_NS = 20 * NS_PER_SECOND;

/** An open loop of constant arrivals; requests that are due during a stall are answered after its end. */
export function noisyLoad(load: NoisyLoad): LoadRun {
  const { seed, noise = USUAL_NOISE, seconds = 10, ratePerSec = 1000, slowness = 1 } = load;
  const durationNs = seconds * NS_PER_SECOND;
  const levels = sliceLevels(seed, noise, Math.ceil(durationNs / SLICE_NS));
  const stallStartsNs = stallsOf(seed, noise, durationNs);
  return simulateLoad({
    ratePerSec,
    durationNs,
    sliceNs: NS_PER_SECOND,
    responseNs(i) {
      const dueNs = (i * NS_PER_SECOND) / ratePerSec;
      const level = levels[Math.floor(dueNs / SLICE_NS)] ?? 0;
      const workNs = MEDIAN_NS * slowness * Math.exp(level + DEVIATION * normal(seed, i, 1));
      const stall = stallStartsNs.find(
        (startNs) => dueNs >= startNs && dueNs < startNs + noise.stallNs,
      );
      return Math.round(workNs + (stall === undefined ? 0 : stall + noise.stallNs - dueNs));
    },
    endOf: (i) => (uniform(seed, i, 9) < (load.failedShare ?? 0) ? "wrong reply" : "ok"),
  });
}

/** Logarithms of how slow each slice is: an autoregressive course about the drift. */
function sliceLevels(seed: number, noise: Noise, count: number): number[] {
  const ofRun = noise.runDeviation * normal(seed, 0, 3);
  const phase = 2 * Math.PI * uniform(seed, 0, 5);
  let course = noise.sliceDeviation * normal(seed, 0, 4);
  return Array.from({ length: count }, (_, i) => {
    const fresh = Math.sqrt(1 - noise.kept ** 2) * noise.sliceDeviation;
    course = noise.kept * course + fresh * normal(seed, i + 1, 4);
    const wave = Math.sin((2 * Math.PI * i * SLICE_NS) / DRIFT_PERIOD_NS + phase);
    return ofRun + course + noise.drift * wave;
  });
}

/** At random instants: exponential pauses between them. */
function stallsOf(seed: number, { stallsPerSec }: Noise, durationNs: Ns): Ns[] {
  const startsNs: Ns[] = [];
  let atNs = 0;
  for (let i = 0; ; i++) {
    atNs -= (Math.log(uniform(seed, i, 6)) / stallsPerSec) * NS_PER_SECOND;
    if (atNs >= durationNs) return startsNs;
    startsNs.push(atNs);
  }
}

/** Box–Muller, from two streams. */
function normal(seed: number, i: number, stream: number): number {
  const radius = Math.sqrt(-2 * Math.log(uniform(seed, i, 2 * stream + 10)));
  return radius * Math.cos(2 * Math.PI * uniform(seed, i, 2 * stream + 11));
}
