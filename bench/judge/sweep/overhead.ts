// Overhead: a, added once, and b, added at every step, each against its own bound.
import { say, type Texts } from "../../messages/texts.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import type { VerdictResult } from "../../run/sweep/run.ts";
import type { Interval, StaircaseFit } from "../../stats/fit.ts";
import { stepSpacingNs } from "../../theory/staircase.ts";
import type { Evidence } from "./evidence.ts";
import {
  compare,
  type Compared,
  finding,
  type Finding,
  estimateIn,
  intervalIn,
  joinParts,
  NOTHING,
  shift,
  timeIn,
  withInterval,
  withMoreRepeats,
  worstOf,
} from "./finding.ts";
import { judgeSpacing, type Separation } from "./service.ts";
import type { StepDelay, Steps } from "./steps.ts";

export function judgeOverhead(evidence: Evidence, steps: Steps, separation: Separation): Finding {
  const { bounds, repeats } = evidence;
  const { fit, worstDelay } = steps;
  if (fit === undefined) {
    return steps.firstLateNs === undefined
      ? judgeMakespan(steps)
      : judgeFirstStep(evidence, steps.firstLateNs, separation);
  }
  const start = judgeStart(fit.overheadNs, fit.overheadInterval, bounds.overheadNs);
  const step = judgeStep(evidence, fit, separation);
  const stall = stallOf(worstDelay, evidence);
  const result = worstOf([start.result, step.result, stall === undefined ? "pass" : "fail"]);
  const atStart = (texts: Texts): string =>
    startIn(texts, amountIn(texts, fit.overheadNs) + intervalIn(texts, fit.overheadInterval)) +
    allowedIn(texts, bounds.overheadNs);
  const startWords = say((texts) => {
    if (start.result === "uncertain") return atStart(texts);
    const found = startIn(texts, amountIn(texts, fit.overheadNs));
    return start.result === "pass" ? found : found + allowedIn(texts, bounds.overheadNs);
  });
  const own = finding(
    "overhead",
    result,
    {
      summary: joinParts([say(atStart), step.summary, stall]),
      phrase: joinParts([
        bothWords(startWords, step.words),
        stall,
        result === "uncertain"
          ? say((texts) => texts.sweepJudgement.overhead.uncertain)
          : undefined,
      ]),
    },
    {
      ...withInterval("overhead", fit.overheadNs, fit.overheadInterval),
      allowedOverheadNs: bounds.overheadNs,
      ...withInterval("stepOverhead", step.overheadNs, step.interval),
      allowedStepOverheadNs: step.allowedNs,
      laneSlackNs: bounds.laneSlackNs,
      worstStepDelayNs: Math.round(worstDelay?.delayNs ?? 0),
      worstStepDelayLevel: worstDelay?.levelName.en ?? null,
      worstStepDelayStep: worstDelay?.step ?? null,
    },
  );
  return withMoreRepeats(own, [start, step.compared], repeats);
}

/** "2.1 ms of overhead at the start and 0.9 ms per step", or the start alone. */
function bothWords(start: Text, step: Text): Text {
  if (step === NOTHING) return start;
  return say((texts) => texts.sweepJudgement.and(texts.of(start), texts.of(step)));
}

function startIn({ sweepJudgement }: Texts, amount: string): string {
  return sweepJudgement.overhead.atStart(amount);
}

function stepIn({ sweepJudgement }: Texts, duration: string): string {
  return sweepJudgement.overhead.perStep(duration);
}

function allowedIn(texts: Texts, allowedNs: Ns): string {
  return texts.sweepJudgement.allowed(timeIn(texts, allowedNs));
}

function amountIn(texts: Texts, overheadNs: Ns): string {
  const { overhead } = texts.sweepJudgement;
  return overheadNs <= 0 ? overhead.none : overhead.amount(timeIn(texts, overheadNs));
}

interface StepOverhead {
  /** b; null where it can't be told from S. */
  readonly overheadNs: Ns | null;
  readonly interval: Interval | null;
  readonly allowedNs: Ns;
  readonly compared: Compared;
  readonly result: VerdictResult;
  readonly summary: Text;
  /** Beside the words on a. */
  readonly words: Text;
}

