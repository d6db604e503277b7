// Whether a finished run passes a threshold. The measured value decides; its interval is shown, and decides where the
// judgement is strict. If the data do not decide, the result is "unknown".
import { say } from "../../messages/texts.ts";
import type { Texts } from "../../messages/texts.ts";
import { NS_PER_SECOND } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import { type Responses, ResponseTimes } from "../../run/load/censored.ts";
import { errorsOf } from "../../run/load/conservation.ts";
import type { LoadCounts, LoadPhase, ThresholdResult } from "../../run/load/run.ts";
import { countText, percentileText, rateText, shareText, timeText } from "./texts.ts";
import { MIN_BLOCKS, type MeasuredInterval, RunIntervals } from "./measured-interval.ts";
import { type EndsName, fails, type Threshold, type ThresholdMetric } from "../threshold.ts";

/** One more than the headline has, so that 200.3 ms shows to be more than 200 ms. */
const DIGITS = 4;

/** Where the true value lies, in the unit of the threshold's limit. */
interface Measured {
  readonly low: number;
  readonly high: number;
  readonly words: Text;
  /** "counted": a fact of the run, without an interval; "missing": too few blocks of time, or a named request. */
  readonly interval: MeasuredInterval | "counted" | "missing";
  /** A value in the metric's unit, for people. */
  readonly format?: (value: number, texts: Texts) => string;
}

export function judgeThreshold(
  threshold: Threshold,
  phase: LoadPhase,
  isStrict = false,
): ThresholdResult {
  const { kind, text, metric } = threshold;
  const measured = measure(metric, phase);
  const result = agreed(threshold, measured);
  const { interval } = measured;
  const isDoubtful =
    isStrict &&
    (interval === "missing" ||
      (interval !== "counted" && agreed(threshold, interval) === "unknown"));
  return {
    kind,
    text,
    result: isDoubtful ? "unknown" : result,
    measured: withInterval(measured, isStrict && result !== "unknown"),
  };
}

/** If both ends agree, every value between them passes or fails as they do. */
function agreed(
  threshold: Threshold,
  { low, high }: { readonly low: number; readonly high: number },
): ThresholdResult["result"] {
  const [failsLow, failsHigh] = [fails(threshold, low), fails(threshold, high)];
  return failsLow !== failsHigh ? "unknown" : failsLow ? "failed" : "passed";
}

/** "212 ms (95 % interval 198 ms to 230 ms)". */
function withInterval({ words, interval, format }: Measured, wantsInterval: boolean): Text {
  if (interval === "counted") return words;
  if (interval === "missing") {
    return wantsInterval
      ? say((t) => `${t.of(words)} (${t.thresholds.noInterval(MIN_BLOCKS)})`)
      : words;
  }
  return say((t) => {
    const endText = (end: number): string =>
      Number.isFinite(end) && format !== undefined ? format(end, t) : t.thresholds.noEnd;
    return `${t.of(words)} (${t.thresholds.interval(endText(interval.low), endText(interval.high))})`;
  });
}

/** How many requests ended so. */
export function countEnds(counts: LoadCounts, of: EndsName): number {
  switch (of) {
    case "errors":
      return errorsOf(counts);
    case "timeouts":
      return counts.timedOut + counts.unsent;
    case "dropped":
      return counts.dropped;
    default:
      return of satisfies never;
  }
}

