// Reports of simulated sweeps, for tests of what is written about them: exact, seeded, without a clock.
import { untranslated } from "../../src/units/text.ts";
import type { Notice } from "../../bench/run/header.ts";
import { textsFor } from "../../bench/messages/texts.ts";
import type { Language } from "../../src/units/text.ts";
import type { Expected, Judgement, LevelAttempt, RunRecord } from "../../bench/run/sweep/run.ts";
import { SCHEMA_VERSION } from "../../bench/run/versions.ts";
import type { Outcome, RequestSample } from "../../bench/run/sweep/sample.ts";
import { groupGapNs, judgedAttempts, summarizeLevel } from "../../bench/run/sweep/summary.ts";
import type { Report } from "../../bench/report/sweep/report.ts";
import { type Ns, NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import { uniform } from "../../src/units/random.ts";
import { drawServiceNs, meanServiceNs, parseServiceTime } from "../../src/units/service-time.ts";

/** 2026-01-02T03:04:05Z. */
const CLOCK_ZERO_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

export interface FixtureOptions {
  readonly levels: readonly number[];
  readonly threads?: number;
  readonly service?: string;
  readonly repeats?: number;
  /** The server's true width, where it is not the expected one. */
  readonly actualThreads?: number;
  /** Of the first step, and of every step. */
  readonly startNs?: Ns;
  readonly stepNs?: Ns;
  readonly jitterNs?: Ns;
  readonly isBlackBox?: boolean;
  readonly isInterrupted?: boolean;
  /** Levels that are measured twice. */
  readonly secondAttempts?: readonly number[];
  /** How each request ends; all are ok without it. */
  readonly outcomeOf?: (level: number, connection: number) => Outcome;
  readonly errorCode?: string;
  readonly label?: string;
  readonly judgement?: Partial<Judgement>;
  readonly expected?: Partial<Expected>;
  readonly warnings?: readonly Notice[];
  /** Of the report; English without it. */
  readonly language?: Language;
}

export function simulateReport(options: FixtureOptions): Report {
  const { levels, threads = 10, service = "3s", repeats = 1, isBlackBox = false } = options;
  const expected: Expected = {
    threads,
    service,
    meanServiceNs: Math.round(meanServiceNs(parseServiceTime(service))),
    isConstant: parseServiceTime(service).kind === "constant",
    work: isBlackBox ? "unknown" : "sleep",
    isCpuBound: false,
    cores: isBlackBox ? null : 2,
    lanes: 1,
    form: isBlackBox ? "plain" : "json",
    isOwnServer: !isBlackBox,
    ...options.expected,
  };
  const attempts: LevelAttempt[] = [];
  let nowNs = 0;
  for (const level of levels) {
    for (let repeat = 1; repeat <= repeats; repeat++) {
      const last = options.secondAttempts?.includes(level) ? 2 : 1;
      for (let attempt = 1; attempt <= last; attempt++) {
        const made = simulateLevel(options, expected, level, repeat, attempt, nowNs);
        attempts.push({
          ...made,
          self: {
            ...made.self,
            limits: attempt < last ? [untranslated("the event loop stood still for 80 ms")] : [],
          },
        });
        nowNs += 60 * NS_PER_SECOND;
      }
    }
  }
  const judged = judgedAttempts(attempts);
  const gapNs = groupGapNs(expected, judged);
  const run: RunRecord = {
    schemaVersion: SCHEMA_VERSION,
    command: "sweep",
    label: options.label ?? "",
    status: options.isInterrupted === true ? "interrupted" : "complete",
    commandLine: `bun bench --service ${service}`,
    options: { levels: levels.join(","), service, threads: String(threads) },
    seed: 1,
    startedAt: "2026-01-02T03:04:05.000Z",
    endedAt: "2026-01-02T03:05:35.000Z",
    clockZeroMs: CLOCK_ZERO_MS,
    environment: {
      escaleraVersion: "0.1.0",
      commit: "abc1234",
      bun: "1.4.5",
      kernel: "Linux 6.1",
      cpuModel: "Test CPU",
      cpuCount: 2,
      memoryBytes: 8 * 2 ** 30,
    },
    expected,
    bounds: {
      overheadNs: Math.max(25 * NS_PER_MS, 0.02 * expected.meanServiceNs),
      stepOverheadNs: Math.max(5 * NS_PER_MS, 0.005 * expected.meanServiceNs),
      serviceErrorNs: Math.max(5 * NS_PER_MS, 0.005 * expected.meanServiceNs),
      laneSlackNs: 0,
    },
    levels: attempts.map((attempt) => summarizeLevel(attempt, judged.includes(attempt), gapNs)),
    judgement: { ...JUDGEMENT, ...options.judgement },
    warnings: options.warnings ?? [],
  };
  return { run, attempts, texts: textsFor(options.language ?? "en") };
}

export const JUDGEMENT: Judgement = {
  sentence: untranslated(
    "10 threads of 3.001 s, as expected; 2.1 ms of overhead at the start and 0.9 ms per step",
  ),
  sampling: "fixed",
  isValid: true,
  invalidReasons: [],
  inconclusiveReasons: [],
  warnings: [],
  verdicts: [
    {
      name: "width",
      result: "pass",
      summary: untranslated("10 threads, as expected"),
      evidence: { threads: 10 },
    },
    {
      name: "service",
      result: "pass",
      summary: untranslated("3.001 s (allowed 3 s ± 15 ms)"),
      evidence: {},
    },
    {
      name: "overhead",
      result: "fail",
      summary: untranslated("a is 90 ms (allowed 60 ms)"),
      evidence: {},
    },
    {
      name: "order",
      result: "unknown",
      summary: untranslated("the server does not tell"),
      evidence: {},
    },
  ],
};

function simulateLevel(
  options: FixtureOptions,
  expected: Expected,
  level: number,
  repeat: number,
  attempt: number,
  intendedStartNs: Ns,
): LevelAttempt {
  const { startNs = 2 * NS_PER_MS, stepNs = NS_PER_MS, jitterNs = NS_PER_MS } = options;
  const service = parseServiceTime(expected.service);
  const freeNs = Array.from({ length: options.actualThreads ?? expected.threads }, () => startNs);
  const draw = (i: number, stream: number): number => uniform(level * 1000 + i, attempt, stream);
  const samples = Array.from({ length: level }, (_, i): RequestSample => {
    const connection = i + 1;
    const thread = freeNs.indexOf(Math.min(...freeNs));
    const beganNs = freeNs[thread] ?? 0;
    const serviceNs = drawServiceNs(service, 7, level * 1000 + i);
    const endNs = beganNs + serviceNs;
    freeNs[thread] = endNs + stepNs;
    const outcome = options.outcomeOf?.(level, connection) ?? "ok";
    const hasReply = outcome === "ok" || outcome === "error";
    const repliedNs = intendedStartNs + Math.round(endNs + draw(i, 1) * jitterNs);
    return {
      level,
      repeat,
      attempt,
      lane: 1,
      connection,
      outcome,
      errorCode: outcome === "ok" ? null : (options.errorCode ?? "busy"),
      intendedStartNs,
      sentNs: intendedStartNs + 20_000,
      firstByteNs: hasReply ? repliedNs - 1000 : null,
      repliedNs: hasReply ? repliedNs : null,
      report:
        expected.form === "plain" || outcome !== "ok"
          ? null
          : {
              thread: thread + 1,
              acceptedSeq: i + 1,
              waitNs: beganNs,
              serviceNs,
              sojournNs: beganNs + serviceNs,
              startedAtMs: CLOCK_ZERO_MS + (intendedStartNs + beganNs) / NS_PER_MS,
            },
    };
  });
  return {
    level,
    repeat,
    attempt,
    lane: 1,
    isAlone: attempt > 1,
    intendedStartNs,
    peakInFlight: level,
    samples,
    self: {
      eventLoopDelayMaxNs: 1_200_000,
      scheduleLagMaxNs: 20_000,
      generatorCpuShare: 0.04,
      hostBusyShare: 0.11,
      limits: [],
    },
  };
}

/** 1, 2, …, `last`. */
export function levelsTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}
