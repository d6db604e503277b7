// Service times that vary: the ideal is list scheduling replayed on what the server reports of each task, so everything
// here rests on reports that the client's clock does not contradict.
import type { Ns } from "../../../src/units/duration.ts";
import { medianOf } from "../../stats/percentile.ts";
import { meanSequenceHalf } from "../../stats/confidence-sequence.ts";
import {
  fitStaircase,
  SEQUENTIAL_ALPHA,
  type StaircaseFit,
  stepOf,
  type StepPoint,
} from "../../stats/fit.ts";
import { replaySchedule } from "../../theory/staircase.ts";
import { say, type Texts } from "../../messages/texts.ts";
import { type Evidence, reportedReplies, type ReportedReply } from "./evidence.ts";
import {
  compare,
  finding,
  type Finding,
  estimateIn,
  joinParts,
  NOTHING,
  shift,
  timeIn,
  withInterval,
  withMoreRepeats,
  worstOf,
} from "./finding.ts";
import { judgeStart } from "./overhead.ts";

/** The error of a wrong width must be this many times that of the best one. */
const CLEAR_FACTOR = 2;
const ROUNDS = 4;

/** The replay of every burst on one width, with the step overhead that fits it best. */
interface Trial {
  readonly stepOverheadNs: Ns;
  /** By burst, what is left of the lateness: its median is the overhead at the start. */
  readonly bursts: readonly (readonly StepPoint[])[];
  /** Mean absolute distance of the lateness from each burst's own median. */
  readonly errorNs: Ns;
}

export interface Replay {
  /** The width whose replay comes nearest to the client's completions; null where several come equally near. */
  readonly threads: number | null;
  readonly errorNs: Ns;
  /** a, and b as the slope: lateness against the replay by depth (the how-manieth task of its thread). */
  readonly fit: StaircaseFit | undefined;
}

/** Tries all widths up to twice the expected one, and one more. */
export function replay({ levels, expected, maxLevel, seed, sampling }: Evidence): Replay {
  const bursts = levels.map((level) => inOrderOfStart(reportedReplies(level) ?? []));
  const widest = Math.min(maxLevel, 2 * expected.threads + 1);
  const trials = Array.from({ length: widest }, (_, i) => tryWidth(bursts, i + 1));
  const errorsNs = trials.map((trial) => trial.errorNs);
  const errorNs = Math.min(...errorsNs);
  const best = errorsNs.indexOf(errorNs) + 1;
  const isClear =
    best < maxLevel &&
    errorsNs.every((other, i) => i === best - 1 || other >= CLEAR_FACTOR * errorNs);
  const used = trials[(isClear ? best : Math.min(expected.threads, widest)) - 1];
  const fit = used && fitStaircase(used.bursts, seed, sampling);
  return {
    threads: isClear ? best : null,
    errorNs,
    fit: fit && {
      ...fit,
      stepNs: fit.stepNs + used.stepOverheadNs,
      stepInterval: shift(fit.stepInterval, -used.stepOverheadNs),
    },
  };
}

/** Whatever the discipline, tasks that start one by one on the first free thread are a list schedule in order of start. */
function inOrderOfStart(replies: readonly ReportedReply[]): ReportedReply[] {
  return replies.toSorted((a, b) => a.report.startedAtMs - b.report.startedAtMs);
}

/**
 * An overhead a step changes which thread is free first, and so the schedule: it is found in rounds, each adding to the
 * service times what the replay before it left unexplained.
 */
function tryWidth(bursts: readonly (readonly ReportedReply[])[], threads: number): Trial {
  let stepOverheadNs = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const points = bursts.map((replies) => lateness(replies, threads, stepOverheadNs));
    stepOverheadNs += stepOf(points) ?? 0;
  }
  const points = bursts.map((replies) => lateness(replies, threads, stepOverheadNs));
  const distancesNs = points.flatMap((own) => {
    const middleNs = medianOf(own.map(({ completionNs }) => completionNs)) ?? 0;
    return own.map(({ completionNs }) => Math.abs(completionNs - middleNs));
  });
  const errorNs = distancesNs.reduce((sum, ns) => sum + ns, 0) / Math.max(1, distancesNs.length);
  return { stepOverheadNs, bursts: points, errorNs };
}

/** Completion − replayed completion of each task by its depth, ascending. */
function lateness(
  replies: readonly ReportedReply[],
  threads: number,
  stepOverheadNs: Ns,
): StepPoint[] {
  const tasks = replaySchedule(
    replies.map(({ report }) => report.serviceNs + stepOverheadNs),
    threads,
  );
  return replies
    .map(({ completionNs }, i) => ({
      step: tasks[i]?.depth ?? 1,
      completionNs: completionNs - (tasks[i]?.completionNs ?? 0),
    }))
    .sort((a, b) => a.step - b.step);
}

