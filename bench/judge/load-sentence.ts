// A load run in one sentence that a person understands.
import { type Ns, NS_PER_SECOND } from "../../src/units/duration.ts";
import { ResponseTimes } from "../measure/censored.ts";
import type { LoadPlan } from "../measure/load-plan.ts";
import type { LoadPhase, LoadResult } from "../measure/load-run.ts";
import {
  countedInWords,
  formatCount,
  formatPercentile,
  formatRate,
  formatShare,
  formatTime,
} from "./load-figures.ts";

/** "1,000 requests a second offered and 1,000 sent: half were answered within 0.2 ms, 99 % within 1.1 ms; none failed." */
export function loadSentence(
  plan: LoadPlan,
  { run, lostGenerators = [] }: LoadResult,
  invalidReasons: readonly string[],
): string {
  const said =
    run.counts.ok === 0
      ? sayNothing(run)
      : `${sayDisorder(run)}${sayLoad(plan, run)}: ${sayTimes(new ResponseTimes(run), run.counts.dropped)}; ${sayFailures(run)}.`;
  const [first, ...others] = invalidReasons;
  if (first === undefined) return said;
  const more = others.length === 0 ? "" : `; and ${others.length} more`;
  const cause = lostGenerators.length > 0 ? "" : ", as the generator or its host was the limit";
  return `This run is invalid${cause}: ${first}${more}. It would say: ${said}`;
}

function sayDisorder({ unmatched }: LoadPhase): string {
  return unmatched?.reason === "out of order"
    ? "Malformed: out of order, as replies carried what belongs to other requests. "
    : "";
}

function sayLoad({ loop, connections }: LoadPlan, run: LoadPhase): string {
  const seconds = (run.endNs - run.startNs) / NS_PER_SECOND;
  switch (loop.kind) {
    case "open":
      return `${aSecond(run.counts.intended / seconds, "request")} offered and ${formatRate(run.sentInWindow / seconds)} sent`;
    case "closed":
      return `${countedInWords(connections, "connection")} got ${aSecond(run.okInWindow / seconds, "reply", "replies")}`;
    case "burst":
      return `${countedInWords(run.counts.intended, "request")} at once`;
    default:
      return loop satisfies never;
  }
}

function aSecond(perSec: number, noun: string, plural = `${noun}s`): string {
  const rate = formatRate(perSec);
  return `${rate} ${rate === "1" ? noun : plural} a second`;
}

function sayTimes(times: ResponseTimes, dropped: number): string {
  const [p50, p99] = [times.percentile(50), times.percentile(99)];
  if (p50.kind === "unmatched") return sayMean(times);
  if (p50.kind === "too few") {
    return sayLongest(times) ?? `${formatCount(times.count - times.censored)} were answered`;
  }
  // What was dropped has no time that could be named.
  const unanswered = (share: string, withinNs: Ns): string =>
    `more than ${share} were never answered${dropped > 0 ? "" : ` within ${formatTime(withinNs)}`}`;
  if (p50.kind === "over") return unanswered("half", p50.ns);
  const half = `half were answered within ${formatPercentile(p50)}`;
  switch (p99.kind) {
    case "over":
      return `${half}, but ${unanswered("1 %", p99.ns)}`;
    case "too few": {
      const longest = sayLongest(times);
      return longest === undefined ? half : `${half}, ${longest}`;
    }
    case "exact":
    case "between":
      return `${half}, 99 % within ${formatPercentile(p99)}`;
    case "unmatched":
      return sayMean(times);
    default:
      return p99 satisfies never;
  }
}

/** Of replies that can't be matched to their requests. */
function sayMean({ meanNs }: ResponseTimes): string {
  const unknown = "percentiles are unknown, as replies could not be matched to requests";
  return meanNs === undefined ? unknown : `${formatTime(meanNs)} to a reply on average; ${unknown}`;
}

/** Undefined where the longest was never answered. */
function sayLongest(times: ResponseTimes): string | undefined {
  const longest = times.percentile(100);
  return longest.kind === "exact" ? `all within ${formatPercentile(longest)}` : undefined;
}

function sayFailures({ counts }: LoadPhase): string {
  const { failed, intended, ok } = counts;
  const unanswered = intended - ok - failed;
  const share = (count: number): string => `(${formatShare(count / intended)})`;
  const said = [
    ...(failed > 0 ? [`${formatCount(failed)} failed ${share(failed)}`] : []),
    ...(unanswered > 0 ? [`${formatCount(unanswered)} never answered ${share(unanswered)}`] : []),
  ];
  return said.length === 0 ? "none failed" : said.join(", ");
}

/** What became of them instead, the most common first. */
function sayNothing({ counts, failures }: LoadPhase): string {
  const { intended, unsent, unfinished } = counts;
  if (intended === 0) return "Nothing was measured: no request was made.";
  const ends = [
    ...failures.map(({ kind, count }) => ({ count, words: kind })),
    { count: unsent, words: "never sent" },
    { count: unfinished, words: "unfinished" },
  ]
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ count, words }) => `${formatCount(count)} ${words}`);
  const which =
    intended === 1 ? "the one request was not" : `of ${formatCount(intended)} requests none was`;
  return `Nothing was measured: ${which} answered as it should be (${ends.join(", ")}).`;
}
