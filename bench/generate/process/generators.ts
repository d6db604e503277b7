// A load made by one or more generator processes that share one schedule: started, released together, merged.
import { mergeExchanges } from "../../run/load/first-exchange.ts";
import { type FailureKind, NO_EXAMPLE } from "../../run/failure.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadProgress } from "../../run/load/progress.ts";
import type { LoadResult, LostGenerator } from "../../run/load/run.ts";
import { mergePhases } from "../../run/load/merge.ts";
import { NS_PER_MS } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import { TextError } from "../../../src/units/text-error.ts";
import { GeneratorChild, GeneratorsLost } from "./generator-child.ts";
import type { FromLoadMaker } from "./generator-messages.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import type { ConnectReport } from "../pacing/load-generator.ts";
import { ProgressMerger } from "./merge-progress.ts";
import { HostWatch } from "./host-watch.ts";

/** Between the message to start and the first arrival: what messages to all generators may take on a busy machine. */
const RELEASE_LEAD_MS = 150;

export interface GeneratorsOptions {
  readonly plan: LoadPlan;
  /** File for the rows of a generator, from 1; null: none. */
  readonly samplesPath: (generator: number) => string | null;
  readonly watchPids: readonly number[];
  readonly onProgress: (progress: LoadProgress) => void;
  /** Called once, when all are connected: `zeroMs` is Unix time in ms, with a fraction, at 0 of the run's clock. */
  readonly onRelease: (zeroMs: number, connected: ConnectReport) => void;
  /** A generator process ended in the middle of the load, which the others go on with. */
  readonly onLost: (lost: LostGenerator) => void;
  /** Rows could not be written; the load goes on. */
  readonly onSamplesFailed: (message: string) => void;
  /** Ends the load; what was measured is kept. */
  readonly signal: AbortSignal;
}

/** Not one connection could be opened: there is nothing to measure. */
export class TargetUnreachable extends TextError {
  override readonly name = "TargetUnreachable";
  readonly kind: FailureKind;

  constructor(kind: FailureKind, problem: Text) {
    super(problem);
    this.kind = kind;
  }
}

/** The signal came before the first request of the measured time. */
export class LoadCalledOff extends Error {
  override readonly name = "LoadCalledOff";
}

/**
 * Makes the load of a plan and gives back what all generators saw, as one.
 * @throws {TargetUnreachable} if no generator could open a connection.
 * @throws {LoadCalledOff} if the signal came before the first request of the measured time.
 * @throws {GeneratorsLost} if a generator's process ended before the load began, or each one's ended in the middle of it.
 * @throws {OptionsError} if the plan names what can't be used.
 * @throws {Error} if a generator failed, which is a bug.
 */
export async function runGenerators(options: GeneratorsOptions): Promise<LoadResult> {
  const { signal } = options;
  const generators = new Generators(options);
  const stop = (): void => generators.stop();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    const connected = await generators.connect();
    generators.release(connected);
    return await generators.result(connected);
  } finally {
    signal.removeEventListener("abort", stop);
    generators.close();
  }
}

type GeneratorResult = FromLoadMaker & { readonly type: "result" };

/** One that is lost gives undefined, so that the others can go on. */
interface Generator {
  readonly child: GeneratorChild<FromLoadMaker>;
  readonly connected: PromiseWithResolvers<ConnectReport | undefined>;
  readonly result: PromiseWithResolvers<GeneratorResult | undefined>;
}

/** Owns the processes until `close`. */
class Generators {
  readonly #options: GeneratorsOptions;
  readonly #watch: HostWatch;
  readonly #progress: ProgressMerger;
  readonly #generators: readonly Generator[];
  readonly #lost: LostGenerator[] = [];
  readonly #stopped = Promise.withResolvers<never>();