export function judgeReplayedWidth(
  { expected, maxLevel }: Evidence,
  { threads, errorNs }: Replay,
): Finding {
  const evidence = {
    threads,
    expectedThreads: expected.threads,
    maxLevel,
    replayErrorNs: Math.round(errorNs),
  };
  if (threads === null) {
    return finding(
      "width",
      "not identifiable",
      {
        summary: say(({ sweepJudgement, counted }) =>
          sweepJudgement.width.noClearReplay(counted.threads(expected.threads), maxLevel),
        ),
        phrase: say((texts) => texts.sweepJudgement.width.unknown),
      },
      evidence,
    );
  }
  const isExpected = threads === expected.threads;
  return finding(
    "width",
    isExpected ? "pass" : "fail",
    {
      summary: say((texts) =>
        texts.sweepJudgement.width.replayed(
          texts.counted.threads(threads),
          expected.threads,
          timeIn(texts, errorNs),
        ),
      ),
      phrase: say(({ sweepJudgement, counted }) => {
        const found = counted.threads(threads);
        return isExpected ? found : sweepJudgement.width.insteadOf(found, expected.threads);
      }),
    },
    evidence,
  );
}

/**
 * The mean reported service time. Lanes without a seed of their own drew the same times: then only one lane's share of the
 * draws counts as independent.
 */
export function judgeMeanService({
  levels,
  expected,
  bounds,
  repeats,
  sampling,
}: Evidence): Finding {
  const servicesNs = levels.flatMap((level) =>
    (reportedReplies(level) ?? []).map(({ report }) => report.serviceNs),
  );
  const count = servicesNs.length;
  const meanNs = servicesNs.reduce((sum, ns) => sum + ns, 0) / count;
  const variance =
    servicesNs.reduce((sum, ns) => sum + (ns - meanNs) ** 2, 0) / Math.max(1, count - 1);
  // Of earlier runs, all lanes and all workers drew the same times.
  const copies = expected.lanes * (expected.topology?.workers ?? 1);
  const independent = count / (expected.laneSeeds === undefined ? copies : 1);
  const halfNs =
    sampling === "fixed"
      ? 1.96 * Math.sqrt(variance / independent)
      : meanSequenceHalf(Math.sqrt(variance), independent, SEQUENTIAL_ALPHA);
  const interval = { lowNs: meanNs - halfNs, highNs: meanNs + halfNs };
  const compared = compare(
    meanNs - expected.meanServiceNs,
    shift(interval, expected.meanServiceNs),
    bounds.serviceErrorNs,
  );
  const { result } = compared;
  const found = (texts: Texts): string =>
    texts.sweepJudgement.service.onAverage(estimateIn(texts, meanNs, interval));
  const own = finding(
    "service",
    result,
    {
      summary: say((texts) =>
        texts.sweepJudgement.service.meanExpected(found(texts), texts.counted.tasks(count), {
          service: expected.service,
          mean: timeIn(texts, expected.meanServiceNs),
          allowed: timeIn(texts, bounds.serviceErrorNs),
        }),
      ),
      phrase: say((texts) => {
        const { service } = texts.sweepJudgement;
        const [mean, wanted] = [timeIn(texts, meanNs), timeIn(texts, expected.meanServiceNs)];
        if (result === "pass") return mean;
        return result === "fail"
          ? service.insteadOf(service.onAverage(mean), wanted)
          : service.uncertain(found(texts), wanted, timeIn(texts, bounds.serviceErrorNs));
      }),
    },
    {
      ...withInterval("meanService", meanNs, interval),
      expectedServiceNs: expected.meanServiceNs,
      allowedNs: bounds.serviceErrorNs,
      requests: count,
    },
  );
  return withMoreRepeats(own, [compared], repeats);
}

export function judgeReplayedOverhead({ bounds, repeats }: Evidence, { fit }: Replay): Finding {
  if (fit === undefined) {
    const why = say((texts) => texts.sweepJudgement.overhead.noSecondTask);
    return finding("overhead", "not identifiable", { summary: why, phrase: NOTHING });
  }
  const { overheadNs, overheadInterval, stepNs, stepInterval } = fit;
  const start = judgeStart(overheadNs, overheadInterval, bounds.overheadNs);
  const step = compare(stepNs, stepInterval, bounds.stepOverheadNs);
  const result = worstOf([start.result, step.result]);
  const parts = (texts: Texts, atStart: string, aStep: string): [string, string] => {
    const { overhead } = texts.sweepJudgement;
    return [overhead.atStart(atStart), overhead.perStep(aStep)];
  };
  const found = (texts: Texts): string => {
    const { allowed } = texts.sweepJudgement;
    const [atStart, aStep] = parts(
      texts,
      estimateIn(texts, overheadNs, overheadInterval),
      estimateIn(texts, stepNs, stepInterval),
    );
    const [startBound, stepBound] = [bounds.overheadNs, bounds.stepOverheadNs];
    return `${atStart}${allowed(timeIn(texts, startBound))}; ${aStep}${allowed(timeIn(texts, stepBound))}`;
  };
  const own = finding(
    "overhead",
    result,
    {
      summary: joinParts([say(found), say((texts) => texts.sweepJudgement.overhead.againstReplay)]),
      phrase: say((texts) => {
        const { overhead, and } = texts.sweepJudgement;
        if (result === "uncertain") return `${overhead.of(found(texts))}; ${overhead.uncertain}`;
        return and(
          ...parts(texts, overhead.amount(timeIn(texts, overheadNs)), timeIn(texts, stepNs)),
        );
      }),
    },
    {
      ...withInterval("overhead", overheadNs, overheadInterval),
      allowedOverheadNs: bounds.overheadNs,
      ...withInterval("stepOverhead", stepNs, stepInterval),
      allowedStepOverheadNs: bounds.stepOverheadNs,
      laneSlackNs: bounds.laneSlackNs,
    },
  );
  return withMoreRepeats(own, [start, step], repeats);
}
