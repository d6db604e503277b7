// Whether a load sent what it was to offer.
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadPhase } from "../../run/load/run.ts";

/** Of the offered arrivals. */
const ACHIEVED_WANTED = 0.99;
/** Fewer that are missing may be those of the last instants. */
const MISSING_ALLOWED = 10;

/** Less than 99 % of the arrivals were sent in the measured time. Never of a closed load, which has no schedule. */
export function hasMissedArrivals(
  { loop }: LoadPlan,
  { counts, sentInWindow }: LoadPhase,
): boolean {
  if (loop.kind !== "open") return false;
  const missing = counts.intended - sentInWindow;
  return missing > Math.max((1 - ACHIEVED_WANTED) * counts.intended, MISSING_ALLOWED);
}
