// A load made by one or more generator processes that share one schedule: started, released together, merged.
import { fileURLToPath } from "node:url";
import { mergeHistograms } from "../measure/encoded-histogram.ts";
import { mergeExchanges } from "../measure/first-exchange.ts";
import type { FailureKind } from "../measure/failure.ts";
import type { LoadPlan } from "../measure/load-plan.ts";
import type { LoadProgress } from "../measure/load-progress.ts";
import type { LoadResult } from "../measure/load-run.ts";
import { addCounts, mergePhases } from "../measure/merge-load.ts";
import { NS_PER_MS } from "../../src/units/duration.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import type { FromGenerator, ToGenerator } from "./generator-messages.ts";
import { busyShare, readHostTimes } from "./host-times.ts";
import type { ConnectReport } from "./load-generator.ts";
import { watchPorts } from "./port-watch.ts";
import { watchProcess } from "./process-watch.ts";

const GENERATOR = fileURLToPath(new URL("generator-main.ts", import.meta.url));

/** Between the word to start and the first arrival: what messages to all generators may take on a busy machine. */
const RELEASE_LEAD_MS = 150;
/** After it was told to stop, a generator has so long to give its result. */
const STOP_TIMEOUT_MS = 10_000;

export interface GeneratorsOptions {
  readonly plan: LoadPlan;
  /** File for the rows of a generator, from 1; null: none. */
  readonly samplesPath: (generator: number) => string | null;
  readonly watchPids: readonly number[];
  readonly onProgress: (progress: LoadProgress) => void;
  /** Called once, when all are connected: `zeroMs` is Unix time in ms, with a fraction, at 0 of the run's clock. */
  readonly onRelease: (zeroMs: number, connected: ConnectReport) => void;
  /** Rows could not be written; the load goes on. */
  readonly onSamplesFailed: (message: string) => void;
  /** Ends the load; what was measured is kept. */
  readonly signal: AbortSignal;
}

/** Not one connection could be opened: there is nothing to measure. */
export class TargetUnreachable extends Error {
  override readonly name = "TargetUnreachable";
  readonly kind: FailureKind;

  constructor(kind: FailureKind, example: string) {
    super(example);
    this.kind = kind;
  }
}

/** The signal came before the first request. */
export class LoadCalledOff extends Error {
  override readonly name = "LoadCalledOff";
}

/**
 * Makes the load of a plan and gives back what all generators saw, as one.
 * @throws {TargetUnreachable} if no generator could open a connection.
 * @throws {LoadCalledOff} if the signal came before the load began.
 * @throws {OptionsError} if the plan names what can't be used.
 * @throws {Error} if a generator ended by itself, which is a bug.
 */
export async function runGenerators(options: GeneratorsOptions): Promise<LoadResult> {
  const { plan, signal, watchPids, onRelease } = options;
  const watches = watchPids.map(watchProcess);
  const ports = watchPorts();
  const onProgress = mergeProgressOf(plan.generators, options.onProgress);
  const children = Array.from(
    { length: plan.generators },
    (_, i) => new GeneratorProcess(options, i, (progress) => onProgress(i, progress)),
  );
  const stop = (): void => {
    for (const child of children) child.stop();
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    const reports = await Promise.all(children.map((child) => child.connected));
    const connected = addReports(reports);
    if (connected.connected === 0 && connected.kind !== undefined) {
      throw new TargetUnreachable(connected.kind, connected.example);
    }
    if (signal.aborted) throw new LoadCalledOff("interrupted before the load began");
    const nowMs = performance.timeOrigin + performance.now();
    const zeroMs = nowMs + RELEASE_LEAD_MS + plan.warmupNs / NS_PER_MS;
    let hostAtStart = readHostTimes();
    let hostAtEnd: ReturnType<typeof readHostTimes> | undefined;
    const begin = setTimeout(() => {
      hostAtStart = readHostTimes();
      for (const watch of watches) watch.begin();
    }, zeroMs - nowMs);
    // Draining is not part of the measured time.
    const endWatch = (): void => {
      hostAtEnd ??= readHostTimes();
      for (const watch of watches) watch.end();
    };
    const end =
      plan.durationNs === null
        ? undefined
        : setTimeout(endWatch, zeroMs - nowMs + plan.durationNs / NS_PER_MS);
    onRelease(zeroMs, connected);
    for (const child of children) child.tell({ type: "start", zeroMs });
    const results = await Promise.all(children.map((child) => child.result));
    clearTimeout(begin);
    clearTimeout(end);
    endWatch();
    const warmups = results.flatMap(({ warmup }) => warmup ?? []);
    return {
      connectNs: connected.elapsedNs,
      run: mergePhases(results.map(({ run }) => run)),
      warmup: warmups.length === 0 ? null : mergePhases(warmups),
      firstExchanges: mergeExchanges(results.map(({ exchanges }) => exchanges)),
      generators: results.map(({ health }) => health),
      watched: watches.map((watch) => watch.end()),
      hostBusyShare: hostAtStart && hostAtEnd ? busyShare(hostAtStart, hostAtEnd) : null,
      localPorts: plan.target.kind === "unix" ? null : ports.end(),
    };
  } finally {
    signal.removeEventListener("abort", stop);
    for (const watch of watches) watch.end();
    ports.end();
    for (const child of children) child.close();
  }
}

