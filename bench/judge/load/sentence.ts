// A load run in a few sentences that a person understands: what counts against it first, then its figures.
import { say, type Texts } from "../../messages/texts.ts";
import { NS_PER_SECOND } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import { ResponseTimes } from "../../run/load/censored.ts";
import { unansweredOf } from "../../run/load/conservation.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadCounts, LoadPhase, LoadResult } from "../../run/load/run.ts";
import { formatRate } from "./figures.ts";
import { countText, percentileText, shareText, timeText } from "./texts.ts";
import { hasMissedArrivals } from "./offered-load.ts";
import { failedSinceNs, lengthNs, silenceOf } from "./silence.ts";

/** "1,000 requests a second offered and 1,000 sent: half were answered within 0.2 ms, 99 % within 1.1 ms; none failed." */
export function loadSentence(
  plan: LoadPlan,
  { run }: LoadResult,
  invalidReasons: readonly Text[],
): Text {
  const [first, ...others] = invalidReasons;
  return say((t) => {
    const isValid = first === undefined;
    const said = run.counts.ok === 0 ? sayNothing(t, run) : sayMeasured(t, plan, run, isValid);
    return first === undefined ? said : t.load.invalid(t.of(first), others.length, said);
  });
}

function sayMeasured(t: Texts, plan: LoadPlan, run: LoadPhase, isValid: boolean): string {
  const isNotReached = hasMissedArrivals(plan, run);
  return [
    ...(run.unmatched?.reason === "out of order" ? [t.load.outOfOrder] : []),
    ...sayWhatFailed(t, plan, run),
    ...(isNotReached ? [sayNotReached(t, run, isValid)] : []),
    sayFigures(t, run, isNotReached ? t.load.loads.ofThose : sayLoad(t, plan, run)),
  ].join(" ");
}

function sayFigures(t: Texts, run: LoadPhase, load: string): string {
  const times = sayTimes(t, new ResponseTimes(run), run.counts.dropped);
  return capitalised(`${load}: ${times}; ${sayEnds(t, run.counts)}.`);
}

/** The silence, or from when on nothing succeeded. */
function sayWhatFailed(t: Texts, { loop }: LoadPlan, run: LoadPhase): string[] {
  const silence = silenceOf(run);
  const sinceNs = failedSinceNs(run);
  if (silence === undefined) {
    return sinceNs === undefined ? [] : [t.load.failedSince(timeText(sinceNs, t))];
  }
  const { fromNs, toNs, isToTheEnd } = silence;
  const from = timeText(fromNs, t);
  return [
    isToTheEnd
      ? t.load.silentToTheEnd(from)
      : t.load.silentFor(timeText(lengthNs(silence), t), from, timeText(toNs, t)),
    ...(loop.kind === "closed" ? [t.load.closedCannotTell] : []),
  ];
}

function sayNotReached(t: Texts, run: LoadPhase, isTargetLimit: boolean): string {
  const seconds = secondsOf(run);
  return t.load.notReached(
    t.number(formatRate(run.counts.intended / seconds)),
    t.number(formatRate(run.sentInWindow / seconds)),
    shareText(run.sentInWindow / run.counts.intended, t),
    isTargetLimit,
  );
}

function sayLoad(t: Texts, { loop, connections }: LoadPlan, run: LoadPhase): string {
  const { loads } = t.load;
  const perSecond = (own: number): string => t.number(formatRate(own / secondsOf(run)));
  switch (loop.kind) {
    case "open":
      return loads.open(perSecond(run.counts.intended), perSecond(run.sentInWindow));
    case "closed":
      return loads.closed(countText(connections, t), perSecond(run.okInWindow));
    case "burst":
      return loads.burst(countText(run.counts.intended, t));
    default:
      return loop satisfies never;
  }
}

function sayTimes(t: Texts, times: ResponseTimes, dropped: number): string {
  const words = t.load.times;
  const [p50, p99] = [times.percentile(50), times.percentile(99)];
  const longest = times.percentile(100);
  // The longest was never answered where this is undefined.
  const longestText = longest.kind === "exact" ? percentileText(longest, t) : undefined;
  if (p50.kind === "unmatched") return sayMean(t, times);
  if (p50.kind === "too few") {
    return longestText === undefined
      ? words.answered(countText(times.count - times.censored, t))
      : words.allAlone(longestText);
  }
  // What was dropped has no time that could be named.
  const within = (ns: number): string | null => (dropped > 0 ? null : timeText(ns, t));
  if (p50.kind === "over") return words.halfNever(within(p50.ns));
  const half = words.half(percentileText(p50, t));
  switch (p99.kind) {
    case "over":
      return words.and(half, words.onePercentNever(within(p99.ns)));
    case "too few":
      return longestText === undefined ? half : words.and(half, words.all(longestText));
    case "exact":
    case "between":
      return words.and(half, words.most(percentileText(p99, t)));
    case "unmatched":
      return sayMean(t, times);
    default:
      return p99 satisfies never;
  }
}

/** Of replies that can't be matched to their requests. */
function sayMean(t: Texts, { meanNs }: ResponseTimes): string {
  const { times } = t.load;
  if (meanNs === undefined) return times.unmatched;
  return `${times.mean(timeText(meanNs, t))}; ${times.unmatched}`;
}

function sayEnds(t: Texts, counts: LoadCounts): string {
  const { ends } = t.load;
  const said = [
    [counts.failed, ends.failed] as const,
    [unansweredOf(counts), ends.neverAnswered] as const,
    [counts.expectedErrors, ends.expectedErrors] as const,
  ].flatMap(([own, words]) =>
    own > 0 ? [words(countText(own, t), shareText(own / counts.intended, t))] : [],
  );
  return said.length === 0 ? ends.none : said.join(", ");
}

/** What became of them instead, the most common first. */
function sayNothing(t: Texts, { counts, failures }: LoadPhase): string {
  const { nothing } = t.load;
  if (counts.intended === 0) return nothing.noRequest;
  const ends = [
    ...failures.map(({ kind, count: own }) => ({
      own,
      text: `${countText(own, t)} × ${t.failures.kinds[kind]}`,
    })),
    {
      own: counts.expectedErrors,
      text: nothing.expectedErrors(countText(counts.expectedErrors, t)),
    },
    { own: counts.unsent, text: nothing.neverSent(countText(counts.unsent, t)) },
    { own: counts.unfinished, text: nothing.unfinished(countText(counts.unfinished, t)) },
  ]
    .filter(({ own }) => own > 0)
    .sort((a, b) => b.own - a.own)
    .map(({ text }) => text);
  return nothing.noneOk(countText(counts.intended, t), ends.join(", "));
}

function secondsOf({ startNs, endNs }: LoadPhase): number {
  return (endNs - startNs) / NS_PER_SECOND;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
