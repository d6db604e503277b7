// Whether a finished run crossed a threshold. What can't be told is "unknown", and counts as crossed.
import { NS_PER_SECOND } from "../../src/units/duration.ts";
import { type Responses, ResponseTimes } from "../measure/censored.ts";
import type { LoadCounts, LoadPhase, ThresholdResult } from "../measure/load-run.ts";
import {
  countedInWords,
  formatCount,
  formatPercentile,
  formatRate,
  formatShare,
  formatTime,
} from "./load-figures.ts";
import { crosses, type EndsName, type Threshold, type ThresholdMetric } from "./threshold.ts";

/** One more than a sentence has, so that 200.3 ms is seen to be more than 200 ms. */
const DIGITS = 4;

const NO_TIME = "no request was answered";

const UNMATCHED = "nothing tells which request a reply answers: give --ordered or ids";

/** Where the true value lies, in the unit of the threshold's limit. */
interface Measured {
  readonly low: number;
  readonly high: number;
  readonly words: string;
}

export function judgeThreshold(threshold: Threshold, phase: LoadPhase): ThresholdResult {
  const { low, high, words } = measure(threshold.metric, phase);
  // All that lies between is crossed or held as its two ends are, where they agree.
  const isCrossedLow = crosses(threshold, low);
  const isCrossedHigh = crosses(threshold, high);
  const result = isCrossedLow !== isCrossedHigh ? "unknown" : isCrossedLow ? "crossed" : "held";
  return { text: threshold.text, result, measured: words };
}

/** How many requests ended so. */
export function countEnds(counts: LoadCounts, of: EndsName): number {
  const { failed, timedOut, dropped, unsent, unfinished } = counts;
  switch (of) {
    case "errors":
      return failed + timedOut + dropped + unsent + unfinished;
    case "timeouts":
      return timedOut + unsent;
    case "dropped":
      return dropped;
    default:
      return of satisfies never;
  }
}

function measure(metric: ThresholdMetric, phase: LoadPhase): Measured {
  switch (metric.kind) {
    case "percentile":
      return measurePercentile(metric, phase);
    case "mean":
      return measureMean(phase);
    case "ends": {
      const { intended } = phase.counts;
      const count = countEnds(phase.counts, metric.of);
      if (intended === 0) return unknown("there was no request");
      const words = `${formatCount(count)} of ${formatCount(intended)} (${formatShare(count / intended)})`;
      return exactly(metric.isShare ? count / intended : count, words);
    }
    case "rate": {
      const seconds = (phase.endNs - phase.startNs) / NS_PER_SECOND;
      if (seconds <= 0) return unknown("no time was measured");
      const perSec = (metric.of === "throughput" ? phase.okInWindow : phase.sentInWindow) / seconds;
      return exactly(perSec, `${formatRate(perSec)}/s`);
    }
    default:
      return metric satisfies never;
  }
}

function measurePercentile(
  { percentile, request }: Extract<ThresholdMetric, { kind: "percentile" }>,
  phase: LoadPhase,
): Measured {
  const responses: Responses | undefined =
    request === null ? phase : phase.byRequest.find(({ name }) => name === request);
  if (responses === undefined) return unknown(`there is no request named ${request}`);
  const times = new ResponseTimes(responses);
  if (times.count === 0) return unknown(NO_TIME);
  const found = times.percentile(percentile);
  const words = formatPercentile(found, DIGITS);
  switch (found.kind) {
    case "exact":
      return exactly(found.ns, words);
    case "over":
      // Longer than this, so at the limit itself it is beyond it.
      return { low: found.ns + 1, high: Number.POSITIVE_INFINITY, words };
    case "between":
      return { low: found.lowNs, high: found.highNs, words };
    case "unmatched":
      return unknown(UNMATCHED);
    case "too few":
      return unknown(
        `p${percentile} wants ${countedInWords(found.needed, "request")}, there ${found.count === 1 ? "is" : "are"} ${formatCount(found.count)}`,
      );
    default:
      return found satisfies never;
  }
}

function measureMean(phase: LoadPhase): Measured {
  const times = new ResponseTimes(phase);
  if (times.meanNs !== undefined) return exactly(times.meanNs, formatTime(times.meanNs, DIGITS));
  return unknown(
    times.count === 0
      ? NO_TIME
      : !times.isMatched
        ? UNMATCHED
        : `${countedInWords(times.censored + phase.response.overflow, "request has", "requests have")} no known time, so there is no mean`,
  );
}

function exactly(value: number, words: string): Measured {
  return { low: value, high: value, words };
}

/** It may be anything, so no comparison can be told. */
function unknown(words: string): Measured {
  return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, words };
}
