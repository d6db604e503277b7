// The words of all that counts against a load run or is doubtful about it.
import type { Texts } from "../../messages/texts.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import type { FailureKind } from "../../run/failure.ts";
import type { Threshold } from "../threshold.ts";
import type { Unmatched } from "../../run/load/run.ts";
import { noticesOf } from "../../run/notice.ts";
import { countText, rateText, remedyText, shareText, timeText } from "./texts.ts";

type Rates = Readonly<Record<"offeredPerSec" | "achievedPerSec", number>>;
type Lag = Readonly<Record<"percentile" | "lagNs" | "limitNs", number>>;
type BusyGenerator = Readonly<Record<"generator" | "busyShare", number>>;

/** What each kind is made of. A `generator` is its number; null where there is only one. */
interface Values {
  // Why a run is invalid.
  "generator-lost": { generator: number; generators: number; ended: string };
  "sent-late": { lags: readonly Lag[] };
  "event-loop-late": { generator: number | null; delayNs: Ns; percentile: number; limitNs: Ns };
  stalled: { generator: number | null; share: number; limitShare: number };
  "generator-busy": { busy: readonly BusyGenerator[]; generators: number } & Rates;

  // Why a run fails that no threshold judges.
  silence: { fromNs: Ns; lengthNs: Ns | null };
  "failed-share": { count: number; share: number; limitShare: number };

  // Warnings.
  "target-limited": Rates;
  "generator-lag": { lagP99Ns: Ns; responseP99Ns: Ns };
  unmatched: { reason: Unmatched["reason"]; pipeline: number };
  unanswered: Record<"intended" | UnansweredEnd, number>;
  failed: { failure: FailureKind; count: number; share: number; example: Text };
  "expected-errors": { count: number; share: number };
  "too-few-for-p99": { needed: number; count: number };
  overflow: { count: number };
  "stray-replies": { count: number };
  insecure: Record<string, never>;
  "watched-ended": { pid: number; command: string };
  "generator-saturated": {
    generator: number | null;
    busyShare: number;
    isOpen: boolean;
    generatorsToUse: number;
  };
  "open-files": { generator: number | null; count: number; limit: number };
  "local-ports": { used: number; available: number };
  "host-busy": { busyShare: number };
  "host-too-small": { busyShare: number; generators: number; cores: number };
  "replies-like-errors": { replies: number; request: string | null; reply: string };
  "no-line-end": { flag: string | null; request: string };
  "reversed-threshold": { threshold: string; kind: Threshold["kind"] };

  // Beside the judgement.
  "not-opened": { count: number; connections: number; failure: FailureKind; example: Text };
  aborted: { afterNs: Ns; threshold: string };
  "samples-incomplete": { problem: string };
}

const UNANSWERED_ENDS = ["timedOut", "unsent", "dropped", "unfinished"] as const;
type UnansweredEnd = (typeof UNANSWERED_ENDS)[number];

