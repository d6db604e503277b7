// What the harness and its generator processes say to one another.
import type { SeenExchange } from "../../run/load/first-exchange.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadProgress } from "../../run/load/progress.ts";
import type { GeneratorHealth, LoadPhase } from "../../run/load/run.ts";
import type { SelfObservation } from "../../run/sweep/run.ts";
import type { RequestSample } from "../../run/sweep/sample.ts";
import type { Ns } from "../../../src/units/duration.ts";
import type { BurstSpec } from "../pacing/burst.ts";
import type { ConnectReport } from "../pacing/load-generator.ts";
import type { Share } from "../plan/schedule.ts";
import type { Text } from "../../../src/units/text.ts";

/** What all bursts of a sweep share. */
export interface SweepSetup {
  /** Unix time in ms, with a fraction, at 0 of the run's clock. */
  readonly zeroMs: number;
  /** Releases of so many lanes are spread over the time between two groups of replies. */
  readonly lanes: number;
  readonly stepSpacingNs: Ns;
}

export interface BurstEnd {
  readonly lane: number;
  readonly intendedStartNs: Ns;
  readonly self: Omit<SelfObservation, "limits" | "scheduleLagMaxNs">;
  /** What `self` covers: from shortly before the release to the last outcome. */
  readonly observedNs: Ns;
}

export type ToGenerator =
  | {
      readonly type: "plan";
      readonly plan: LoadPlan;
      readonly share: Share;
      /** File for a row a request, made anew; null: none. */
      readonly samplesPath: string | null;
    }
  /** `zeroMs`: Unix time in ms, with a fraction, at which the measured time begins. */
  | { readonly type: "start"; readonly zeroMs: number }
  /** Instead of a plan: bursts will follow. */
  | { readonly type: "sweep"; readonly setup: SweepSetup }
  /** One at a time a lane. */
  | { readonly type: "burst"; readonly spec: BurstSpec }
  | { readonly type: "stop" };

/** Of a generator with a plan. */
export type FromLoadMaker =
  | { readonly type: "connected"; readonly report: ConnectReport }
  | { readonly type: "progress"; readonly progress: LoadProgress }
  /** Rows could not be written: the samples end with the last whole row. */
  | { readonly type: "samples failed"; readonly message: string }
  | {
      readonly type: "result";
      readonly run: LoadPhase;
      readonly warmup: LoadPhase | null;
      readonly exchanges: readonly SeenExchange[];
      readonly health: GeneratorHealth;
    }
  /** The plan can't be used. */
  | { readonly type: "refused"; readonly problems: readonly Text[] }
  | GeneratorFailed;

/** Of a generator that makes the bursts of a sweep. */
export type FromBurstMaker =
  /** Of bursts under way; all of a burst come before its end. */
  | { readonly type: "samples"; readonly samples: readonly RequestSample[] }
  | { readonly type: "burst"; readonly end: BurstEnd }
  | GeneratorFailed;

/** A bug of ours. */
interface GeneratorFailed {
  readonly type: "failed";
  readonly text: string;
}
