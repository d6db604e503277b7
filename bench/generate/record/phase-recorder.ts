// What one generator has seen of one phase, the warm-up or the measured time: counts, histograms, failures, slices.
// Every request that was intended ends in exactly one of its counts.
import { type FailureKind, detail, noConnectionWithin, noReplyWithin } from "../../run/failure.ts";
import { encodeHistogram } from "../../stats/encoded-histogram.ts";
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import type {
  FailureTally,
  LoadCounts,
  LoadPhase,
  NamedResult,
  ReplyGap,
  Unmatched,
} from "../../run/load/run.ts";
import type { LoadProgress } from "../../run/load/progress.ts";
import { addCounts } from "../../run/load/counts.ts";
import { leaveOutResponses, meansOf, mostTelling } from "../../run/load/unmatched.ts";
import type { Ns } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import type { LoadRequest, Traffic } from "../connection/load-request.ts";
import { SliceRecorder } from "./slice-recorder.ts";

interface OpenTally {
  count: number;
  firstNs: Ns;
  lastNs: Ns;
  readonly example: Text;
}

/** One of several named requests. */
class NamedRecorder {
  readonly name: string;
  readonly counts = addCounts([]);
  readonly response = new LatencyHistogram();
  readonly censored = new LatencyHistogram();

  constructor(name: string) {
    this.name = name;
  }
}

/** Two digits are enough for a screen, and quickly encoded while the load goes on. */
const PROGRESS_DIGITS = 2;
const MAX_EXAMPLE_CHARACTERS = 200;

const ALL_BUSY = detail((d) => d.allConnectionsBusy);

export interface PhaseOptions {
  /** On the run's clock. */
  readonly startNs: Ns;
  /** Where the phase ends by the clock; infinite where requests, not time, end it. */
  readonly endNs: Ns;
  readonly isOpenLoop: boolean;
  /** Of all requests; results by name are kept where there are several. */
  readonly names: readonly string[];
  /** False: nothing tells which request a reply answers. */
  readonly isMatched: boolean;
}

/** What is recorded of a request. */
export type Recorded = Pick<LoadRequest, "kind" | "intendedNs" | "sentNs">;

export class PhaseRecorder implements Traffic {
  /** `intended` is counted by itself, so that the conservation of the others against it is a test. */
  readonly counts = addCounts([]);
  /** Response times so far for those who look on. */
  readonly #soFar = new LatencyHistogram(PROGRESS_DIGITS);
  bytesSent = 0;
  bytesReceived = 0;
  connectionsOpened = 0;
  strayReplies = 0;
  /** Of the last reply of all, on the run's clock; `startNs` without one. */
  lastReplyNs: Ns;
  #lastOkNs: Ns | null = null;
  readonly #startNs: Ns;
  readonly #endNs: Ns;
  readonly #isOpenLoop: boolean;
  readonly #response = new LatencyHistogram();
  /** Made when the first request is answered that was not sent when it was due: until then it is `#response`. */
  #sendToReply: LatencyHistogram | undefined;
  readonly #censored = new LatencyHistogram();
  readonly #failedAfter = new LatencyHistogram();
  readonly #scheduleLag = new LatencyHistogram();
  readonly #generatorLag = new LatencyHistogram();
  readonly #failures = new Map<FailureKind, OpenTally>();
  readonly #named: readonly NamedRecorder[];
  readonly #slices = new SliceRecorder();
  #inFlight = 0;
  #lostTrack: Unmatched["reason"] | undefined;
  #sentInWindow = 0;
  #okInWindow = 0;

  constructor({ startNs, endNs, isOpenLoop, names, isMatched }: PhaseOptions) {
    this.#lostTrack = isMatched ? undefined : "no order";
    this.#startNs = startNs;
    this.#endNs = endNs;
    this.lastReplyNs = startNs;
    this.#isOpenLoop = isOpenLoop;
    this.#named = names.length < 2 ? [] : names.map((name) => new NamedRecorder(name));
  }