function addReports(reports: readonly ConnectReport[]): ConnectReport {
  const firstFailed = reports.find(({ failed }) => failed > 0);
  return {
    elapsedNs: Math.max(...reports.map(({ elapsedNs }) => elapsedNs)),
    connected: reports.reduce((sum, { connected }) => sum + connected, 0),
    failed: reports.reduce((sum, { failed }) => sum + failed, 0),
    kind: firstFailed?.kind,
    example: firstFailed?.example ?? "",
  };
}

/** Tells `onProgress` the newest of all generators together, whenever each has told its own once more. */
function mergeProgressOf(
  generators: number,
  onProgress: (progress: LoadProgress) => void,
): (generator: number, progress: LoadProgress) => void {
  const newest = new Map<number, LoadProgress>();
  return (generator, progress) => {
    newest.set(generator, progress);
    if (newest.size < generators) return;
    onProgress(mergeProgress([...newest.values()]));
    newest.clear();
  };
}

function mergeProgress(parts: readonly LoadProgress[]): LoadProgress {
  const [first, ...rest] = parts;
  if (first === undefined) throw new RangeError("there is no progress to merge");
  return rest.reduce(
    (sum, part) => ({
      state: sum.state,
      nowNs: Math.max(sum.nowNs, part.nowNs),
      counts: addCounts([sum.counts, part.counts]),
      connectionsOpen: sum.connectionsOpen + part.connectionsOpen,
      inFlight: sum.inFlight + part.inFlight,
      waiting: sum.waiting + part.waiting,
      response: mergeHistograms([sum.response, part.response]),
    }),
    first,
  );
}

class GeneratorProcess {
  readonly connected: Promise<ConnectReport>;
  readonly result: Promise<FromGenerator & { type: "result" }>;
  readonly #child: Bun.Subprocess<"ignore", "inherit", "inherit">;
  #stopTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    options: GeneratorsOptions,
    index: number,
    onProgress: (progress: LoadProgress) => void,
  ) {
    const { plan, samplesPath, onSamplesFailed } = options;
    const connected = Promise.withResolvers<ConnectReport>();
    const result = Promise.withResolvers<FromGenerator & { type: "result" }>();
    this.connected = connected.promise;
    this.result = result.promise;
    // Whoever waits for neither any more has another failure to tell.
    this.connected.catch(() => undefined);
    this.result.catch(() => undefined);
    const fail = (error: Error): void => {
      connected.reject(error);
      result.reject(error);
    };
    this.#child = Bun.spawn([process.execPath, GENERATOR], {
      stdin: "ignore",
      stdout: "inherit",
      stderr: "inherit",
      // It ends with us, even if we are killed.
      env: { ...process.env, BUN_FEATURE_FLAG_NO_ORPHANS: "1" },
      serialization: "json",
      ipc: (message: FromGenerator) => {
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
      },
      onExit: (_, exitCode, signalCode) => {
        const how = signalCode === null ? `code ${exitCode}` : String(signalCode);
        fail(new Error(`generator ${index + 1} ended with ${how} before its result`));
      },
    });
    this.tell({
      type: "plan",
      plan,
      share: { index, count: plan.generators },
      samplesPath: samplesPath(index + 1),
    });
  }

  tell(message: ToGenerator): void {
    this.#child.send(message);
  }

  /** Asks for the result as it is; one that does not answer is ended. */
  stop(): void {
    if (this.#child.exitCode !== null || this.#stopTimer !== undefined) return;
    this.tell({ type: "stop" });
    this.#stopTimer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  }

  close(): void {
    clearTimeout(this.#stopTimer);
    this.#child.kill("SIGKILL");
  }
}
