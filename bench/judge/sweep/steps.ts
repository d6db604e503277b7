// The steps of the judged bursts and the line through them, by the client's clock alone.
import type { Ns } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import { medianOf } from "../../stats/percentile.ts";
import { fitStaircase, type StaircaseFit, type StepPoint } from "../../stats/fit.ts";
import { idealCompletionsNs, idealMakespanNs, isTimeShared } from "../../theory/staircase.ts";
import type { Evidence, JudgedLevel } from "./evidence.ts";
import { type Width, widthOfLevel } from "./width.ts";

/** A step of one burst that came later than the line allows. */
export interface StepDelay {
  readonly levelName: Text;
  readonly step: number;
  /** Beyond a and what the fitted step takes. */
  readonly delayNs: Ns;
}

/** How late the last reply of one burst was. */
export interface MakespanDelay {
  readonly levelName: Text;
  /** Makespan − ideal. */
  readonly delayNs: Ns;
  /** The overhead allowed at the start and at each of its steps. */
  readonly allowedNs: Ns;
}

export interface Steps {
  /** Undefined where no burst has two steps. */
  readonly fit: StaircaseFit | undefined;
  /** Median over bursts of first completions − their ideal, a + b and the error of S together; undefined where blurred. */
  readonly firstLateNs: Ns | undefined;
  /**
   * Median over bursts of the instant by which as many tasks as the expected threads had ended: whatever the width, none of
   * them took longer. Undefined where no burst has as many.
   */
  readonly firstGroupNs: Ns | undefined;
  /** The burst whose last reply was latest, beyond what is allowed of its steps, against its ideal. */
  readonly worstMakespan: MakespanDelay | undefined;
  /** The longest delay of any one step of any one burst. */
  readonly worstDelay: StepDelay | undefined;
}

export function measureSteps(evidence: Evidence, width: Width): Steps {
  const { levels, expected, seed, sampling } = evidence;
  const bursts = levels.map((level) => ({ level, points: pointsOf(level, evidence, width) }));
  const fit = fitStaircase(
    bursts.map(({ points }) => points),
    seed,
    sampling,
  );
  const late = levels.flatMap((level) => {
    const size = widthOfLevel(level, width);
    if (size === null) return [];
    const firstNs = medianOf(level.replies.slice(0, size).map(({ completionNs }) => completionNs));
    const idealNs = idealCompletionsNs(level.level, expected)[0];
    return firstNs === undefined || idealNs === undefined ? [] : [firstNs - idealNs];
  });
  return {
    fit,
    firstLateNs: medianOf(late),
    firstGroupNs: medianOf(
      levels.flatMap(({ replies }) => replies[expected.threads - 1]?.completionNs ?? []),
    ),
    worstMakespan: worstMakespanOf(evidence),
    worstDelay: fit && worstDelayOf(bursts, fit),
  };
}

/**
 * One point a step, the median of its completions: a straggler, or one that a straggler pushed over the edge, does not move it.
 */
function pointsOf(level: JudgedLevel, { expected }: Evidence, width: Width): StepPoint[] {
  const size = widthOfLevel(level, width);
  if (size === null) return [];
  const points: StepPoint[] = [];
  for (let first = 0; first < level.level; first += size) {
    const group = level.replies.slice(first, first + size);
    // Fewer threads than usual share the cores: the last group is quicker by design.
    if (group.length < size && isTimeShared(expected)) break;
    if (level.level < expected.threads && isTimeShared(expected)) break;
    const completionNs = medianOf(group.map((reply) => reply.completionNs));
    if (completionNs !== undefined) points.push({ step: points.length + 1, completionNs });
  }
  return points;
}

function worstMakespanOf({ levels, expected, bounds }: Evidence): MakespanDelay | undefined {
  const delays = levels.map(({ level, name, replies }): MakespanDelay => {
    const steps = Math.ceil(level / expected.threads);
    return {
      levelName: name,
      delayNs: (replies.at(-1)?.completionNs ?? 0) - idealMakespanNs(level, expected),
      // Nothing tells S from b here: each step may have both errors.
      allowedNs: bounds.overheadNs + steps * (bounds.stepOverheadNs + bounds.serviceErrorNs),
    };
  });
  const excessNs = ({ delayNs, allowedNs }: MakespanDelay): Ns => delayNs - allowedNs;
  return delays.reduce<MakespanDelay | undefined>(
    (worst, own) => (worst === undefined || excessNs(own) > excessNs(worst) ? own : worst),
    undefined,
  );
}

function worstDelayOf(
  bursts: readonly { readonly level: JudgedLevel; readonly points: readonly StepPoint[] }[],
  fit: StaircaseFit,
): StepDelay | undefined {
  // What every burst loses at its start is a.
  const startNs = Math.max(0, fit.overheadNs);
  return bursts
    .flatMap(({ level, points }) =>
      points.map(({ step, completionNs }, i) => ({
        levelName: level.name,
        step,
        delayNs: completionNs - (points[i - 1]?.completionNs ?? startNs) - fit.stepNs,
      })),
    )
    .reduce<StepDelay | undefined>(
      (worst, delay) => (delay.delayNs > (worst?.delayNs ?? 0) ? delay : worst),
      undefined,
    );
}