function judgeStep(
  evidence: Evidence,
  fit: StaircaseFit,
  { reported, whyNot }: Separation,
): StepOverhead {
  if (reported === null) {
    const { compared, allowedNs, isTooShort } = judgeSpacing(evidence, fit);
    const offNs = fit.stepNs - stepSpacingNs(evidence.expected);
    return {
      overheadNs: null,
      interval: null,
      allowedNs,
      compared,
      result: isTooShort ? "not identifiable" : compared.result,
      summary: say((texts) => {
        const { overhead } = texts.sweepJudgement;
        if (isTooShort) return overhead.notSeparable(timeIn(texts, -offNs));
        return overhead.together(timeIn(texts, offNs), timeIn(texts, allowedNs), texts.of(whyNot));
      }),
      // The words on service have said it.
      words: NOTHING,
    };
  }
  const overheadNs = fit.stepNs - reported.serviceNs;
  const interval = shift(fit.stepInterval, reported.serviceNs);
  const allowedNs = evidence.bounds.stepOverheadNs;
  const compared = compare(overheadNs, interval, allowedNs);
  const { result } = compared;
  const summary = say(
    (texts) => stepIn(texts, estimateIn(texts, overheadNs, interval)) + allowedIn(texts, allowedNs),
  );
  const words = say((texts) => {
    const found = stepIn(texts, timeIn(texts, overheadNs));
    return result === "pass" ? found : found + allowedIn(texts, allowedNs);
  });
  return {
    overheadNs,
    interval,
    allowedNs,
    compared,
    result,
    summary,
    words: result === "uncertain" ? summary : words,
  };
}

/** Only a positive a is an overhead. */
export function judgeStart(overheadNs: Ns, interval: Interval | null, allowedNs: Ns): Compared {
  const positive = (ns: Ns): Ns => Math.max(0, ns);
  return compare(
    positive(overheadNs),
    interval && { lowNs: positive(interval.lowNs), highNs: positive(interval.highNs) },
    allowedNs,
  );
}

/** Longer than the delays that schedulers cause. */
const LONGEST_NOISE_NS: Ns = 300 * NS_PER_MS;

/** A fit of medians hides a single stall. A step that is later than half a step, or 300 ms, beyond a fails by itself. */
function stallOf(delay: StepDelay | undefined, { bounds, expected }: Evidence): Text | undefined {
  const noiseNs = Math.min(stepSpacingNs(expected) / 2, LONGEST_NOISE_NS);
  if (delay === undefined || delay.delayNs <= bounds.overheadNs + noiseNs) return undefined;
  return say((texts) =>
    texts.sweepJudgement.overhead.stall(
      delay.step,
      texts.of(delay.levelName),
      timeIn(texts, delay.delayNs),
    ),
  );
}

/** Where groups of replies merge there are no steps to measure, but the last reply is still due. */
function judgeMakespan({ worstMakespan: worst }: Steps): Finding {
  if (worst === undefined || worst.delayNs <= worst.allowedNs) {
    const noSteps = say((texts) => texts.sweepJudgement.service.noSteps);
    return finding("overhead", "not identifiable", { summary: noSteps, phrase: NOTHING });
  }
  const words = say((texts) =>
    texts.sweepJudgement.overhead.lastLate(
      texts.of(worst.levelName),
      timeIn(texts, worst.delayNs),
      timeIn(texts, worst.allowedNs),
    ),
  );
  const evidence = {
    worstMakespanDelayNs: Math.round(worst.delayNs),
    worstMakespanLevel: worst.levelName.en,
    allowedNs: Math.round(worst.allowedNs),
  };
  const unclear = say((texts) => texts.sweepJudgement.overhead.groupsUnclear);
  return finding(
    "overhead",
    "fail",
    { summary: joinParts([words, unclear]), phrase: words },
    evidence,
  );
}

function judgeFirstStep(
  { bounds, expected }: Evidence,
  firstLateNs: Ns,
  { reported, whyNot }: Separation,
): Finding {
  const serviceNs = reported?.serviceNs ?? null;
  // Without reports of the server the error of S may explain as much of it as S is allowed to err.
  const lateNs =
    serviceNs === null ? firstLateNs : firstLateNs + expected.meanServiceNs - serviceNs;
  const allowedNs =
    bounds.overheadNs + bounds.stepOverheadNs + (serviceNs === null ? bounds.serviceErrorNs : 0);
  const isLate = lateNs > allowedNs;
  const words = say((texts) => {
    const { tooMuchOverhead, tooMuchOfEither } = texts.sweepJudgement.overhead;
    return (serviceNs === null ? tooMuchOfEither : tooMuchOverhead)(timeIn(texts, lateNs));
  });
  return finding(
    "overhead",
    isLate ? "fail" : "not identifiable",
    {
      summary: say((texts) => {
        const { firstStep, firstStepUnreported } = texts.sweepJudgement.overhead;
        const [late, allowed] = [timeIn(texts, lateNs), timeIn(texts, allowedNs)];
        return serviceNs === null
          ? firstStepUnreported(late, allowed, texts.of(whyNot))
          : firstStep(late, allowed);
      }),
      phrase: isLate ? words : NOTHING,
    },
    { firstLateNs: Math.round(lateNs), allowedNs },
  );
}
