// One phase of a load run from a plain list of requests: every count, histogram and slice follows from the list.
import { unansweredOf } from "../../bench/run/load/conservation.ts";
import { type EncodedHistogram, encodeHistogram } from "../../bench/stats/encoded-histogram.ts";
import { FAILURE_KINDS, type FailureKind } from "../../bench/run/failure.ts";
import { LatencyHistogram } from "../../bench/stats/latency-histogram.ts";
import type { LoadCounts, LoadPhase, LoadSlice } from "../../bench/run/load/run.ts";
import type { ReplyGap } from "../../bench/run/load/run.ts";
import { type Ns, NS_PER_SECOND } from "../../src/units/duration.ts";
import { untranslated } from "../../src/units/text.ts";

/** How a request ends; a kind of failure (other than "dropped" and "reply time-out") is a failed one. */
export type RequestEnd =
  | "ok"
  | "expected error"
  | "timed out"
  | "unfinished"
  | "unsent"
  | "dropped"
  | Exclude<FailureKind, "dropped" | "reply time-out">;

export interface SimulatedRequest {
  readonly name: string;
  /** On the run's clock. */
  readonly intendedNs: Ns;
  /** Of unsent and dropped requests it does not count. */
  readonly sentNs: Ns;
  /** The part of the lag in which a connection was free. */
  readonly generatorLagNs: Ns;
  readonly endedNs: Ns;
  readonly end: RequestEnd;
}

export interface PhaseFixture {
  readonly startNs?: Ns;
  readonly endNs: Ns;
  readonly sliceNs?: Ns;
  /** Of a closed loop: no lag is recorded. */
  readonly isClosed?: boolean;
  readonly connectionsOpened?: number;
  readonly replyGaps?: readonly ReplyGap[];
}

/** Bytes of a request, and of a reply. */
const REQUEST_BYTES = 6;
const REPLY_BYTES = 7;

/** `byRequest` is there where the requests have more than one name. */
export function phaseOf(
  requests: readonly SimulatedRequest[],
  {
    startNs = 0,
    endNs,
    sliceNs = NS_PER_SECOND,
    isClosed = false,
    connectionsOpened = 10,
    replyGaps = [],
  }: PhaseFixture,
): LoadPhase {
  const ok = requests.filter(({ end }) => end === "ok");
  const sent = requests.filter(isSent);
  const isInWindow = (atNs: Ns): boolean => atNs >= startNs && atNs < endNs;
  const names = [...new Set(requests.map(({ name }) => name))];
  const lagging = isClosed ? [] : sent;
  return {
    startNs,
    endNs,
    counts: countsOf(requests),
    sentInWindow: sent.filter(({ sentNs }) => isInWindow(sentNs)).length,
    lastOkNs: ok.reduce<Ns | null>((last, { endedNs }) => Math.max(last ?? 0, endedNs), null),
    replyGaps,
    okInWindow: ok.filter(({ endedNs }) => isInWindow(endedNs)).length,
    bytesSent: sent.length * REQUEST_BYTES,
    bytesReceived: ok.length * REPLY_BYTES,
    connectionsOpened,
    strayReplies: 0,
    unmatched: null,
    response: responsesOf(requests, 4),
    sendToReply: histogramOf(ok.map(({ sentNs, endedNs }) => endedNs - sentNs)),
    censored: censoredOf(requests),
    failedAfter: histogramOf(requests.filter(isFailed).map(responseNs)),
    scheduleLag: histogramOf(lagging.map(({ sentNs, intendedNs }) => sentNs - intendedNs)),
    generatorLag: histogramOf(lagging.map(({ generatorLagNs }) => generatorLagNs)),
    failures: failuresOf(requests),
    byRequest:
      names.length < 2
        ? []
        : names.map((name) => {
            const own = requests.filter((request) => request.name === name);
            return {
              name,
              counts: countsOf(own),
              response: responsesOf(own, 4),
              censored: censoredOf(own),
              unmatched: null,
            };
          }),
    sliceNs,
    slices: slicesOf(requests, startNs, sliceNs),
  };
}

export function histogramOf(latenciesNs: readonly Ns[], digits = 4): EncodedHistogram {
  const histogram = new LatencyHistogram(digits);
  for (const latencyNs of latenciesNs) histogram.record(latencyNs);
  return encodeHistogram(histogram);
}

