// The steps of the judged bursts and the line through them, by the client's clock alone.
import type { Ns } from "../../src/units/duration.ts";
import { medianOf } from "../measure/percentile.ts";
import { fitStaircase, type StaircaseFit, type StepPoint } from "../theory/fit.ts";
import { idealCompletionsNs, isTimeShared } from "../theory/staircase.ts";
import type { Evidence, JudgedLevel } from "./evidence.ts";
import { type Width, widthOfLevel } from "./width.ts";

/** A step of one burst that came later than the line allows. */
export interface StepDelay {
  readonly levelName: string;
  readonly step: number;
  /** Beyond a and what the fitted step takes. */
  readonly delayNs: Ns;
}

export interface Steps {
  /** Undefined where no burst has two steps. */
  readonly fit: StaircaseFit | undefined;
  /** Median over bursts of first completions − their ideal, a + b and the error of S together; undefined where blurred. */
  readonly firstLateNs: Ns | undefined;
  /** The longest delay of any one step of any one burst. */
  readonly worstDelay: StepDelay | undefined;
}

export function measureSteps(evidence: Evidence, width: Width): Steps {
  const { levels, expected, seed } = evidence;
  const bursts = levels.map((level) => ({ level, points: pointsOf(level, evidence, width) }));
  const fit = fitStaircase(
    bursts.map(({ points }) => points),
    seed,
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
