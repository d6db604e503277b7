// What the server says of itself, held against the client's clock and against itself. It never decides a verdict: where
// it is contradicted, it is not used.
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { medianOf } from "../../stats/percentile.ts";
import { type Interval, medianInterval } from "../../stats/fit.ts";
import { isTimeShared } from "../../theory/staircase.ts";
import type { Notice } from "../../run/header.ts";
import { sweepNotice } from "./notices.ts";
import { say } from "../../messages/texts.ts";
import type { Text } from "../../../src/units/text.ts";
import {
  type Evidence,
  type JudgedLevel,
  reportedReplies,
  type ReportedReply,
} from "./evidence.ts";
import { timeIn } from "./finding.ts";
import type { Steps } from "./steps.ts";
import type { Width } from "./width.ts";

export interface ServerReports {
  /** Every judged reply has a report, and nothing contradicts them. */
  readonly isUsable: boolean;
  /** Why not, for a summary: "the server reports nothing about itself". */
  readonly whyNot: Text;
  /** A cluster, several workers named, or `acceptedSeq` repeats within a burst: each with its own threads and order. */
  readonly isSeveralServers: boolean;
  readonly contradictions: readonly Text[];
  /** Lesser doubts. */
  readonly warnings: readonly Notice[];
}

/** One burst with all its reports. */
interface Reported {
  readonly level: JudgedLevel;
  readonly replies: readonly StartedReply[];
}

/** `startNs` counts from the first reported start of the burst: ns since 1970 would lose digits. */
type StartedReply = ReportedReply & { readonly startNs: Ns };

/** What two clocks on two threads may differ by. */
const CLOCK_TOLERANCE_NS: Ns = 1 * NS_PER_MS;
const CLOCK_TOLERANCE_SHARE = 0.001;
/** Above this share of requests, impossible times are not measurement noise. */
const IMPOSSIBLE_SHARE = 0.01;
/** Time between two acceptances of a server that accepts 20,000 requests a second. */
const ACCEPT_NS: Ns = 50_000;
/** A busy host may delay single replies beyond any bound. Above this share of requests, it is not the host. */
const UNLIKELY_SHARE = 0.05;

/** `width` and `steps` are by the client's clock; `undefined` of a distribution, which has neither. */
export function checkServerReports(
  evidence: Evidence,
  width: Width | undefined,
  steps: Steps | undefined,
): ServerReports {
  const bursts = evidence.levels.flatMap((level): Reported[] => {
    const replies = reportedReplies(level);
    if (replies === undefined) return [];
    const firstMs = Math.min(...replies.map(({ report }) => report.startedAtMs));
    const startNs = ({ report }: ReportedReply): Ns => (report.startedAtMs - firstMs) * NS_PER_MS;
    return [{ level, replies: replies.map((reply) => ({ ...reply, startNs: startNs(reply) })) }];
  });
  if (bursts.length < evidence.levels.length || bursts.length === 0) {
    const isBlackBox = evidence.levels.every(({ replies }) =>
      replies.every(({ report }) => !report),
    );
    const whyNot = say(({ sweepJudgement: { reports } }) =>
      isBlackBox ? reports.none : reports.incomplete,
    );
    return { isUsable: false, whyNot, isSeveralServers: false, contradictions: [], warnings: [] };
  }
  const isSeveralServers =
    evidence.expected.topology !== undefined ||
    new Set(bursts.flatMap(({ replies }) => replies.map(({ report }) => report.worker))).size > 1 ||
    bursts.some(({ replies }) => {
      return new Set(replies.map(({ report }) => report.acceptedSeq)).size < replies.length;
    });
  const contradictions = [
    longerThanSeen(bursts),
    partsBeyondWhole(bursts),
    unsteadyInstants(bursts, evidence),
    isSeveralServers ? undefined : overlapOnThread(bursts),
    isSeveralServers ? undefined : threadsBesideWidth(bursts, evidence, width),
    serviceBeyondStep(bursts, evidence, steps),
  ].filter((problem) => problem !== undefined);
  return {
    isUsable: contradictions.length === 0,
    whyNot: say((texts) => texts.sweepJudgement.reports.contradicted),
    isSeveralServers,
    contradictions,
    warnings: contradictions.length === 0 ? leftOutWarning(bursts, evidence) : [],
  };
}

