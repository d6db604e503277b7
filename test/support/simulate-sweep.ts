// Simulated sweeps: what the generator would record of a server with known faults. Pure; the same for the same seed.
import type { Expected, LevelAttempt, SelfObservation } from "../../bench/run/sweep/run.ts";
import type { RequestSample, ServerReport } from "../../bench/run/sweep/sample.ts";
import { peakInFlight } from "../../bench/run/sweep/summary.ts";
import { type Ns, NS_PER_MS } from "../../src/units/duration.ts";
import { uniform } from "../../src/units/random.ts";
import { drawServiceNs, meanServiceNs, parseServiceTime } from "../../src/units/service-time.ts";

/** A report as the server would give it if it told the truth, with what it is about, → what it says. */
export type Lie = (truth: ServerReport, replyNumber: number) => ServerReport;

export interface SimulatedServer {
  readonly threads: number;
  /** "200ms", "exp:200ms", …: as --service takes it. */
  readonly service: string;
  /** a: between the release and the acceptance. */
  readonly overheadNs: Ns;
  /** b: a thread is busy so much longer than it says. */
  readonly stepOverheadNs: Ns;
  readonly discipline: "fcfs" | "lcfs" | "random";
  readonly lie: Lie;
  readonly form: "json" | "plain";
  /** Every so-manieth request of a burst is answered `busy`. */
  readonly failEvery: number;
  /** True: replies 0.2–3 ms late, one in a hundred up to 10 ms more, and a thread up to 0.4 ms a task. */
  readonly hasJitter: boolean;
  /** A pause of the whole server before this step of this level. */
  readonly stall: { readonly level: number; readonly step: number; readonly pauseNs: Ns } | null;
  /** Threads of the single levels that differ. */
  readonly threadsOf: (level: number) => number | undefined;
  /** b of the single levels that differ. */
  readonly stepOverheadOf: (level: number) => Ns | undefined;
}

export const SOUND_SERVER: SimulatedServer = {
  threads: 10,
  service: "200ms",
  overheadNs: 1.5 * NS_PER_MS,
  stepOverheadNs: 0.6 * NS_PER_MS,
  discipline: "fcfs",
  lie: (truth) => truth,
  form: "json",
  failEvery: Number.POSITIVE_INFINITY,
  hasJitter: true,
  stall: null,
  threadsOf: () => undefined,
  stepOverheadOf: () => undefined,
};

export const SOUND_SELF: SelfObservation = {
  eventLoopDelayMaxNs: 1 * NS_PER_MS,
  scheduleLagMaxNs: 0.3 * NS_PER_MS,
  generatorCpuShare: 0.05,
  hostBusyShare: 0.2,
  limits: [],
};

export function expectedOf(changes: Partial<Expected> = {}): Expected {
  const service = changes.service ?? "200ms";
  const parsed = parseServiceTime(service);
  return {
    threads: 10,
    service,
    meanServiceNs: meanServiceNs(parsed),
    isConstant: parsed.kind === "constant",
    work: "sleep",
    isCpuBound: false,
    cores: 2,
    lanes: 1,
    form: "json",
    isOwnServer: true,
    ...changes,
  };
}

/** One attempt a level, in the order given; t0 of each a second after the last reply of the one before. */
export function simulateSweep(
  changes: Partial<SimulatedServer>,
  levels: readonly number[],
  seed: number,
): LevelAttempt[] {
  const server = { ...SOUND_SERVER, ...changes };
  let t0Ns = 1e9;
  return levels.map((level, burst) => {
    const samples = simulateBurst(server, level, t0Ns, seed * 1000 + burst);
    const attempt: LevelAttempt = {
      level,
      repeat: 1,
      attempt: 1,
      lane: 1,
      isAlone: true,
      intendedStartNs: t0Ns,
      peakInFlight: peakInFlight(samples),
      samples,
      self: SOUND_SELF,
    };
    t0Ns = Math.max(...samples.map(({ repliedNs }) => repliedNs ?? 0)) + 1e9;
    return attempt;
  });
}

