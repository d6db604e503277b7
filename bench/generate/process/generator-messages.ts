// What the harness and its generator processes say to one another.
import type { SeenExchange } from "../../run/load/first-exchange.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadProgress } from "../../run/load/progress.ts";
import type { GeneratorHealth, LoadPhase } from "../../run/load/run.ts";
import type { ConnectReport } from "../pacing/load-generator.ts";
import type { Share } from "../plan/schedule.ts";
import type { Text } from "../../../src/units/text.ts";

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
  | { readonly type: "stop" };

export type FromGenerator =
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
  /** A bug of ours. */
  | { readonly type: "failed"; readonly text: string };