interface Disagreement {
  readonly excessNs: Ns;
  readonly text: Text;
}

/** The worst of the disagreements, with their number, if they are more than `share` of the requests. */
function worstDisagreement(
  bursts: readonly Reported[],
  share: number,
  disagreementsOf: (burst: Reported) => readonly Disagreement[],
): Text | undefined {
  const all = bursts.flatMap((burst) => disagreementsOf(burst));
  const requests = bursts.reduce((sum, { replies }) => sum + replies.length, 0);
  const [first, ...others] = all;
  if (first === undefined || all.length <= share * requests) return undefined;
  const worst = others.reduce((a, b) => (b.excessNs > a.excessNs ? b : a), first);
  return say((texts) =>
    texts.sweepJudgement.reports.ofRequests(
      texts.of(worst.text),
      all.length,
      texts.counted.requests(requests),
    ),
  );
}

function isLonger(longNs: Ns, shortNs: Ns): boolean {
  return longNs > shortNs * (1 + CLOCK_TOLERANCE_SHARE) + CLOCK_TOLERANCE_NS;
}

function longerThanSeen(bursts: readonly Reported[]): Text | undefined {
  return worstDisagreement(bursts, IMPOSSIBLE_SHARE, ({ level, replies }) =>
    replies
      .filter(({ report, sendToReplyNs }) => isLonger(report.sojournNs, sendToReplyNs))
      .map(({ report, sendToReplyNs }) => ({
        excessNs: report.sojournNs - sendToReplyNs,
        text: say((texts) =>
          texts.sweepJudgement.reports.longSojourn(
            timeIn(texts, report.sojournNs),
            timeIn(texts, sendToReplyNs),
            texts.of(level.name),
          ),
        ),
      })),
  );
}

function partsBeyondWhole(bursts: readonly Reported[]): Text | undefined {
  return worstDisagreement(bursts, IMPOSSIBLE_SHARE, ({ level, replies }) =>
    replies
      .filter(({ report }) => isLonger(report.waitNs + report.serviceNs, report.sojournNs))
      .map(({ report: { waitNs, serviceNs, sojournNs } }) => ({
        excessNs: waitNs + serviceNs - sojournNs,
        text: say((texts) =>
          texts.sweepJudgement.reports.longParts(
            timeIn(texts, waitNs),
            timeIn(texts, serviceNs),
            timeIn(texts, sojournNs),
            texts.of(level.name),
          ),
        ),
      })),
  );
}

/**
 * Requests of a burst are sent together, and replies come as tasks end: what the server says of both instants must keep
 * step with the client's clock from request to request. A constant difference is no contradiction – clocks have
 * different zeros, and an overhead outside the server's sight is the same for all.
 */