  /** From now on it is not known which request a reply answers, nor whether it was before. */
  loseTrack(reason: Unmatched["reason"]): void {
    this.#lostTrack = mostTelling([this.#lostTrack, reason]);
  }

  get isMatched(): boolean {
    return this.#lostTrack === undefined;
  }

  /** So far. Response times are left out where it is not known whose they are. */
  look(): Pick<LoadProgress, "counts" | "isMatched" | "response"> {
    const { isMatched } = this;
    const response = isMatched ? this.#soFar : new LatencyHistogram(PROGRESS_DIGITS);
    return { counts: { ...this.counts }, isMatched, response: encodeHistogram(response) };
  }

  /** A request is due. */
  intend({ kind, intendedNs }: Recorded): void {
    this.#count("intended", kind);
    this.#slices.at(intendedNs - this.#startNs).intended++;
  }

  /** It is handed to a connection, which was free since `freeSinceNs`. */
  send({ kind, intendedNs }: Recorded, freeSinceNs: Ns, nowNs: Ns): void {
    this.#count("sent", kind);
    if (nowNs < this.#endNs) this.#sentInWindow++;
    const slice = this.#slices.at(nowNs - this.#startNs);
    slice.sentInSlice++;
    if (++this.#inFlight > slice.inFlightMax) slice.inFlightMax = this.#inFlight;
    if (this.#isOpenLoop) {
      this.#scheduleLag.record(nowNs - intendedNs);
      this.#generatorLag.record(nowNs - Math.max(intendedNs, freeSinceNs));
    }
  }

  ok({ kind, intendedNs, sentNs = intendedNs }: Recorded, nowNs: Ns): void {
    this.#leave("ok", kind, nowNs).completedInSlice++;
    if (nowNs < this.#endNs) this.#okInWindow++;
    if (sentNs !== intendedNs && this.#sendToReply === undefined) {
      this.#sendToReply = new LatencyHistogram();
      this.#sendToReply.add(this.#response);
    }
    const responseNs = nowNs - intendedNs;
    this.#response.record(responseNs);
    this.#sendToReply?.record(nowNs - sentNs);
    this.#soFar.record(responseNs);
    this.#named[kind]?.response.record(responseNs);
    const due = this.#slices.at(intendedNs - this.#startNs);
    due.ok++;
    this.#slices.record(due, responseNs);
    this.lastReplyNs = nowNs;
    this.#lastOkNs = nowNs;
  }

  /** An error reply that the user named: counted apart. */
  expectedError({ kind, intendedNs }: Recorded, nowNs: Ns): void {
    this.#leave("expectedErrors", kind, nowNs);
    this.#slices.at(intendedNs - this.#startNs).expectedErrors++;
    this.lastReplyNs = nowNs;
  }

  fail({ kind, intendedNs }: Recorded, failure: FailureKind, example: Text, nowNs: Ns): void {
    this.#leave("failed", kind, nowNs);
    this.#failedAfter.record(nowNs - intendedNs);
    this.#slices.at(intendedNs - this.#startNs).failed++;
    this.#tally(failure, () => example, nowNs);
    this.lastReplyNs = nowNs;
  }

  /** No reply until `waitedNs` after the intended start, nor a connection for it. */
  timeOut({ kind, intendedNs }: Recorded, failure: FailureKind, waitedNs: Ns, nowNs: Ns): void {
    this.#leave("timedOut", kind, nowNs);
    this.#giveUp(kind, intendedNs, waitedNs);
    const nothingWithin = failure === "connect time-out" ? noConnectionWithin : noReplyWithin;
    this.#tally(failure, () => nothingWithin(waitedNs), nowNs);
    this.lastReplyNs = nowNs;
  }

  /** The run was interrupted while it was in flight. */
  leaveUnfinished({ kind, intendedNs }: Recorded, nowNs: Ns): void {
    this.#leave("unfinished", kind, nowNs);
    this.#giveUp(kind, intendedNs, nowNs - intendedNs);
  }

  /** It waited for a connection until `nowNs` and is sent no more. */
  leaveUnsent({ kind, intendedNs }: Recorded, nowNs: Ns): void {
    this.#count("unsent", kind);
    this.#giveUp(kind, intendedNs, nowNs - intendedNs);
  }

  drop({ kind, intendedNs }: Recorded, nowNs: Ns): void {
    this.#count("dropped", kind);
    this.#slices.at(intendedNs - this.#startNs).unanswered++;
    this.#tally("dropped", () => ALL_BUSY, nowNs);
  }

  /**
   * The phase as a whole, which ended at `stoppedNs` if that is before its end by the clock. `replyGaps` are those of all
   * connections in it. Takes some milliseconds: for after the load.
   */
  encode(stoppedNs: Ns, replyGaps: readonly ReplyGap[] = []): LoadPhase {
    const phase: LoadPhase = {
      startNs: this.#startNs,
      endNs: Math.max(this.#startNs + 1, Math.min(this.#endNs, stoppedNs)),
      counts: { ...this.counts },
      sentInWindow: this.#sentInWindow,
      okInWindow: this.#okInWindow,
      lastOkNs: this.#lastOkNs,
      replyGaps,
      bytesSent: this.bytesSent,
      bytesReceived: this.bytesReceived,
      connectionsOpened: this.connectionsOpened,
      strayReplies: this.strayReplies,
      unmatched: null,
      response: encodeHistogram(this.#response),
      sendToReply: encodeHistogram(this.#sendToReply ?? this.#response),
      censored: encodeHistogram(this.#censored),
      failedAfter: encodeHistogram(this.#failedAfter),
      scheduleLag: encodeHistogram(this.#scheduleLag),
      generatorLag: encodeHistogram(this.#generatorLag),
      failures: [...this.#failures].map(([kind, tally]): FailureTally => ({ kind, ...tally })),
      byRequest: this.#named.map(({ name, counts, response, censored }): NamedResult => ({
        name,
        counts: { ...counts },
        response: encodeHistogram(response),
        censored: encodeHistogram(censored),
        unmatched: null,
      })),
      ...this.#slices.encode(),
    };
    const reason = this.#lostTrack;
    return reason === undefined ? phase : leaveOutResponses(phase, { reason, ...meansOf(phase) });
  }

  /** One in flight has ended, in the slice that is returned. */
  #leave(
    end: "ok" | "expectedErrors" | "failed" | "timedOut" | "unfinished",
    kind: number,
    nowNs: Ns,
  ): ReturnType<SliceRecorder["at"]> {
    this.#count(end, kind);
    const slice = this.#slices.at(nowNs - this.#startNs);
    if (this.#inFlight > slice.inFlightMax) slice.inFlightMax = this.#inFlight;
    this.#inFlight--;
    return slice;
  }

  #count(end: keyof LoadCounts, kind: number): void {
    this.counts[end]++;
    const named = this.#named[kind];
    if (named !== undefined) named.counts[end]++;
  }

  #giveUp(kind: number, intendedNs: Ns, waitedNs: Ns): void {
    this.#censored.record(waitedNs);
    this.#named[kind]?.censored.record(waitedNs);
    this.#slices.at(intendedNs - this.#startNs).unanswered++;
  }

  /** `example` is composed for the first failure of its kind alone. */
  #tally(kind: FailureKind, example: () => Text, nowNs: Ns): void {
    const known = this.#failures.get(kind);
    if (known === undefined) {
      const { en, es } = example();
      const cut = (text: string): string => text.slice(0, MAX_EXAMPLE_CHARACTERS);
      const short = { en: cut(en), es: cut(es) };
      this.#failures.set(kind, { count: 1, firstNs: nowNs, lastNs: nowNs, example: short });
    } else {
      known.count++;
      known.lastNs = nowNs;
    }
  }
}