export const loadNotice = noticesOf<Values>({
  "generator-lost": (t, { generator, generators, ended }) =>
    t.load.generatorLost(generator, generators, ended),
  "sent-late": (t, { lags }) =>
    t.load.sentLate(
      lags
        .map(({ percentile, lagNs, limitNs }) =>
          t.load.lagAt(timeText(lagNs, t), percentile, timeText(limitNs, t)),
        )
        .join(", "),
    ),
  "event-loop-late": (t, { generator, delayNs, percentile, limitNs }) =>
    t.load.eventLoopLate(
      t.load.generator(generator),
      timeText(delayNs, t),
      percentile,
      timeText(limitNs, t),
    ),
  stalled: (t, { generator, share, limitShare }) =>
    t.load.stalled(t.load.generator(generator), shareText(share, t), shareText(limitShare, t)),
  "generator-busy": (t, { busy, generators, ...rates }) =>
    t.load.generatorBusy(
      missingText(t, rates),
      busy
        .map(({ generator, busyShare }) =>
          t.load.hadNoTime(
            t.load.generator(generators === 1 ? null : generator),
            shareText(busyShare, t),
          ),
        )
        .join(", "),
    ),

  silence: (t, { fromNs, lengthNs }) =>
    t.load.failures.silence(timeText(fromNs, t), lengthNs === null ? null : timeText(lengthNs, t)),
  "failed-share": (t, { count, share, limitShare }) =>
    t.load.failures.failedShare(countText(count, t), shareText(share, t), shareText(limitShare, t)),

  "target-limited": (t, rates) => t.load.targetLimited(missingText(t, rates)),
  "generator-lag": (t, { lagP99Ns, responseP99Ns }) =>
    t.load.generatorLag(timeText(lagP99Ns, t), timeText(responseP99Ns, t)),
  unmatched: (t, { reason, pipeline }) => {
    const { noOrder, idInUse, outOfOrder } = t.load.unmatched;
    switch (reason) {
      case "no order":
        return noOrder(countText(pipeline, t));
      case "id in use":
        return idInUse;
      case "out of order":
        return outOfOrder;
      default:
        return reason satisfies never;
    }
  },
  unanswered: (t, { intended, ...ends }) => {
    const parts = UNANSWERED_ENDS.filter((end) => ends[end] > 0);
    const count = parts.reduce((sum, end) => sum + ends[end], 0);
    const words = parts.map((end) => t.load.unansweredParts[end](countText(ends[end], t)));
    return t.load.unanswered(countText(count, t), shareText(count / intended, t), words.join("; "));
  },
  failed: (t, { failure, count, share, example }) =>
    t.load.failed(countText(count, t), shareText(share, t), failureWords(t, failure, example)),
  "expected-errors": (t, { count, share }) =>
    t.load.expectedErrors(countText(count, t), shareText(share, t)),
  "too-few-for-p99": (t, { needed, count }) =>
    t.load.tooFewForP99(countText(needed, t), countText(count, t)),
  overflow: (t, { count }) => t.load.overflow(countText(count, t)),
  "stray-replies": (t, { count }) => t.load.strayReplies(countText(count, t)),
  insecure: (t) => t.load.insecure,
  "watched-ended": (t, { pid, command }) => t.load.watchedEnded(pid, command),
  "generator-saturated": (t, { generator, busyShare, isOpen, generatorsToUse }) =>
    t.load.generatorSaturated(
      t.load.generator(generator),
      shareText(busyShare, t),
      isOpen,
      generatorsToUse,
    ),
  "open-files": (t, { generator, count, limit }) =>
    t.load.openFiles(
      t.load.generator(generator),
      countText(count, t),
      countText(limit, t),
      t.failures.remedies["out of descriptors"],
    ),
  "local-ports": (t, { used, available }) =>
    t.load.localPorts(
      countText(used, t),
      countText(available, t),
      t.failures.remedies["out of ports"],
    ),
  "host-busy": (t, { busyShare }) => t.load.hostBusy(shareText(busyShare, t)),
  "host-too-small": (t, { busyShare, generators, cores }) =>
    t.load.hostTooSmall(shareText(busyShare, t), countText(generators, t), countText(cores, t)),
  "replies-like-errors": (t, { replies, request, reply }) =>
    t.load.repliesLikeErrors(countText(replies, t), request, reply),
  "no-line-end": (t, { flag, request }) => t.load.noLineEnd(flag, request),
  "reversed-threshold": (t, { threshold, kind }) =>
    t.thresholds.reversed(kind, threshold, kind === "fail-if" ? "pass-if" : "fail-if"),

  "not-opened": (t, { count, connections, failure, example }) =>
    t.load.notOpened(count, countText(connections, t), failureWords(t, failure, example)),
  aborted: (t, { afterNs, threshold }) =>
    t.load.abortedBy(t.number(`${(afterNs / NS_PER_SECOND).toFixed(1)} s`), threshold),
  "samples-incomplete": (t, { problem }) => t.load.samplesIncomplete(problem),
});

function missingText(t: Texts, { offeredPerSec, achievedPerSec }: Rates): string {
  return t.load.missing(rateText(offeredPerSec, t), rateText(achievedPerSec, t));
}

function failureWords(t: Texts, failure: FailureKind, example: Text) {
  return {
    kind: t.failures.kinds[failure],
    example: t.of(example),
    remedy: remedyText(failure, t),
  };
}
