// The exact response times of the self-test's targets, which a generator has to measure. Pure.
import type { Ns } from "../../src/units/duration.ts";

export interface Freeze {
  /** Time over which arrivals come evenly. */
  readonly durationNs: Ns;
  /** Part of it in which the target is stopped; requests that arrive meanwhile are answered at once at its end. */
  readonly freezeNs: Ns;
}

/**
 * An arrival x before the end of the freeze waits x, and all others hardly at all; arrivals are even, so the share that
 * waits longer than x is (freeze − x) / duration. Solved for x at 1 − share = percentile; 0 below the freeze's share.
 */
export function frozenPercentileNs(percentile: number, { durationNs, freezeNs }: Freeze): Ns {
  return Math.max(0, freezeNs - (1 - percentile / 100) * durationNs);
}

/** Delay of a share of the requests, ascending. */
export interface DelayStep {
  readonly share: number;
  readonly delayNs: Ns;
}

/** The delay of the first step up to which the shares reach the percentile. */
export function delayPercentileNs(percentile: number, steps: readonly DelayStep[]): Ns {
  let reached = 0;
  for (const { share, delayNs } of steps) {
    reached += share * 100;
    if (percentile <= reached + 1e-9) return delayNs;
  }
  return steps.at(-1)?.delayNs ?? 0;
}

/** Delay of request `i` (from 0) by turns: of any 200 in a row, each step has exactly its share. */
export function delayOf(i: number, steps: readonly DelayStep[]): Ns {
  // 67 and 200 have no common divisor: each residue comes once, far from its neighbours.
  return delayPercentileNs((((i * 67) % 200) + 0.5) / 2, steps);
}

/** p50 200 ms, p90 400 ms, p95 800 ms, p99 1.6 s, maximum 2 s. */
export const DELAY_STEPS: readonly DelayStep[] = [
  { share: 0.85, delayNs: 200e6 },
  { share: 0.07, delayNs: 400e6 },
  { share: 0.05, delayNs: 800e6 },
  { share: 0.025, delayNs: 1600e6 },
  { share: 0.005, delayNs: 2000e6 },
];
