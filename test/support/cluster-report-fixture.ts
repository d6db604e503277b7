// A simulated sweep of a cluster, with the way of every task: exact, without a clock.
import { HOP_STAMPS, type HopStamps } from "../../bench/run/sweep/sample.ts";
import type { LevelAttempt } from "../../bench/run/sweep/run.ts";
import type { RequestSample } from "../../bench/run/sweep/sample.ts";
import type { Report } from "../../bench/report/sweep/report.ts";
import { NS_PER_MS } from "../../src/units/duration.ts";
import { type FixtureOptions, simulateReport } from "./report-fixture.ts";

/** What every task meets beside its wait in the queue and its work, in ms: a whole of 10 ms. */
export const HOP_MS = {
  accept: 1,
  confirm: 2,
  claim: 1.5,
  dispatch: 0.5,
  store: 3,
  reply: 0.25,
  return: 1.25,
  answer: 0.5,
} as const;

const BEFORE_QUEUE_MS = HOP_MS.accept + HOP_MS.confirm;
const BEFORE_WORK_MS = HOP_MS.claim + HOP_MS.dispatch;

/** 2 workers of 2 threads, 1 s a task: every task as late as its hops say, beside a local form that is not late at all. */
export function simulateClusterReport(
  options: Pick<FixtureOptions, "levels" | "repeats" | "language">,
): Report {
  const exact = {
    ...options,
    threads: 4,
    service: "1s",
    startNs: 0,
    stepNs: 0,
    jitterNs: 0,
  };
  const local = simulateReport(exact);
  const { run, attempts, texts } = simulateReport({
    ...exact,
    expected: {
      topology: {
        kind: "cluster",
        entries: 2,
        workers: 2,
        threadsPerWorker: 2,
        balancer: "haproxy",
      },
    },
  });
  return {
    run: { ...run, local: { levels: local.run.levels } },
    attempts: attempts.map((attempt) => withWays(attempt, run.clockZeroMs)),
    localAttempts: local.attempts,
    texts,
  };
}

function withWays(attempt: LevelAttempt, clockZeroMs: number): LevelAttempt {
  return {
    ...attempt,
    samples: attempt.samples.map((sample, i) => withWay(sample, i, clockZeroMs)),
  };
}

function withWay(sample: RequestSample, i: number, clockZeroMs: number): RequestSample {
  const { report, sentNs } = sample;
  if (report === null || sentNs === null) return sample;
  const queueMs = Math.floor(i / 4) * 1000;
  const serviceMs = report.serviceNs / NS_PER_MS;
  const stepsMs = [
    HOP_MS.accept,
    HOP_MS.confirm,
    queueMs,
    HOP_MS.claim,
    HOP_MS.dispatch,
    serviceMs,
    HOP_MS.store,
    HOP_MS.reply,
    HOP_MS.return,
  ];
  let atMs = clockZeroMs + sentNs / NS_PER_MS;
  const stamps = HOP_STAMPS.map((name, hop) => {
    atMs += stepsMs[hop] ?? 0;
    return [name, atMs];
  });
  const repliedNs = sentNs + (queueMs + serviceMs + 10) * NS_PER_MS;
  return {
    ...sample,
    firstByteNs: repliedNs,
    repliedNs,
    report: {
      ...report,
      thread: 1 + (i % 2),
      waitNs: (BEFORE_QUEUE_MS + queueMs + BEFORE_WORK_MS) * NS_PER_MS,
      worker: `worker-${1 + (Math.floor(i / 2) % 2)}`,
      hops: Object.fromEntries(stamps) as HopStamps,
    },
  };
}