  constructor(options: GeneratorsOptions) {
    const { plan, watchPids, onProgress } = options;
    this.#options = options;
    this.#watch = new HostWatch(watchPids);
    this.#progress = new ProgressMerger(plan.generators, onProgress);
    this.#generators = Array.from({ length: plan.generators }, (_, i) => this.#start(i));
    // After another failure nobody waits for the rest.
    const promises = this.#generators.flatMap(({ connected, result }) => [connected, result]);
    for (const { promise } of [this.#stopped, ...promises]) promise.catch(() => undefined);
  }

  #start(index: number): Generator {
    const { plan, samplesPath, onLost } = this.#options;
    const connected: Generator["connected"] = Promise.withResolvers();
    const result: Generator["result"] = Promise.withResolvers();
    const child = new GeneratorChild<FromLoadMaker>(
      (message) => this.#hear(message, index),
      (ended) => {
        const lost = { generator: index + 1, ended };
        this.#lost.push(lost);
        this.#progress.lose(index);
        connected.resolve(undefined);
        result.resolve(undefined);
        onLost(lost);
      },
    );
    const share = { index, count: plan.generators };
    child.tell({ type: "plan", plan, share, samplesPath: samplesPath(index + 1) });
    return { child, connected, result };
  }

  #hear(message: FromLoadMaker, index: number): void {
    const { child, connected, result } = this.#generators[index] as Generator;
    const fail = (error: Error): void => {
      child.close();
      connected.reject(error);
      result.reject(error);
    };
    switch (message.type) {
      case "connected":
        connected.resolve(message.report);
        break;
      case "progress":
        this.#progress.add(index, message.progress);
        break;
      case "samples failed":
        this.#options.onSamplesFailed(message.message);
        break;
      case "result":
        child.close();
        result.resolve(message);
        break;
      case "refused":
        fail(new OptionsError(message.problems));
        break;
      case "failed":
        fail(new Error(`generator ${index + 1} failed: ${message.text}`));
        break;
      default:
        message satisfies never;
    }
  }

  /** Resolves when all are connected. */
  async connect(): Promise<ConnectReport> {
    const all = Promise.all(this.#generators.map(({ connected }) => connected.promise));
    const reports = await Promise.race([all, this.#stopped.promise]);
    if (this.#lost.length > 0) throw new GeneratorsLost(this.#lost);
    const connected = addReports(reports.filter((report) => report !== undefined));
    if (connected.connected === 0 && connected.kind !== undefined) {
      throw new TargetUnreachable(connected.kind, connected.example);
    }
    return connected;
  }

  /** Lets all begin at the same instant. */
  release(connected: ConnectReport): void {
    const { plan, onRelease } = this.#options;
    const leadMs = RELEASE_LEAD_MS + plan.warmupNs / NS_PER_MS;
    const zeroMs = performance.timeOrigin + performance.now() + leadMs;
    // Draining is not part of the measured time.
    const { durationNs } = plan;
    this.#watch.measure(leadMs, durationNs === null ? null : leadMs + durationNs / NS_PER_MS);
    onRelease(zeroMs, connected);
    for (const { child } of this.#generators) child.tell({ type: "start", zeroMs });
  }

  async result({ elapsedNs }: ConnectReport): Promise<LoadResult> {
    const { plan, signal } = this.#options;
    const ends = await Promise.all(this.#generators.map(({ result }) => result.promise));
    const results = ends.filter((end) => end !== undefined);
    if (results.length === 0) throw new GeneratorsLost(this.#lost);
    if (signal.aborted && results.every(({ run }) => run.counts.intended === 0)) {
      throw new LoadCalledOff();
    }
    const { localPorts, ...seen } = this.#watch.end();
    const warmups = results.flatMap(({ warmup }) => warmup ?? []);
    return {
      connectNs: elapsedNs,
      run: mergePhases(results.map(({ run }) => run)),
      warmup: warmups.length === 0 ? null : mergePhases(warmups),
      firstExchanges: mergeExchanges(results.map(({ exchanges }) => exchanges)),
      lostGenerators: this.#lost.toSorted((a, b) => a.generator - b.generator),
      generators: results.map(({ health }) => health),
      ...seen,
      localPorts: plan.target.kind === "unix" ? null : localPorts,
    };
  }

  /** Asks each for its result as it is; before they are connected, the load is called off. */
  stop(): void {
    this.#stopped.reject(new LoadCalledOff());
    for (const { child } of this.#generators) child.stop();
  }

  close(): void {
    this.#watch.end();
    for (const { child } of this.#generators) child.close();
  }
}

function addReports(reports: readonly ConnectReport[]): ConnectReport {
  const firstFailed = reports.find(({ failed }) => failed > 0);
  return {
    elapsedNs: Math.max(...reports.map(({ elapsedNs }) => elapsedNs)),
    connected: reports.reduce((sum, { connected }) => sum + connected, 0),
    failed: reports.reduce((sum, { failed }) => sum + failed, 0),
    kind: firstFailed?.kind,
    example: firstFailed?.example ?? NO_EXAMPLE,
  };
}