/** What a level takes to send. */
const SEND_NS: Ns = 100_000;
/** Mean of what a thread adds to a task, and median of what a reply takes, where there is jitter. */
export const THREAD_JITTER_NS: Ns = 200_000;
export const REPLY_JITTER_NS: Ns = SEND_NS + (0.2 + 2.8 / 8) * NS_PER_MS;

/** Unix time at 0 of the simulated run's clock. */
const CLOCK_ZERO_MS = 1.76e12;

function simulateBurst(
  server: SimulatedServer,
  level: number,
  t0Ns: Ns,
  seed: number,
): RequestSample[] {
  const { overheadNs, discipline, hasJitter, stall } = server;
  const stepOverheadNs = server.stepOverheadOf(level) ?? server.stepOverheadNs;
  const service = parseServiceTime(server.service);
  const draw = (i: number, stream: number): number => (hasJitter ? uniform(seed, i, stream) : 0);
  // Sent one after the other within 90 µs, accepted together, in that order.
  const sentNs = Array.from({ length: level }, (_, i) => t0Ns + Math.round((90_000 * i) / level));
  const acceptedNs = t0Ns + SEND_NS + overheadNs;
  const isFailed = (i: number): boolean => (i + 1) % server.failEvery === 0;
  const waiting = sentNs.map((_, i) => i).filter((i) => !isFailed(i));
  const threads = server.threadsOf(level) ?? server.threads;
  const freeNs = new Array<Ns>(threads).fill(acceptedNs);
  const samples: RequestSample[] = sentNs.map((sent, i) => ({
    level,
    repeat: 1,
    attempt: 1,
    lane: 1,
    connection: i + 1,
    outcome: "error",
    errorCode: "busy",
    intendedStartNs: t0Ns,
    sentNs: sent,
    firstByteNs: acceptedNs,
    repliedNs: acceptedNs,
    report: null,
  }));
  for (let started = 0; waiting.length > 0; started++) {
    const startNs = Math.min(...freeNs);
    const thread = freeNs.indexOf(startNs);
    const i = takeNext(waiting, started < threads ? "fcfs" : discipline, seed);
    // The whole server stands still from the moment at which this step would begin.
    const pauseNs =
      stall !== null && level === stall.level && Math.floor(started / threads) + 1 === stall.step
        ? stall.pauseNs
        : 0;
    const serviceNs =
      drawServiceNs(service, seed, i) + Math.round(2 * THREAD_JITTER_NS * draw(i, 2));
    const endNs = startNs + pauseNs + serviceNs + stepOverheadNs;
    freeNs[thread] = endNs;
    const tailNs = draw(i, 3) > 0.99 ? 10 * NS_PER_MS * draw(i, 4) : 0;
    const repliedNs = Math.round(
      endNs + (hasJitter ? (0.2 + 2.8 * draw(i, 5) ** 3) * NS_PER_MS : 0) + tailNs,
    );
    const truth: ServerReport = {
      thread: thread + 1,
      acceptedSeq: i + 1,
      waitNs: startNs + pauseNs - acceptedNs,
      serviceNs,
      sojournNs: endNs + 100_000 * (hasJitter ? 1 : 0) - acceptedNs,
      startedAtMs: CLOCK_ZERO_MS + (startNs + pauseNs) / NS_PER_MS,
    };
    samples[i] = {
      ...(samples[i] as RequestSample),
      outcome: "ok",
      errorCode: null,
      firstByteNs: repliedNs,
      repliedNs,
      report: server.form === "plain" ? null : server.lie(truth, started),
    };
  }
  return samples;
}

function takeNext(
  waiting: number[],
  discipline: SimulatedServer["discipline"],
  seed: number,
): number {
  const at =
    discipline === "fcfs"
      ? 0
      : discipline === "lcfs"
        ? waiting.length - 1
        : Math.floor(uniform(seed, waiting.length, 6) * waiting.length);
  return waiting.splice(at, 1)[0] ?? 0;
}
