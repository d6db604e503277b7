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
import {
  GeneratorProcess,
  type GeneratorResult,
  GeneratorsLost,
  isLost,
} from "./generator-process.ts";
import { busyShare, readHostTimes } from "./proc.ts";
import type { ConnectReport } from "../pacing/load-generator.ts";
import { ProgressMerger } from "./merge-progress.ts";
import { watchPorts } from "./port-watch.ts";
import { watchProcess } from "./process-watch.ts";

/** Between the word to start and the first arrival: what messages to all generators may take on a busy machine. */
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
  const { plan, signal, watchPids, onRelease } = options;
  const watches = watchPids.map(watchProcess);
  const ports = watchPorts();
  const progress = new ProgressMerger(plan.generators, options.onProgress);
  const children = Array.from(
    { length: plan.generators },
    (_, index) =>
      new GeneratorProcess({
        plan,
        index,
        samplesPath: options.samplesPath(index + 1),
        onProgress: (own) => progress.add(index, own),
        onSamplesFailed: options.onSamplesFailed,
        onLost(lost) {
          progress.lose(index);
          options.onLost(lost);
        },
      }),
  );
  const stop = (): void => {
    for (const { child } of children) child.stop();
  };
  signal.addEventListener("abort", stop, { once: true });
  const timers: ReturnType<typeof setTimeout>[] = [];
  try {
    const seen = await untilAborted(signal, Promise.all(children.map((child) => child.connected)));
    const lostBefore = seen.filter(isLost);
    if (lostBefore.length > 0) throw new GeneratorsLost(lostBefore);
    const connected = addReports(seen.filter((report): report is ConnectReport => !isLost(report)));
    if (connected.connected === 0 && connected.kind !== undefined) {
      throw new TargetUnreachable(connected.kind, connected.example);
    }
    const nowMs = performance.timeOrigin + performance.now();
    const zeroMs = nowMs + RELEASE_LEAD_MS + plan.warmupNs / NS_PER_MS;
    let hostAtStart = readHostTimes();
    let hostAtEnd: ReturnType<typeof readHostTimes> | undefined;
    const begin = (): void => {
      hostAtStart = readHostTimes();
      for (const watch of watches) watch.begin();
    };
    timers.push(setTimeout(begin, zeroMs - nowMs));
    // Draining is not part of the measured time.
    const endWatch = (): void => {
      hostAtEnd ??= readHostTimes();
      for (const watch of watches) watch.end();
    };
    if (plan.durationNs !== null) {
      timers.push(setTimeout(endWatch, zeroMs - nowMs + plan.durationNs / NS_PER_MS));
    }
    onRelease(zeroMs, connected);
    for (const { child } of children) child.tell({ type: "start", zeroMs });
    const ends = await Promise.all(children.map((child) => child.result));
    const lost = ends.filter(isLost);
    const results = ends.filter((end): end is GeneratorResult => !isLost(end));
    if (results.length === 0) throw new GeneratorsLost(lost);
    if (signal.aborted && results.every(({ run }) => run.counts.intended === 0)) {
      throw new LoadCalledOff();
    }
    endWatch();
    const warmups = results.flatMap(({ warmup }) => warmup ?? []);
    return {
      connectNs: connected.elapsedNs,
      run: mergePhases(results.map(({ run }) => run)),
      warmup: warmups.length === 0 ? null : mergePhases(warmups),
      firstExchanges: mergeExchanges(results.map(({ exchanges }) => exchanges)),
      lostGenerators: lost,
      generators: results.map(({ health }) => health),
      watched: watches.map((watch) => watch.end()),
      hostBusyShare: hostAtStart && hostAtEnd ? busyShare(hostAtStart, hostAtEnd) : null,
      localPorts: plan.target.kind === "unix" ? null : ports.end(),
    };
  } finally {
    signal.removeEventListener("abort", stop);
    for (const timer of timers) clearTimeout(timer);
    for (const watch of watches) watch.end();
    ports.end();
    for (const { child } of children) child.close();
  }
}

/** @throws {LoadCalledOff} as soon as the signal comes. */
async function untilAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(new LoadCalledOff());
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
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
