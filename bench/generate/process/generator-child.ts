// One generator as a process: started with its plan, told when to start and to stop, heard until its result or its end.
import { fileURLToPath } from "node:url";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadProgress } from "../../run/load/progress.ts";
import type { LostGenerator } from "../../run/load/run.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import type { FromGenerator, ToGenerator } from "./generator-messages.ts";
import type { ConnectReport } from "../pacing/load-generator.ts";

const GENERATOR = fileURLToPath(new URL("generator-main.ts", import.meta.url));

/** After it was told to stop, a generator has so long to give its result. */
const STOP_TIMEOUT_MS = 10_000;

/** Generators ended before the load began, or all of them in the middle of it. */
export class GeneratorsLost extends Error {
  override readonly name = "GeneratorsLost";
  readonly lost: readonly LostGenerator[];

  constructor(lost: readonly LostGenerator[]) {
    super(lost.map(({ generator, ended }) => `generator ${generator} ended (${ended})`).join(", "));
    this.lost = lost;
  }
}

/** A generator process, whatever it is asked to do. Owned until `close`. */
export class GeneratorChild {
  readonly #child: Bun.Subprocess<"ignore", "inherit", "inherit">;
  #stopTimer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  /** `onExit` is told how it ended ("code 1", "SIGKILL"), unless it was closed. */
  constructor(hear: (message: FromGenerator) => void, onExit: (ended: string) => void) {
    this.#child = Bun.spawn([process.execPath, GENERATOR], {
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
      // It ends with us, even if we are killed.
      env: { ...process.env, BUN_FEATURE_FLAG_NO_ORPHANS: "1" },
      serialization: "json",
      ipc: hear,
      onExit: (_, exitCode, signalCode) => {
        if (this.#isClosed) return;
        onExit(signalCode === null ? `code ${exitCode}` : String(signalCode));
      },
    });
  }

  tell(message: ToGenerator): void {
    // One that has ended takes no message: its end is told by itself.
    if (!this.#hasEnded) this.#child.send(message);
  }

  /** Asks for the result as it is; one that does not answer is ended, and so lost. */
  stop(): void {
    if (this.#hasEnded || this.#stopTimer !== undefined) return;
    this.tell({ type: "stop" });
    this.#stopTimer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#stopTimer);
    this.#child.kill("SIGKILL");
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

export type GeneratorResult = FromGenerator & { readonly type: "result" };

export interface GeneratorProcessOptions {
  readonly plan: LoadPlan;
  /** From 0. */
  readonly index: number;
  readonly samplesPath: string | null;
  readonly onProgress: (progress: LoadProgress) => void;
  readonly onSamplesFailed: (message: string) => void;
  /** It ended before its result: once, and only while it is not closed. */
  readonly onLost: (lost: LostGenerator) => void;
}

/** A generator with its part of a load. */
export class GeneratorProcess {
  /** A loss before all stand is the end of it: both resolve with it, so that the others can go on. */
  readonly connected: Promise<ConnectReport | LostGenerator>;
  readonly result: Promise<GeneratorResult | LostGenerator>;
  readonly child: GeneratorChild;

  constructor(options: GeneratorProcessOptions) {
    const { plan, index, samplesPath, onProgress, onSamplesFailed, onLost } = options;
    const connected = Promise.withResolvers<ConnectReport | LostGenerator>();
    const result = Promise.withResolvers<GeneratorResult | LostGenerator>();
    this.connected = connected.promise;
    this.result = result.promise;
    // Whoever waits for neither any more has another failure to tell.
    this.connected.catch(() => undefined);
    this.result.catch(() => undefined);
    let isSettled = false;
    const fail = (error: Error): void => {
      isSettled = true;
      connected.reject(error);
      result.reject(error);
    };
    const hear = (message: FromGenerator): void => {
      switch (message.type) {
        case "connected":
          connected.resolve(message.report);
          break;
        case "progress":
          onProgress(message.progress);
          break;
        case "samples failed":
          onSamplesFailed(message.message);
          break;
        case "result":
          isSettled = true;
          result.resolve(message);
          break;
        case "refused":
          fail(new OptionsError(message.problems));
          break;
        case "failed":
          fail(new Error(`generator ${index + 1} failed: ${message.text}`));
          break;
        case "samples":
        case "burst":
          // These are told of a sweep.
          break;
        default:
          message satisfies never;
      }
    };
    this.child = new GeneratorChild(hear, (ended) => {
      if (isSettled) return;
      const lost = { generator: index + 1, ended };
      connected.resolve(lost);
      result.resolve(lost);
      onLost(lost);
    });
    this.child.tell({ type: "plan", plan, share: { index, count: plan.generators }, samplesPath });
  }
}

export function isLost(seen: object): seen is LostGenerator {
  return "ended" in seen;
}
