// The judgement of a run, from its raw attempts: four verdicts, their doubts, and one sentence.
import type { Sampling } from "../../stats/fit.ts";
import type {
  Bounds,
  Expected,
  Judgement,
  LevelAttempt,
  Verdict,
  VerdictName,
} from "../../run/sweep/run.ts";
import { judgedAttempts } from "../../run/sweep/summary.ts";
import { isTimeShared } from "../../theory/staircase.ts";
import type { Notice } from "../../run/header.ts";
import { say } from "../../messages/texts.ts";
import type { Text } from "../../../src/units/text.ts";
import { inconclusiveReasonsOf } from "./conclusive.ts";
import { type Evidence, gatherEvidence } from "./evidence.ts";
import { finding, type Finding, hintOf, NOTHING } from "./finding.ts";
import { sweepNotice } from "./notices.ts";
import { judgeOrder, judgeStartOrder } from "./order.ts";
import { judgeOverhead } from "./overhead.ts";
import { judgeMeanService, judgeReplayedOverhead, judgeReplayedWidth, replay } from "./replay.ts";
import { type Findings, sentenceOf } from "./sentence.ts";
import { checkServerReports, reportedService, type ServerReports } from "./server-reports.ts";
import { judgeService } from "./service.ts";
import { measureSteps, type Steps } from "./steps.ts";
import { invalidReasonsOf } from "./validity.ts";
import { findWidth, judgeWidth, type Width } from "./width.ts";
import { present } from "../../../src/units/present.ts";

export interface JudgeOptions {
  /** The same seed gives the same intervals. */
  readonly seed: number;
  /** Sequential where the number of repeats depends on what was seen; "fixed" unless told. */
  readonly sampling?: Sampling;
}

/**
 * All attempts of the run, in any order; the last one of each level and repeat is judged. An invalid run's verdicts are
 * computed all the same, and don't count.
 */
export function judge(
  expected: Expected,
  bounds: Bounds,
  attempts: readonly LevelAttempt[],
  { seed, sampling = "fixed" }: JudgeOptions,
): Judgement {
  const judged = judgedAttempts(attempts);
  const evidence = gatherEvidence({ expected, bounds, seed, sampling }, judged);
  const { findings, warnings } =
    evidence.levels.length === 0
      ? allUnknown(say((texts) => texts.sweepJudgement.run.noWholeLevel))
      : expected.isConstant
        ? judgeStaircase(evidence)
        : judgeDistribution(evidence);
  const invalidReasons = invalidReasonsOf(judged);
  const { width, service, overhead, order } = findings;
  const verdicts = [width, service, overhead, order].map(({ verdict }) => verdict);
  const inconclusiveReasons = inconclusiveReasonsOf(verdicts, expected, judged);
  return {
    sampling,
    verdicts,
    sentence: sentenceOf(findings, invalidReasons, inconclusiveReasons),
    warnings: [
      ...evidence.warnings,
      ...warnings,
      ...verdicts.flatMap((verdict) => uncertainty(verdict, evidence)),
    ],
    isValid: invalidReasons.length === 0,
    invalidReasons,
    inconclusiveReasons,
  };
}

/** What an uncertain verdict would take. */
function uncertainty(
  { name, result, moreRepeats = null }: Verdict,
  { repeats, sampling }: Evidence,
): Notice[] {
  if (result !== "uncertain") return [];
  return [
    sweepNotice("uncertain", {
      verdict: name,
      hint: hintOf(moreRepeats),
      repeats: moreRepeats === null ? null : repeats + moreRepeats,
      isSequential: sampling === "sequential",
    }),
  ];
}

interface Judged {
  readonly findings: Findings;
  readonly warnings: readonly Notice[];
}

function judgeStaircase(evidence: Evidence): Judged {
  const width = findWidth(evidence);
  const steps = measureSteps(evidence, width);
  const reports = checkServerReports(evidence, width, steps);
  // A task that shares its core takes as long as the step, whatever its own service: nothing to tell apart.
  const separation = isTimeShared(evidence.expected)
    ? { reported: null, whyNot: say((texts) => texts.sweepJudgement.reports.sharing) }
    : { reported: reportedService(evidence, reports), whyNot: reports.whyNot };
  return {
    findings: {
      width: judgeWidth(evidence, width),
      service: judgeService(evidence, steps, separation),
      overhead: judgeOverhead(evidence, steps, separation),
      order: judgeOrder(evidence, width, reports),
      server: contradictionOf(reports),
    },
    warnings: [...reportWarnings(reports), ...thinEvidence(width, steps)],
  };
}

function judgeDistribution(evidence: Evidence): Judged {
  const reports = checkServerReports(evidence, undefined, undefined);
  if (!reports.isUsable) {
    const unknown = allUnknown(
      say((texts) => texts.sweepJudgement.reports.varyingUnreported(texts.of(reports.whyNot))),
    );
    return {
      findings: { ...unknown.findings, server: contradictionOf(reports) },
      warnings: reportWarnings(reports),
    };
  }
  const replayed = replay(evidence);
  return {
    findings: {
      width: judgeReplayedWidth(evidence, replayed),
      service: judgeMeanService(evidence),
      overhead: judgeReplayedOverhead(evidence, replayed),
      order: judgeStartOrder(evidence, reports),
      server: NOTHING,
    },
    warnings: reportWarnings(reports),
  };
}

function thinEvidence({ kind, fullGroups, agreeing }: Width, { fit }: Steps): Notice[] {
  return present(
    kind === "clear" &&
      agreeing < fullGroups &&
      sweepNotice("other-group-sizes", { groups: fullGroups - agreeing, fullGroups }),
    fit !== undefined &&
      fit.stepInterval === null &&
      sweepNotice("few-bursts", { bursts: fit.steppedBurstCount }),
  );
}

function contradictionOf({ contradictions }: ServerReports): Text {
  return contradictions.length === 0
    ? NOTHING
    : say((texts) => texts.sweepJudgement.reports.notUsed);
}

function reportWarnings({ contradictions, warnings }: ServerReports): Notice[] {
  return [
    ...contradictions.map((problem) => sweepNotice("reports-contradicted", { problem })),
    ...warnings,
  ];
}

function allUnknown(why: Text): Judged {
  const unknown = (name: VerdictName, words: Text): Finding =>
    finding(name, "unknown", { summary: why, phrase: words });
  return {
    findings: {
      width: unknown(
        "width",
        say((texts) => texts.sweepJudgement.run.nothing(texts.of(why))),
      ),
      service: unknown("service", NOTHING),
      overhead: unknown("overhead", NOTHING),
      order: unknown("order", NOTHING),
      server: NOTHING,
    },
    warnings: [],
  };
}
