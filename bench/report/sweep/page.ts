// What a sweep's report.html carries for its script: the run without what no chart shows, and its bursts as columns of
// whole microseconds, a few bytes a number.
import { HOP_STAMPS, type HopStamps } from "../../run/sweep/sample.ts";
import type { LevelAttempt, RunRecord } from "../../run/sweep/run.ts";
import type { RequestSample, ServerReport } from "../../run/sweep/sample.ts";
import { type Ns, NS_PER_MS, NS_PER_US } from "../../../src/units/duration.ts";
import { judgedInOrder, type Report } from "./report.ts";

/** So many requests make a page of 2 MB; of a larger run it has some levels whole, and its other charts stay as drawn. */
const MAX_REQUESTS = 30_000;

export interface SweepPage {
  readonly kind: "sweep";
  readonly run: RunRecord;
  /** The judged bursts, in order of level. */
  readonly bursts: readonly PackedBurst[];
  /** False where there are more of them than the page carries. */
  readonly hasAllBursts: boolean;
}

export function sweepPage(report: Report): SweepPage {
  const { run } = report;
  const judged = judgedInOrder(report);
  const total = judged.reduce((sum, { level }) => sum + level, 0);
  // Even strides over the levels, until they fit.
  const stride = Math.ceil(total / MAX_REQUESTS);
  let left = MAX_REQUESTS;
  const kept = judged.filter(({ level }, i) => {
    const isKept = i % stride === 0 && level <= left;
    if (isKept) left -= level;
    return isKept;
  });
  return {
    kind: "sweep",
    run: withoutHistograms(run),
    bursts: kept.map((attempt) => packBurst(attempt, run.clockZeroMs)),
    hasAllBursts: kept.length === judged.length,
  };
}

/** What they hold is in the bursts. */
function withoutHistograms(run: RunRecord): RunRecord {
  const short = (levels: RunRecord["levels"]) =>
    levels.map((level) => ({ ...level, histogram: "" }));
  return {
    ...run,
    levels: short(run.levels),
    ...(run.local !== undefined && { local: { levels: short(run.local.levels) } }),
  };
}

type Column = readonly (number | null)[];

type PackedBurst = ReturnType<typeof packBurst>;
type PackedReports = ReturnType<typeof packReports>;

/**
 * Times are µs after t0 or durations in µs; every column has a place a request, in connection order. `clockZeroMs` sets the
 * stamps of servers on the run's clock.
 */
export function packBurst({ samples, ...burst }: LevelAttempt, clockZeroMs: number) {
  const sinceStart = (instantNs: Ns | null): number | null =>
    instantNs === null ? null : toUs(instantNs - burst.intendedStartNs);
  return {
    ...burst,
    sent: samples.map(({ sentNs }) => sinceStart(sentNs)),
    replied: samples.map(({ repliedNs }) => sinceStart(repliedNs)),
    // Of those that are not ok.
    endings: samples.flatMap(({ outcome, errorCode }, i) =>
      outcome === "ok" ? [] : [[i, outcome, errorCode] as const],
    ),
    // What the server said; absent where it said nothing of any.
    ...(samples.some(({ report }) => report !== null) && {
      reports: packReports(samples, (atMs) =>
        toUs((atMs - clockZeroMs) * NS_PER_MS - burst.intendedStartNs),
      ),
    }),
  };
}

function packReports(samples: readonly RequestSample[], sinceStart: (atMs: number) => number) {
  const column = (valueOf: (report: ServerReport) => number | undefined): Column =>
    samples.map(({ report }) => (report === null ? null : (valueOf(report) ?? null)));
  const workers = [...new Set(samples.flatMap(({ report }) => report?.worker ?? []))].sort();
  return {
    thread: column(({ thread }) => thread),
    acceptedSeq: column(({ acceptedSeq }) => acceptedSeq),
    wait: column(({ waitNs }) => toUs(waitNs)),
    service: column(({ serviceNs }) => toUs(serviceNs)),
    sojourn: column(({ sojournNs }) => toUs(sojournNs)),
    started: column(({ startedAtMs }) => sinceStart(startedAtMs)),
    // Names, and by request which of them.
    ...(workers.length > 0 && {
      workers,
      worker: column(({ worker }) => (worker === undefined ? undefined : workers.indexOf(worker))),
    }),
    // In the order of `HOP_STAMPS`.
    ...(samples.some(({ report }) => report?.hops !== undefined) && {
      hops: HOP_STAMPS.map((name) => column(({ hops }) => hops && sinceStart(hops[name]))),
    }),
  };
}

/** As it was, to the microsecond; the first byte of a reply is not in it. */
export function unpackBurst(packed: PackedBurst, clockZeroMs: number): LevelAttempt {
  const { sent, replied, endings, reports, ...burst } = packed;
  const { level, repeat, attempt, lane, intendedStartNs } = burst;
  const endingOf = new Map(endings.map(([i, ...ending]) => [i, ending]));
  const instant = (us: number | null | undefined): Ns | null =>
    us === null || us === undefined ? null : us * NS_PER_US + intendedStartNs;
  const toMs = (us: number): number => (us * NS_PER_US + intendedStartNs) / NS_PER_MS + clockZeroMs;
  return {
    ...burst,
    samples: sent.map((sentUs, i): RequestSample => {
      const [outcome, errorCode] = endingOf.get(i) ?? ["ok" as const, null];
      return {
        level,
        repeat,
        attempt,
        lane,
        connection: i + 1,
        outcome,
        errorCode,
        intendedStartNs,
        sentNs: instant(sentUs),
        firstByteNs: null,
        repliedNs: instant(replied[i]),
        report: reports === undefined ? null : unpackReport(reports, i, toMs),
      };
    }),
  };
}

function unpackReport(
  { thread, acceptedSeq, wait, service, sojourn, started, workers, worker, hops }: PackedReports,
  i: number,
  toMs: (us: number) => number,
): ServerReport | null {
  const threadNumber = thread[i] ?? null;
  if (threadNumber === null) return null;
  const name = workers?.[worker?.[i] ?? -1];
  const stamps = hops?.map((column) => column[i] ?? null);
  return {
    thread: threadNumber,
    acceptedSeq: acceptedSeq[i] ?? 0,
    waitNs: (wait[i] ?? 0) * NS_PER_US,
    serviceNs: (service[i] ?? 0) * NS_PER_US,
    sojournNs: (sojourn[i] ?? 0) * NS_PER_US,
    startedAtMs: toMs(started[i] ?? 0),
    ...(name !== undefined && { worker: name }),
    ...(stamps !== undefined &&
      stamps.every((us) => us !== null) && {
        hops: Object.fromEntries(
          HOP_STAMPS.map((stamp, hop) => [stamp, toMs(stamps[hop] ?? 0)]),
        ) as HopStamps,
      }),
  };
}

function toUs(ns: Ns): number {
  return Math.round(ns / NS_PER_US);
}
