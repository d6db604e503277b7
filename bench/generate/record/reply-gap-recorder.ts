// When one generator heard nothing, over all its connections: the stretches between replies, and what was outstanding.
import { lengthOf, longestOf, MAX_GAPS, SHORTEST_GAP_NS } from "../../run/load/reply-gap.ts";
import type { ReplyGap } from "../../run/load/run.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";

/** A closed loop rests 0.1 s after a refusal; a longer time without a request is not the target's. */
const LONGEST_PAUSE_NS: Ns = NS_PER_SECOND;

interface OpenGap extends Omit<ReplyGap, "longestOutsideNs"> {
  /** Longest time from send to reply of requests that were answered before it, and of those sent after it. */
  readonly longestBeforeNs: Ns;
  longestAfterNs: Ns;
}

/** Instants are on the run's clock and never go back; those before 0 belong to the warm-up. */
export class ReplyGapRecorder {
  #gaps: OpenGap[] = [];
  #inFlight = 0;
  #lastReplyNs: Ns = 0;
  /** Since when requests that were sent after the last reply are outstanding. */
  #outstandingFromNs: Ns | undefined;
  /** When the last one failed, or was given up. */
  #lastEndNs: Ns = 0;
  /** Of this gap, before a pause. */
  #span: ReplyGap["outstanding"] = null;
  /** Of all replies; below 0 before the first. */
  #longestNs: Ns = -1;

  sent(nowNs: Ns): void {
    const atNs = Math.max(0, nowNs);
    const isPaused = this.#inFlight === 0 && atNs - this.#lastEndNs > LONGEST_PAUSE_NS;
    if (this.#outstandingFromNs === undefined) {
      this.#outstandingFromNs = atNs;
    } else if (isPaused) {
      this.#span = this.#spanTo(this.#lastEndNs);
      this.#outstandingFromNs = atNs;
    }
    this.#inFlight++;
  }

  /** A whole reply has come, whatever it says; `sentNs` is when its request was sent. */
  replied(sentNs: Ns, nowNs: Ns): void {
    this.#inFlight--;
    if (nowNs > 0) {
      if (nowNs - this.#lastReplyNs >= SHORTEST_GAP_NS) this.#close(nowNs);
      if (sentNs >= 0) this.#count(sentNs, nowNs - sentNs);
      this.#lastReplyNs = nowNs;
    }
    this.#outstandingFromNs = undefined;
    this.#span = null;
  }

  /** A request has ended without a reply. */
  endedWithoutReply(nowNs: Ns): void {
    this.#inFlight--;
    this.#lastEndNs = Math.max(0, nowNs);
  }

  /** The longest gaps, in order of time, when all requests have ended. */
  end(): ReplyGap[] {
    const gaps: readonly OpenGap[] = [...this.#gaps, this.#gapTo(null, this.#lastEndNs)];
    let afterNs = -1;
    const whole = gaps.toReversed().map(({ longestBeforeNs, longestAfterNs, ...gap }): ReplyGap => {
      afterNs = Math.max(afterNs, longestAfterNs);
      const longestNs = Math.max(longestBeforeNs, afterNs);
      return { ...gap, longestOutsideNs: longestNs < 0 ? null : longestNs };
    });
    return longestOf(whole.toReversed());
  }

  #close(nowNs: Ns): void {
    this.#gaps.push(this.#gapTo(nowNs, nowNs));
    if (this.#gaps.length <= MAX_GAPS) return;
    const shortest = this.#gaps.reduce((least, gap, i, all) => {
      const other = all[least] as OpenGap;
      return lengthOf(gap) < lengthOf(other) ? i : least;
    }, 0);
    const [gone] = this.#gaps.splice(shortest, 1);
    const before = this.#gaps[shortest - 1];
    // What came after it came after the one before it as well.
    if (before !== undefined && gone !== undefined) {
      before.longestAfterNs = Math.max(before.longestAfterNs, gone.longestAfterNs);
    }
  }

  #gapTo(untilNs: Ns | null, outstandingToNs: Ns): OpenGap {
    return {
      afterNs: this.#lastReplyNs,
      untilNs,
      outstanding: this.#spanTo(outstandingToNs),
      longestBeforeNs: this.#longestNs,
      longestAfterNs: -1,
    };
  }

  /** The longest span of this gap, if what is outstanding now ends then. */
  #spanTo(toNs: Ns): ReplyGap["outstanding"] {
    const fromNs = this.#outstandingFromNs;
    const before = this.#span;
    if (fromNs === undefined || toNs <= fromNs) return before;
    if (before !== null && before.toNs - before.fromNs >= toNs - fromNs) return before;
    return { fromNs, toNs };
  }

  #count(sentNs: Ns, tookNs: Ns): void {
    if (tookNs > this.#longestNs) this.#longestNs = tookNs;
    for (let i = this.#gaps.length - 1; i >= 0; i--) {
      const gap = this.#gaps[i] as OpenGap;
      if ((gap.untilNs ?? Infinity) > sentNs) continue;
      if (tookNs > gap.longestAfterNs) gap.longestAfterNs = tookNs;
      return;
    }
  }
}
