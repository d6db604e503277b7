// The judgement of a run, from its raw attempts: four verdicts, their doubts, and one sentence.
import type {
  Bounds,
  Expected,
  Judgement,
  LevelAttempt,
  Sampling,
  Verdict,
  VerdictName,
} from "../measure/run.ts";
import { judgedAttempts } from "../measure/summary.ts";
import { isTimeShared } from "../theory/staircase.ts";
import { counted } from "../../src/units/counted.ts";
import { inconclusiveReasonsOf } from "./conclusive.ts";
import { type Evidence, gatherEvidence } from "./evidence.ts";
import { finding, type Finding } from "./finding.ts";
import { judgeOrder, judgeStartOrder } from "./order.ts";
import { judgeOverhead } from "./overhead.ts";
import { judgeMeanService, judgeReplayedOverhead, judgeReplayedWidth, replay } from "./replay.ts";
import { type Findings, sentenceOf } from "./sentence.ts";
import { checkServerWord, reportedService, type ServerWord } from "./server-word.ts";
import { judgeService } from "./service.ts";
import { measureSteps, type Steps } from "./steps.ts";
import { invalidReasonsOf } from "./validity.ts";
import { findWidth, judgeWidth, type Width } from "./width.ts";

/**
 * All attempts of the run, in any order; the last one of each level and repeat is judged. `seed` makes the intervals
 * the same every time. `sampling` is sequential where the number of repeats depends on what was seen. An invalid run's
 * verdicts are computed all the same, and don't count.
 */
export function judge(
  expected: Expected,
  bounds: Bounds,
  attempts: readonly LevelAttempt[],
  seed: number,
  sampling: Sampling = "fixed",
): Judgement {
  const judged = judgedAttempts(attempts);
  const evidence = gatherEvidence(expected, bounds, judged, seed, sampling);
  const { findings, warnings } =
    evidence.levels.length === 0
      ? allUnknown("no level was answered without failures")
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
): string[] {
  if (result !== "uncertain") return [];
  const crosses = `${name} is uncertain: its 95 % interval crosses the bound`;
  if (moreRepeats === null) {
    return [`${crosses}, and the value is so near that 1,000 repeats would not decide`];
  }
  const more = `about ${counted(moreRepeats, "more repeat")} would decide`;
  const flag =
    sampling === "sequential"
      ? "raise --max-time"
      : `--repeat ${repeats + moreRepeats}, or --repeat auto`;
  return [`${crosses}; ${more} (${flag})`];
}

interface Judged {
  readonly findings: Findings;
  readonly warnings: readonly string[];
}

function judgeStaircase(evidence: Evidence): Judged {
  const width = findWidth(evidence);
  const steps = measureSteps(evidence, width);
  const word = checkServerWord(evidence, width, steps);
  // A task that shares its core takes as long as the step, whatever its own service: nothing to tell apart.
  const separation = isTimeShared(evidence.expected)
    ? { reported: null, whyNot: "threads share cores" }
    : { reported: reportedService(evidence, word), whyNot: word.whyNot };
  return {
    findings: {
      width: judgeWidth(evidence, width),
      service: judgeService(evidence, steps, separation),
      overhead: judgeOverhead(evidence, steps, separation),
      order: judgeOrder(evidence, width, word),
      server: serverWords(word),
    },
    warnings: [...wordWarnings(word), ...thinEvidence(width, steps)],
  };
}

function judgeDistribution(evidence: Evidence): Judged {
  const word = checkServerWord(evidence, undefined, undefined);
  if (!word.isUsable) {
    const unknown = allUnknown(`service times vary and ${word.whyNot}`);
    return {
      findings: { ...unknown.findings, server: serverWords(word) },
      warnings: wordWarnings(word),
    };
  }
  const replayed = replay(evidence);
  return {
    findings: {
      width: judgeReplayedWidth(evidence, replayed),
      service: judgeMeanService(evidence),
      overhead: judgeReplayedOverhead(evidence, replayed),
      order: judgeStartOrder(evidence, word),
      server: "",
    },
    warnings: wordWarnings(word),
  };
}

function thinEvidence({ kind, fullGroups, agreeing }: Width, { fit }: Steps): string[] {
  const warnings: string[] = [];
  if (kind === "clear" && agreeing < fullGroups) {
    warnings.push(`${fullGroups - agreeing} of ${fullGroups} full groups have another size`);
  }
  if (fit !== undefined && fit.stepInterval === null) {
    warnings.push(
      `only ${counted(fit.steppedBurstCount, "burst")} had a second step: too few for a confidence interval`,
    );
  }
  return warnings;
}

function serverWords({ contradictions }: ServerWord): string {
  return contradictions.length === 0
    ? ""
    : "the server's word on its own threads or times is contradicted";
}

function wordWarnings({ contradictions, warnings }: ServerWord): string[] {
  return [
    ...contradictions.map(
      (problem) => `the server's word is contradicted and not used: ${problem}`,
    ),
    ...warnings,
  ];
}

function allUnknown(why: string): Judged {
  const unknown = (name: VerdictName, words: string): Finding =>
    finding(name, "unknown", why, {}, words);
  return {
    findings: {
      width: unknown("width", `nothing can be said of the staircase: ${why}`),
      service: unknown("service", ""),
      overhead: unknown("overhead", ""),
      order: unknown("order", ""),
      server: "",
    },
    warnings: [],
  };
}
