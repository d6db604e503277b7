// The words of all that counts against a load run or is doubtful about it.
import type { Texts } from "../../messages/texts.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import type { FailureKind } from "../../run/failure.ts";
import type { Threshold } from "../threshold.ts";
import type { Unmatched } from "../../run/load/run.ts";
import { noticesOf } from "../../run/notice.ts";
import { countText, rateText, remedyText, shareText, timeText } from "./texts.ts";

/** A generator's number; null where there is only one. */
interface OfGenerator {
  readonly generator: number | null;
}
interface Count {
  readonly count: number;
}
interface Share extends Count {
  readonly share: number;
}
interface Rates {
  readonly offeredPerSec: number;
  readonly achievedPerSec: number;
}
type Lag = Readonly<Record<"percentile" | "lagNs" | "limitNs", number>>;
type BusyGenerator = Readonly<Record<"generator" | "busyShare", number>>;
interface Failure extends Count {
  readonly failure: FailureKind;
  readonly example: Text;
}

export const loadNotice = noticesOf({
  // Why a run is invalid.
  "generator-lost": (
    t,
    {
      generator,
      generators,
      ended,
    }: { readonly generator: number; readonly generators: number; readonly ended: string },
  ) => t.load.generatorLost(generator, generators, ended),
  "sent-late": (t, { lags }: { readonly lags: readonly Lag[] }) =>
    t.load.sentLate(
      lags
        .map(({ percentile, lagNs, limitNs }) =>
          t.load.lagAt(timeText(lagNs, t), percentile, timeText(limitNs, t)),
        )
        .join(", "),
    ),
  "event-loop-late": (
    t,
    {
      generator,
      delayNs,
      percentile,
      limitNs,
    }: OfGenerator & Readonly<Record<"delayNs" | "percentile" | "limitNs", number>>,
  ) =>
    t.load.eventLoopLate(
      t.load.generator(generator),
      timeText(delayNs, t),
      percentile,
      timeText(limitNs, t),
    ),
  stalled: (
    t,
    {
      generator,
      share,
      limitShare,
    }: OfGenerator & Readonly<Record<"share" | "limitShare", number>>,
  ) => t.load.stalled(t.load.generator(generator), shareText(share, t), shareText(limitShare, t)),
  "generator-busy": (
    t,
    {
      busy,
      generators,
      ...rates
    }: Rates & { readonly generators: number; readonly busy: readonly BusyGenerator[] },
  ) =>
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

  // Why a run fails that no threshold judges.
  silence: (t, { fromNs, lengthNs }: { readonly fromNs: Ns; readonly lengthNs: Ns | null }) =>
    t.load.failures.silence(timeText(fromNs, t), lengthNs === null ? null : timeText(lengthNs, t)),
  "failed-share": (t, { count, share, limitShare }: Share & { readonly limitShare: number }) =>
    t.load.failures.failedShare(countText(count, t), shareText(share, t), shareText(limitShare, t)),

  // Warnings.
  "target-limited": (t, rates: Rates) => t.load.targetLimited(missingText(t, rates)),
  "generator-lag": (
    t,
    { lagP99Ns, responseP99Ns }: Readonly<Record<"lagP99Ns" | "responseP99Ns", Ns>>,
  ) => t.load.generatorLag(timeText(lagP99Ns, t), timeText(responseP99Ns, t)),
  unmatched: (
    t,
    { reason, pipeline }: Pick<Unmatched, "reason"> & { readonly pipeline: number },
  ) => {
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
  unanswered: (
    t,
    {
      intended,
      ...ends
    }: Readonly<Record<"intended" | "timedOut" | "unsent" | "dropped" | "unfinished", number>>,
  ) => {
    const parts = (["timedOut", "unsent", "dropped", "unfinished"] as const).filter(
      (end) => ends[end] > 0,
    );
    const count = parts.reduce((sum, end) => sum + ends[end], 0);
    const words = parts.map((end) => t.load.unansweredParts[end](countText(ends[end], t)));
    return t.load.unanswered(countText(count, t), shareText(count / intended, t), words.join("; "));
  },
  failed: (t, { failure, count, share, example }: Failure & Share) =>
    t.load.failed(countText(count, t), shareText(share, t), failureWords(t, failure, example)),
  "expected-errors": (t, { count, share }: Share) =>
    t.load.expectedErrors(countText(count, t), shareText(share, t)),
  "too-few-for-p99": (t, { needed, count }: Count & { readonly needed: number }) =>
    t.load.tooFewForP99(countText(needed, t), countText(count, t)),
  overflow: (t, { count }: Count) => t.load.overflow(countText(count, t)),
  "stray-replies": (t, { count }: Count) => t.load.strayReplies(countText(count, t)),
  insecure: (t, _values: object) => t.load.insecure,
  "watched-ended": (t, { pid, command }: { readonly pid: number; readonly command: string }) =>
    t.load.watchedEnded(pid, command),
  "generator-saturated": (
    t,
    {
      generator,
      busyShare,
      isOpen,
      generatorsToUse,
    }: OfGenerator & {
      readonly busyShare: number;
      readonly isOpen: boolean;
      readonly generatorsToUse: number;
    },
  ) =>
    t.load.generatorSaturated(
      t.load.generator(generator),
      shareText(busyShare, t),
      isOpen,
      generatorsToUse,
    ),
  "open-files": (
    t,
    { generator, count, limit }: OfGenerator & Count & { readonly limit: number },
  ) =>
    t.load.openFiles(
      t.load.generator(generator),
      countText(count, t),
      countText(limit, t),
      remedyText("out of descriptors", t) ?? "",
    ),
  "local-ports": (t, { used, available }: { readonly used: number; readonly available: number }) =>
    t.load.localPorts(
      countText(used, t),
      countText(available, t),
      remedyText("out of ports", t) ?? "",
    ),
  "host-busy": (t, { busyShare }: { readonly busyShare: number }) =>
    t.load.hostBusy(shareText(busyShare, t)),
  "host-too-small": (
    t,
    {
      busyShare,
      generators,
      cores,
    }: Readonly<Record<"busyShare" | "generators" | "cores", number>>,
  ) => t.load.hostTooSmall(shareText(busyShare, t), countText(generators, t), countText(cores, t)),
  "replies-like-errors": (
    t,
    {
      replies,
      request,
      reply,
    }: { readonly replies: number; readonly request: string | null; readonly reply: string },
  ) => t.load.repliesLikeErrors(countText(replies, t), request, reply),
  "no-line-end": (
    t,
    { flag, request }: { readonly flag: string | null; readonly request: string },
  ) => t.load.noLineEnd(flag, request),
  "reversed-threshold": (
    t,
    { threshold, kind }: { readonly threshold: string; readonly kind: Threshold["kind"] },
  ) => t.thresholds.reversed(kind, threshold, kind === "fail-if" ? "pass-if" : "fail-if"),

  // Beside the judgement.
  "not-opened": (
    t,
    { count, connections, failure, example }: Failure & { readonly connections: number },
  ) => t.load.notOpened(count, countText(connections, t), failureWords(t, failure, example)),
  aborted: (t, { afterNs, threshold }: { readonly afterNs: Ns; readonly threshold: string }) =>
    t.load.abortedBy(t.number(`${(afterNs / NS_PER_SECOND).toFixed(1)} s`), threshold),
  "samples-incomplete": (t, { problem }: { readonly problem: string }) =>
    t.load.samplesIncomplete(problem),
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
