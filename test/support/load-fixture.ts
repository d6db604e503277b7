// Simulated load runs, for tests of what is said and written about them: exact, seeded, conservation-true.
// `phaseOf` (load-phase-fixture.ts) makes a single phase from a list of requests.
import type { LoadPlan } from "../../bench/run/load/plan.ts";
import type {
  GeneratorHealth,
  LoadJudgement,
  LoadPhase,
  LoadResult,
  LoadRun,
  ThresholdResult,
  Unmatched,
  WatchedProcess,
} from "../../bench/run/load/run.ts";
import type { ReplyGap } from "../../bench/run/load/run.ts";
import { leaveOutResponses, meansOf } from "../../bench/run/load/unmatched.ts";
import { SCHEMA_VERSION } from "../../bench/run/versions.ts";
import { type Ns, NS_PER_MS, NS_PER_SECOND, NS_PER_US } from "../../src/units/duration.ts";
import { untranslated } from "../../src/units/text.ts";
import { uniform } from "../../src/units/random.ts";
import {
  histogramOf,
  phaseOf,
  type RequestEnd,
  type SimulatedRequest,
} from "./load-phase-fixture.ts";

export { histogramOf, phaseOf, type RequestEnd, type SimulatedRequest };

/** Everything has a default: 10 s of 1,000 requests a second, all answered within 0.1 to 1.2 ms. */
export interface LoadFixture {
  /** Of an open loop with constant arrivals; null: a closed loop. */
  readonly ratePerSec?: number | null;
  readonly durationNs?: Ns;
  readonly connections?: number;
  readonly timeoutNs?: Ns;
  /** Response time of request `i`, or after what it failed or was given up; timed out: `timeoutNs` instead. */
  readonly responseNs?: (i: number) => Ns;
  readonly endOf?: (i: number) => RequestEnd;
  /** Actual send − intended start of request `i` (open loop); `generatorLagNs`: the part with a connection free. */
  readonly lagNs?: (i: number) => Ns;
  readonly generatorLagNs?: (i: number) => Ns;
  /** More than one: requests take them in turn, and there is a `byRequest`. */
  readonly names?: readonly string[];
  readonly sliceNs?: Ns;
  /** 0: no warm-up. */
  readonly warmupNs?: Ns;
  readonly seed?: number;
  /** One a generator, changes to `HEALTH`. */
  readonly generators?: readonly Partial<GeneratorHealth>[];
  readonly replyGaps?: readonly ReplyGap[];
  readonly watched?: readonly WatchedProcess[];
  readonly hostBusyShare?: number | null;
  /** Eight are in flight on a connection, and for this reason it is not known which of them a reply answers. */
  readonly unmatched?: Unmatched["reason"];
  /** Changes to the plan and the run that follow from the rest. */
  readonly plan?: Partial<LoadPlan>;
  readonly run?: Partial<LoadRun>;
  readonly judgement?: Partial<LoadJudgement>;
}

export type SimulatedLoad = LoadRun & { readonly result: LoadResult };

/** A generator with time to spare. */
export const HEALTH: GeneratorHealth = {
  generator: 1,
  cpuShare: 0.95,
  spinShare: 0.8,
  runQueueShare: 0.02,
  eventLoopDelay: histogramOf(
    Array.from({ length: 1000 }, (_, i) => 20 * NS_PER_US + (i % 100) * 5 * NS_PER_US),
  ),
  memoryMaxBytes: 60 * 2 ** 20,
  openFilesMax: 34,
  openFilesLimit: 1_048_576,
};

export const WATCHED: WatchedProcess = {
  pid: 4242,
  command: "redis-server",
  cpuShare: 0.31,
  cpuShareMax: 0.45,
  memoryStartBytes: 12 * 2 ** 20,
  memoryMaxBytes: 13 * 2 ** 20,
  hasEnded: false,
};

export const LOAD_JUDGEMENT: LoadJudgement = {
  sentence: untranslated("1,000 requests a second offered and 1,000 sent; none failed."),
  isValid: true,
  invalidReasons: [],
  failures: [],
  warnings: [],
  thresholds: [],
  isUnknownAllowed: false,
};

/** Of a `--fail-if`, in English alone. */
export function thresholdResult(
  text: string,
  result: ThresholdResult["result"],
  measured = "",
): ThresholdResult {
  return { kind: "fail-if", text, result, measured: untranslated(measured) };
}

/** 0.1 to 1.2 ms, most of them short. */
export function soundResponseNs(seed: number, i: number): Ns {
  return Math.round((0.1 + 1.1 * uniform(seed, i, 1) ** 6) * NS_PER_MS);
}

