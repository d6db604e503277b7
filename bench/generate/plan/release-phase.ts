// When a lane may release its burst, so that the steps of lanes that share a machine do not fall together. Pure.
import type { Ns } from "../../../src/units/duration.ts";

/**
 * Earliest instant at or after `earliestNs` whose phase within `periodNs` (the step spacing) is at least
 * `periodNs / (2 · lanes)` away from the phase of every burst that is under way (`startsNs`). With fewer bursts under way
 * than `lanes` there always is one, at most a period later.
 */
export function chooseReleaseNs(
  earliestNs: Ns,
  periodNs: Ns,
  lanes: number,
  startsNs: readonly Ns[],
): Ns {
  const distanceNs = periodNs / (2 * lanes);
  // Phases that are taken, as offsets after `earliestNs`: each bars [offset − distance, offset + distance).
  const offsets = startsNs
    .map((startNs) => (((startNs - earliestNs) % periodNs) + periodNs) % periodNs)
    .sort((a, b) => a - b);
  let waitNs = 0;
  // The last one bars the beginning of the period too.
  const last = offsets.at(-1);
  if (last !== undefined && last + distanceNs > periodNs) waitNs = last + distanceNs - periodNs;
  for (const offsetNs of offsets) {
    if (offsetNs - distanceNs >= waitNs) break;
    waitNs = Math.max(waitNs, offsetNs + distanceNs);
  }
  return Math.ceil(earliestNs + waitNs);
}
