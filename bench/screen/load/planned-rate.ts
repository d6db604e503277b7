// The planned rate of an open loop. Pure.
import type { LoadPlan, Stage } from "../../run/load/plan.ts";
import type { Ns } from "../../../src/units/duration.ts";

/** Empty where the offered rate is not planned beforehand. */
export function stagesOf({ loop }: LoadPlan): readonly Stage[] {
  return loop.kind === "open" && loop.arrivals.kind !== "file" ? loop.stages : [];
}

/** Planned rate at a time, and the number of its stage, from 0; undefined without stages. */
export function plannedRate(
  stages: readonly Stage[],
  atNs: Ns,
): { stage: number; perSec: number } | undefined {
  let startNs = 0;
  for (const [stage, { durationNs, startRatePerSec, endRatePerSec }] of stages.entries()) {
    // The last stage goes on where requests, not time, end it.
    if (atNs < startNs + durationNs || stage === stages.length - 1) {
      const share = Math.min(1, (atNs - startNs) / Math.max(1, durationNs));
      return { stage, perSec: startRatePerSec + share * (endRatePerSec - startRatePerSec) };
    }
    startNs += durationNs;
  }
  return undefined;
}