/** As far as the last end of a request, which may lie after the window. */
function slicesOf(requests: readonly SimulatedRequest[], startNs: Ns, sliceNs: Ns): LoadSlice[] {
  const sliceOf = (atNs: Ns): number => Math.floor((atNs - startNs) / sliceNs);
  const sliceCount = requests.reduce(
    (most, { endedNs }) => Math.max(most, sliceOf(endedNs) + 1),
    0,
  );
  const dueIn = Array.from({ length: sliceCount }, (): SimulatedRequest[] => []);
  const sentIn = new Array<number>(sliceCount).fill(0);
  const okIn = new Array<number>(sliceCount).fill(0);
  // A request is in flight from its sending until its end; in each slice of those it counts to the peak.
  const changes = Array.from({ length: sliceCount }, (): [Ns, 1 | -1][] => []);
  for (const request of requests) {
    dueIn[sliceOf(request.intendedNs)]?.push(request);
    if (!isSent(request)) continue;
    const sentSlice = sliceOf(request.sentNs);
    sentIn[sentSlice] = (sentIn[sentSlice] ?? 0) + 1;
    const endSlice = sliceOf(request.endedNs);
    if (request.end === "ok") okIn[endSlice] = (okIn[endSlice] ?? 0) + 1;
    changes[sentSlice]?.push([request.sentNs, 1]);
    changes[endSlice]?.push([request.endedNs, -1]);
  }
  let inFlight = 0;
  return dueIn.map((due, i): LoadSlice => {
    let inFlightMax = inFlight;
    for (const [, change] of (changes[i] ?? []).sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
      inFlight += change;
      inFlightMax = Math.max(inFlightMax, inFlight);
    }
    const counts = countsOf(due);
    const { intended, ok, expectedErrors, failed } = counts;
    return {
      startNs: i * sliceNs,
      intended,
      ok,
      expectedErrors,
      failed,
      unanswered: unansweredOf(counts),
      sentInSlice: sentIn[i] ?? 0,
      completedInSlice: okIn[i] ?? 0,
      inFlightMax,
      response: responsesOf(due, 3),
    };
  });
}

function countsOf(requests: readonly SimulatedRequest[]): LoadCounts {
  const count = (wanted: RequestEnd): number => requests.filter(({ end }) => end === wanted).length;
  return {
    intended: requests.length,
    sent: requests.filter(isSent).length,
    dropped: count("dropped"),
    unsent: count("unsent"),
    ok: count("ok"),
    expectedErrors: count("expected error"),
    failed: requests.filter(isFailed).length,
    timedOut: count("timed out"),
    unfinished: count("unfinished"),
  };
}

function failuresOf(requests: readonly SimulatedRequest[]): LoadPhase["failures"] {
  return FAILURE_KINDS.flatMap((kind) => {
    const endedNs = requests
      .filter((request) => kindOf(request) === kind)
      .map((request) => request.endedNs);
    if (endedNs.length === 0) return [];
    const firstNs = endedNs.reduce((a, b) => Math.min(a, b));
    const lastNs = endedNs.reduce((a, b) => Math.max(a, b));
    return [
      {
        kind,
        count: endedNs.length,
        firstNs,
        lastNs,
        example: untranslated(`an example of ${kind}`),
      },
    ];
  });
}

function kindOf({ end }: SimulatedRequest): FailureKind | undefined {
  if (end === "timed out") return "reply time-out";
  return NOT_FAILED.has(end) ? undefined : (end as FailureKind);
}

const NOT_FAILED: ReadonlySet<RequestEnd> = new Set([
  "ok",
  "expected error",
  "unfinished",
  "unsent",
]);

function responsesOf(requests: readonly SimulatedRequest[], digits: number): EncodedHistogram {
  return histogramOf(requests.filter(({ end }) => end === "ok").map(responseNs), digits);
}

function censoredOf(requests: readonly SimulatedRequest[]): EncodedHistogram {
  return histogramOf(requests.filter(({ end }) => GAVE_UP.has(end)).map(responseNs));
}

const GAVE_UP: ReadonlySet<RequestEnd> = new Set(["timed out", "unfinished", "unsent"]);

function isSent({ end }: SimulatedRequest): boolean {
  return end !== "dropped" && end !== "unsent";
}

function isFailed(request: SimulatedRequest): boolean {
  return isSent(request) && !NOT_FAILED.has(request.end) && request.end !== "timed out";
}

function responseNs({ intendedNs, endedNs }: SimulatedRequest): Ns {
  return endedNs - intendedNs;
}
