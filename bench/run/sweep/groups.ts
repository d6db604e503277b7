// Completions as the groups in which they came: the steps of the staircase, told apart by the gaps between them.
import type { Ns } from "../../../src/units/duration.ts";

/** Splits ascending instants wherever one comes more than `gapNs` after the one before it. No group is empty. */
export function splitIntoGroups(sortedNs: readonly Ns[], gapNs: Ns): Ns[][] {
  const groups: Ns[][] = [];
  let previousNs = Number.NEGATIVE_INFINITY;
  for (const instantNs of sortedNs) {
    if (instantNs - previousNs > gapNs) groups.push([]);
    groups.at(-1)?.push(instantNs);
    previousNs = instantNs;
  }
  return groups;
}

/** Gaps within this factor of a step count as the same step. */
const SAME_STEP_FACTOR = 1.5;

/**
 * The gap that accounts for most of the time between first and last completions: of all gaps of all bursts, the one for
 * which the sum of the gaps within a factor 1.5 of it is greatest. Jitter makes most of the *gaps* but fills little of
 * the *time*, and a single stall is outweighed by the many steps, so neither hides the true spacing. Undefined without
 * two completions in any burst.
 */
export function typicalStepNs(bursts: readonly (readonly Ns[])[]): Ns | undefined {
  const gapsNs = bursts
    .flatMap((sortedNs) => sortedNs.slice(1).map((instantNs, i) => instantNs - (sortedNs[i] ?? 0)))
    .filter((gapNs) => gapNs > 0)
    .sort((a, b) => a - b);
  let best: { stepNs: Ns; filledNs: Ns } | undefined;
  // [from, to) is the window of gaps within the factor of `stepNs`; both ends only move up.
  let from = 0;
  let to = 0;
  let filledNs = 0;
  for (const stepNs of gapsNs) {
    for (; to < gapsNs.length && (gapsNs[to] ?? 0) <= stepNs * SAME_STEP_FACTOR; to++) {
      filledNs += gapsNs[to] ?? 0;
    }
    for (; (gapsNs[from] ?? 0) < stepNs / SAME_STEP_FACTOR; from++) filledNs -= gapsNs[from] ?? 0;
    if (best === undefined || filledNs > best.filledNs) best = { stepNs, filledNs };
  }
  return best?.stepNs;
}
