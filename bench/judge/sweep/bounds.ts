// How far from the ideal is still sound, unless the user says otherwise.
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import type { Bounds, Expected } from "../../run/sweep/run.ts";
import { stepSpacingNs } from "../../theory/staircase.ts";

/** What the user sets by flags; each counts as it is, without slack. */
export type BoundOverrides = Partial<Omit<Bounds, "laneSlackNs">>;

const OVERHEAD_NS: Ns = 25 * NS_PER_MS;
const OVERHEAD_SHARE = 0.02;
const STEP_NS: Ns = 5 * NS_PER_MS;
const STEP_SHARE = 0.005;
/** A broker, a store and two more processes lie on the way of a cluster's task. */
const CLUSTER_OVERHEAD_NS: Ns = 40 * NS_PER_MS;
const CLUSTER_STEP_NS: Ns = 20 * NS_PER_MS;
/** Calibrated work and what is left of the cores vary by 30 % on a shared machine. */
const CPU_BOUND_SHARE = 0.25;

/** On a, for each lane beside the first. */
const SLACK_PER_LANE_NS: Ns = 1 * NS_PER_MS;
/** On b: a quarter of what a has, since a step meets the steps of other lanes, and the start their releases too. */
const STEP_SLACK_SHARE = 0.25;

/**
 * a ≤ max(25 ms, 2 % of S); |b| and the error of S ≤ max(5 ms, 0.5 % of S). Of CPU-bound work each is 25 % of the step
 * spacing where that is more. Of a cluster a ≤ max(40 ms, 2 % of S) and |b| ≤ max(20 ms, 0.5 % of S). With several lanes, 1 ms a lane more on a and 0.25 ms on b.
 */
export function defaultBounds(expected: Expected, overrides: BoundOverrides = {}): Bounds {
  const { meanServiceNs, isCpuBound, lanes, topology } = expected;
  const cpuNs = isCpuBound ? CPU_BOUND_SHARE * stepSpacingNs(expected) : 0;
  const laneSlackNs = laneSlack(lanes);
  const serviceNs = Math.max(STEP_NS, STEP_SHARE * meanServiceNs, cpuNs);
  const stepNs = topology === undefined ? serviceNs : Math.max(CLUSTER_STEP_NS, serviceNs);
  const leastNs = topology === undefined ? OVERHEAD_NS : CLUSTER_OVERHEAD_NS;
  const hasOwnSteps = overrides.overheadNs !== undefined && overrides.stepOverheadNs !== undefined;
  return {
    overheadNs: Math.max(leastNs, OVERHEAD_SHARE * meanServiceNs, cpuNs) + laneSlackNs,
    stepOverheadNs: stepNs + STEP_SLACK_SHARE * laneSlackNs,
    serviceErrorNs: serviceNs,
    ...overrides,
    laneSlackNs: hasOwnSteps ? 0 : laneSlackNs,
  };
}

/** Lanes share the machine: 20 of them, staggered, end their tenth step 23–41 ms late where one alone ends 5–15 ms late. */
export function laneSlack(lanes: number): Ns {
  return SLACK_PER_LANE_NS * (lanes - 1);
}