function measure(metric: ThresholdMetric, phase: LoadPhase): Measured {
  const { intended } = phase.counts;
  switch (metric.kind) {
    case "percentile":
      return measurePercentile(metric, phase);
    case "mean":
      return measureMean(phase);
    case "ends": {
      const count = countEnds(phase.counts, metric.of);
      if (intended === 0) return unknown(say((t) => t.thresholds.noRequest));
      const share = count / intended;
      const words = countOf(count, intended);
      if (!metric.isShare) return exactly(count, words, "counted");
      if (metric.of !== "errors") return exactly(share, words, "counted");
      const interval = new RunIntervals(phase).errorShare(share);
      return { ...exactly(share, words, interval ?? "missing"), format: shareText };
    }
    case "rate": {
      const seconds = (phase.endNs - phase.startNs) / NS_PER_SECOND;
      if (seconds <= 0) return unknown(say((t) => t.thresholds.noTime));
      const isThroughput = metric.of === "throughput";
      const perSec = (isThroughput ? phase.okInWindow : phase.sentInWindow) / seconds;
      const words = say((t) => rateText(perSec, t));
      if (!isThroughput) return exactly(perSec, words, "counted");
      const interval = new RunIntervals(phase).throughputPerSec(perSec);
      return { ...exactly(perSec, words, interval ?? "missing"), format: rateText };
    }
    case "achieved share": {
      if (intended === 0) return unknown(say((t) => t.thresholds.noRequest));
      const share = phase.sentInWindow / intended;
      return exactly(share, countOf(phase.sentInWindow, intended), "counted");
    }
    default:
      return metric satisfies never;
  }
}

/** "4 of 1,000 (0.4 %)". */
function countOf(count: number, intended: number): Text {
  return say((t) =>
    t.thresholds.countOf(
      countText(count, t),
      countText(intended, t),
      shareText(count / intended, t),
    ),
  );
}

function measurePercentile(
  { percentile, request }: Extract<ThresholdMetric, { kind: "percentile" }>,
  phase: LoadPhase,
): Measured {
  const responses: Responses | undefined =
    request === null ? phase : phase.byRequest.find(({ name }) => name === request);
  if (responses === undefined)
    return unknown(say((t) => t.thresholds.noSuchRequest(request ?? "")));
  const times = new ResponseTimes(responses);
  if (times.count === 0) return unknown(say((t) => t.thresholds.noReply));
  const found = times.percentile(percentile);
  const words = say((t) => percentileText(found, t, DIGITS));
  switch (found.kind) {
    case "exact": {
      // The maximum is a fact, and of named requests there are no blocks.
      if (percentile === 100) return exactly(found.ns, words, "counted");
      const interval =
        request === null ? new RunIntervals(phase).percentileNs(percentile, found.ns) : undefined;
      return { ...exactly(found.ns, words, interval ?? "missing"), format: timeText };
    }
    case "over":
      // Longer than this, so at the limit itself it is beyond it.
      return { low: found.ns + 1, high: Number.POSITIVE_INFINITY, words, interval: "counted" };
    case "between":
      return { low: found.lowNs, high: found.highNs, words, interval: "counted" };
    case "unmatched":
      return unknown(say((t) => t.thresholds.unmatched));
    case "too few":
      return unknown(
        say((t) =>
          t.thresholds.tooFew(
            t.number(`p${percentile}`),
            countText(found.needed, t),
            countText(found.count, t),
          ),
        ),
      );
    default:
      return found satisfies never;
  }
}

function measureMean(phase: LoadPhase): Measured {
  const times = new ResponseTimes(phase);
  const { meanNs } = times;
  if (meanNs !== undefined) {
    const words = say((t) => timeText(meanNs, t, DIGITS));
    const interval = new RunIntervals(phase).meanNs(meanNs);
    return { ...exactly(meanNs, words, interval ?? "missing"), format: timeText };
  }
  return unknown(
    times.count === 0
      ? say((t) => t.thresholds.noReply)
      : !times.isMatched
        ? say((t) => t.thresholds.unmatched)
        : say((t) => t.thresholds.noMean(countText(times.censored + phase.response.overflow, t))),
  );
}

function exactly(value: number, words: Text, interval: Measured["interval"]): Measured {
  return { low: value, high: value, words, interval };
}

/** The value may be anything, so no comparison can be decided. */
function unknown(words: Text): Measured {
  return {
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
    words,
    interval: "counted",
  };
}
