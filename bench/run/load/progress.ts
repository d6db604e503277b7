// How far a load run is: a snapshot twice a second, of all generators together.
import type { Ns } from "../../../src/units/duration.ts";
import type { EncodedHistogram } from "../../stats/encoded-histogram.ts";
import type { LoadCounts } from "./run.ts";

export interface LoadProgress {
  readonly state: "connecting" | "warming up" | "running" | "draining";
  /** On the run's clock: 0 where the measured time began; negative before. */
  readonly nowNs: Ns;
  /** Of the measured time so far; in flight and waiting are in none of the ends yet. */
  readonly counts: LoadCounts;
  readonly connectionsOpen: number;
  readonly inFlight: number;
  /** Arrivals that are due and wait for a free connection; 0 in a closed loop. */
  readonly waiting: number;
  /** False: which request a reply answers is not known, and `response` is empty. */
  readonly isMatched: boolean;
  /** Response times of ok requests of the measured time so far, 2 significant digits. */
  readonly response: EncodedHistogram;
}