export function simulateLoad(fixture: LoadFixture = {}): SimulatedLoad {
  const { durationNs = 10 * NS_PER_SECOND, warmupNs = 0, connections = 50, seed = 1 } = fixture;
  const plan = planOf(fixture);
  const isClosed = plan.loop.kind === "closed";
  const phase = {
    isClosed,
    connectionsOpened: connections,
    sliceNs: fixture.sliceNs ?? NS_PER_SECOND,
  };
  const measured: LoadResult = {
    run: phaseOf(requestsOf(fixture, 0, durationNs), {
      ...phase,
      endNs: durationNs,
      replyGaps: fixture.replyGaps ?? [],
    }),
    warmup:
      warmupNs === 0
        ? null
        : phaseOf(requestsOf({}, -warmupNs, 0), { ...phase, startNs: -warmupNs, endNs: 0 }),
    generators: (fixture.generators ?? [{}]).map((changes, i) => ({
      ...HEALTH,
      generator: i + 1,
      ...changes,
    })),
    watched: fixture.watched ?? [],
    hostBusyShare: fixture.hostBusyShare === undefined ? 0.6 : fixture.hostBusyShare,
    connectNs: 12 * NS_PER_MS,
    localPorts: { usedMax: 120, available: 28_232 },
  };
  const result = fixture.unmatched === undefined ? measured : unmatch(measured, fixture.unmatched);
  return {
    schemaVersion: SCHEMA_VERSION,
    command: "load",
    label: "",
    status: "complete",
    commandLine: "bun bench load tcp://127.0.0.1:6379 --send 'PING\\r\\n'",
    options: { send: "PING\\r\\n", connections, timeout: "5s" },
    seed,
    startedAt: "2026-01-02T03:04:05.000Z",
    endedAt: "2026-01-02T03:04:15.000Z",
    clockZeroMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    environment: {
      escaleraVersion: "0.1.0",
      commit: "abc1234",
      bun: "1.4.5",
      kernel: "Linux 6.1",
      cpuModel: "Test CPU",
      cpuCount: 2,
      memoryBytes: 8 * 2 ** 30,
    },
    plan,
    judgement: { ...LOAD_JUDGEMENT, ...fixture.judgement },
    warnings: [],
    ...fixture.run,
    result,
  };
}

function unmatch(result: LoadResult, reason: Unmatched["reason"]): LoadResult {
  const leaveOut = (phase: LoadPhase): LoadPhase =>
    leaveOutResponses(phase, { reason, ...meansOf(phase) });
  return {
    ...result,
    run: leaveOut(result.run),
    warmup: result.warmup === null ? null : leaveOut(result.warmup),
  };
}

function planOf(fixture: LoadFixture): LoadPlan {
  const { durationNs = 10 * NS_PER_SECOND, ratePerSec = 1000, names = ["PING"] } = fixture;
  return {
    target: { kind: "tcp", hostname: "127.0.0.1", port: 6379 },
    requests: names.map((name) => ({
      name,
      weight: 1,
      content: { kind: "text", text: "PING\\r\\n" },
      reply: { kind: "line" },
      id: null,
      expect: null,
      reject: null,
      expectErrors: [],
    })),
    greeting: { greeting: null, hello: [] },
    loop:
      ratePerSec === null
        ? { kind: "closed", thinkNs: 0 }
        : {
            kind: "open",
            arrivals: { kind: "constant" },
            stages: [{ durationNs, startRatePerSec: ratePerSec, endRatePerSec: ratePerSec }],
            isDropping: false,
          },
    connections: fixture.connections ?? 50,
    pipeline: fixture.unmatched === undefined ? 1 : 8,
    isOrdered: false,
    reconnectEvery: null,
    durationNs,
    maxRequests: null,
    warmupNs: fixture.warmupNs ?? 0,
    timeoutNs: fixture.timeoutNs ?? 5 * NS_PER_SECOND,
    generators: fixture.generators?.length ?? 1,
    seed: fixture.seed ?? 1,
    ...fixture.plan,
  };
}

/** Open: one every 1 / rate. Closed: on each connection one after the other, for as long as there is time. */
function requestsOf(fixture: LoadFixture, startNs: Ns, endNs: Ns): SimulatedRequest[] {
  const { ratePerSec = 1000, connections = 50, seed = 1, names = ["PING"] } = fixture;
  const { timeoutNs = 5 * NS_PER_SECOND, endOf = () => "ok" } = fixture;
  const responseNs = fixture.responseNs ?? ((i: number) => soundResponseNs(seed, i));
  const lagNs = fixture.lagNs ?? ((i: number) => Math.round(20 * NS_PER_US * uniform(seed, i, 2)));
  const generatorLagNs = fixture.generatorLagNs ?? lagNs;
  const request = (i: number, intendedNs: Ns): SimulatedRequest => {
    const end = endOf(i);
    const lag = ratePerSec === null ? 0 : Math.min(lagNs(i), responseNs(i));
    return {
      name: names[i % names.length] ?? "",
      intendedNs,
      sentNs: intendedNs + lag,
      generatorLagNs: Math.min(generatorLagNs(i), lag),
      endedNs: intendedNs + (end === "timed out" ? timeoutNs : responseNs(i)),
      end,
    };
  };
  if (ratePerSec !== null) {
    const count = Math.round(((endNs - startNs) * ratePerSec) / NS_PER_SECOND);
    return Array.from({ length: count }, (_, i) =>
      request(i, startNs + Math.round((i * NS_PER_SECOND) / ratePerSec)),
    );
  }
  const requests: SimulatedRequest[] = [];
  const freeNs = new Array<Ns>(connections).fill(startNs);
  while (freeNs.some((atNs) => atNs < endNs)) {
    for (const [connection, atNs] of freeNs.entries()) {
      if (atNs >= endNs) continue;
      const made = request(requests.length, atNs);
      requests.push(made);
      freeNs[connection] = Math.max(made.endedNs, atNs + NS_PER_US);
    }
  }
  return requests;
}