function unsteadyInstants(bursts: readonly Reported[], { bounds }: Evidence): Text | undefined {
  const measures: ["sojourns" | "ends" | "starts", (reply: StartedReply) => Ns][] = [
    ["sojourns", (reply) => reply.sendToReplyNs - reply.report.sojournNs],
    ["ends", (reply) => reply.completionNs - reply.startNs - reply.report.serviceNs],
    ["starts", (reply) => reply.startNs - reply.report.waitNs],
  ];
  for (const [what, differenceNs] of measures) {
    const problem = worstDisagreement(bursts, UNLIKELY_SHARE, ({ level, replies }) => {
      const differencesNs = replies.map(differenceNs);
      const middleNs = medianOf(differencesNs) ?? 0;
      const toleranceNs = bounds.overheadNs + ACCEPT_NS * replies.length;
      return differencesNs
        .map((ns) => Math.abs(ns - middleNs))
        .filter((excessNs) => excessNs > toleranceNs)
        .map((excessNs) => ({
          excessNs,
          text: say((texts) => {
            const { reports } = texts.sweepJudgement;
            return reports.unsteady(reports[what], timeIn(texts, excessNs), texts.of(level.name));
          }),
        }));
    });
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A thread runs one task at a time. */
function overlapOnThread(bursts: readonly Reported[]): Text | undefined {
  return worstDisagreement(bursts, IMPOSSIBLE_SHARE, ({ level, replies }) => {
    const ofThread = Map.groupBy(replies, ({ report }) => report.thread);
    return [...ofThread.entries()].flatMap(([thread, own]) => {
      const inOrder = own.toSorted((a, b) => a.startNs - b.startNs);
      return inOrder.slice(1).flatMap((later, i): Disagreement[] => {
        const earlier = inOrder[i];
        if (earlier === undefined) return [];
        const excessNs = earlier.startNs + earlier.report.serviceNs - later.startNs;
        if (excessNs <= CLOCK_TOLERANCE_NS + CLOCK_TOLERANCE_SHARE * earlier.report.serviceNs)
          return [];
        const text = say((texts) =>
          texts.sweepJudgement.reports.overlap(
            thread,
            timeIn(texts, excessNs),
            texts.of(level.name),
          ),
        );
        return [{ excessNs, text }];
      });
    });
  });
}

/** Where c replies come together, c threads have worked, and no others work in the rest of the burst. */
function threadsBesideWidth(
  bursts: readonly Reported[],
  { expected }: Evidence,
  width: Width | undefined,
): Text | undefined {
  const threads = width?.kind === "clear" ? width.threads : null;
  // Where threads share cores, one may end two tasks while another ends none.
  if (threads === null || isTimeShared(expected)) return undefined;
  const counts = bursts
    .filter(({ level }) => level.level >= threads)
    .map(({ level, replies }) => {
      const named = (some: readonly ReportedReply[]): number =>
        new Set(some.map(({ report }) => report.thread)).size;
      return { level, inFirstGroup: named(replies.slice(0, threads)), inAll: named(replies) };
    });
  const wrong = counts.filter(
    ({ inFirstGroup, inAll }) => inFirstGroup < threads || inAll > threads,
  );
  const [first] = wrong;
  if (first === undefined || wrong.length <= UNLIKELY_SHARE * counts.length) return undefined;
  const { level, inFirstGroup, inAll } = first;
  const said = inFirstGroup < threads ? inFirstGroup : inAll;
  return say((texts) =>
    texts.sweepJudgement.reports.threads(
      texts.counted.threads(said),
      threads,
      texts.of(level.name),
      texts.sweepJudgement.reports.ofLevels(wrong.length, texts.counted.levels(counts.length)),
    ),
  );
}

/** Steps can't be closer together than one task takes. */
function serviceBeyondStep(
  bursts: readonly Reported[],
  { bounds }: Evidence,
  steps: Steps | undefined,
): Text | undefined {
  const serviceNs = medianServiceNs(bursts);
  const stepNs = steps?.fit?.stepNs;
  if (stepNs === undefined || serviceNs - stepNs <= bounds.stepOverheadNs) return undefined;
  return say((texts) =>
    texts.sweepJudgement.reports.longService(timeIn(texts, serviceNs), timeIn(texts, stepNs)),
  );
}

/** An overhead that the server does not see, such as the network or a late accept. */
function leftOutWarning(bursts: readonly Reported[], { bounds }: Evidence): Notice[] {
  const leftOutNs =
    medianOf(
      bursts.flatMap(({ replies }) =>
        replies.map(({ sendToReplyNs, report }) => sendToReplyNs - report.sojournNs),
      ),
    ) ?? 0;
  if (leftOutNs <= bounds.overheadNs) return [];
  return [sweepNotice("reports-leave-out", { leftOutNs })];
}

function medianServiceNs(bursts: readonly { readonly replies: readonly ReportedReply[] }[]): Ns {
  return (
    medianOf(bursts.flatMap(({ replies }) => replies.map(({ report }) => report.serviceNs))) ?? 0
  );
}

/** S as the server reports it: the median of the bursts' medians, and its interval. Tasks of one burst are not independent. */
export interface ReportedService {
  readonly serviceNs: Ns;
  readonly interval: Interval | null;
}

/** Null where the reports can't be used. */
export function reportedService(
  { levels, seed, sampling }: Evidence,
  reports: ServerReports,
): ReportedService | null {
  if (!reports.isUsable) return null;
  const bursts = levels.map((level) => ({ replies: reportedReplies(level) ?? [] }));
  const mediansNs = bursts.map((burst) => medianServiceNs([burst]));
  return {
    serviceNs: medianOf(mediansNs) ?? 0,
    interval: medianInterval(mediansNs, seed, sampling),
  };
}
