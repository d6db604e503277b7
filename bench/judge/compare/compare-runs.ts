// Compares two load runs by blocks of their time, or two sides of repeated runs by whole runs, metric by metric.
import { say } from "../../messages/texts.ts";
import type { Text } from "../../../src/units/text.ts";
import type { LoadPhase, LoadRun } from "../../run/load/run.ts";
import type { Notice } from "../../run/header.ts";
import { compareNotice } from "./notices.ts";
import { compareMetric, type RawComparison } from "./metrics.ts";
import { type Side, type Sides, wholeOfRuns } from "./sides.ts";
import { comparisonSentence } from "./sentence.ts";
import {
  type ComparisonResult,
  METRIC_NAMES,
  type MetricComparison,
  type MetricName,
  type MetricVerdict,
} from "../../run/compare/comparison.ts";
import { holm } from "../../stats/interval.ts";
import { MIN_BLOCKS } from "../load/measured-interval.ts";
import { drawUnits, ResampleTable, type ResampleUnit } from "../../stats/resample.ts";
import { blocksOf, wholeOf } from "../load/resample-units.ts";

const DRAWS = 1000;
/** Of all verdicts of a comparison together: half of it that one is worse, half that one is better. */
const CHANCE_ALLOWED = 0.1;
/** Of each by itself, so that no verdict goes against the interval beside it. */
const CHANCE_ALLOWED_EACH = 0.05;
/**
 * Two runs of one system differ by some percent, more than the blocks within each show; only repeats reveal it. 12 runs of 8 s
 * of one server, in a row, differed in throughput by up to 3 %, and so did 7 of redis-server. A smaller ratio is no difference.
 */
const RUN_TO_RUN = 0.05;
export const MIN_REPEATS = 3;

export interface CompareOptions {
  /** Share by which B may be worse. */
  readonly tolerance: number;
  readonly seed: number;
  /** Run k of A and run k of B were made one after the other. */
  readonly isInterleaved: boolean;
}

/**
 * One run a side is compared by blocks of its time; several are compared in pairs, run k of A with run k of B.
 * @throws {RangeError} if a side has no run or both have not the same number of them.
 */
export function compareRuns(
  runsA: readonly LoadRun[],
  runsB: readonly LoadRun[],
  { tolerance, seed, isInterleaved }: CompareOptions,
): ComparisonResult {
  if (runsA.length === 0 || runsA.length !== runsB.length) {
    throw new RangeError(`${runsA.length} runs of A can't be compared with ${runsB.length} of B`);
  }
  const isPaired = runsA.length > 1;
  const phases = [measuredOf(runsA), measuredOf(runsB)] as const;
  const units = phases.map((own) => (isPaired ? own.map(wholeOf) : own.flatMap(blocksOf)));
  const [unitsA = [], unitsB = []] = units;
  const shared = {
    method: isPaired ? ("repeats" as const) : ("blocks" as const),
    unitsA: unitsA.length,
    unitsB: unitsB.length,
    ...validityOf(runsA, runsB),
    warnings: isPaired || isInterleaved ? [] : [DRIFT_WARNING],
  };
  const isMeasured = phases.every((own) => own.length === runsA.length && own.every(hasReply));
  const metrics = isMeasured
    ? judged(
        {
          a: sideOf(phases[0], unitsA, seed, 1),
          // Pairs are drawn together: a disturbance that slows both runs of a pair is no difference.
          b: sideOf(phases[1], unitsB, seed, isPaired ? 1 : 2),
          isPaired,
        },
        tolerance,
      )
    : [];
  return { ...shared, metrics, sentence: comparisonSentence(metrics, shared.isValid, tolerance) };
}

const DRIFT_WARNING = compareNotice("made-apart", { runToRunShare: RUN_TO_RUN });

function measuredOf(runs: readonly LoadRun[]): LoadPhase[] {
  return runs.flatMap(({ result }) => (result === null ? [] : [result.run]));
}

function hasReply({ counts }: LoadPhase): boolean {
  return counts.ok > 0;
}

function sideOf(
  phases: readonly LoadPhase[],
  units: readonly ResampleUnit[],
  seed: number,
  stream: number,
): Side {
  return {
    whole: wholeOfRuns(phases),
    table: new ResampleTable(units),
    draws: drawUnits(units.length, DRAWS, seed, stream),
  };
}

function judged(sides: Sides, tolerance: number): MetricComparison[] {
  const shortage = shortageOf(sides);
  const raw = METRIC_NAMES.map((name) => compareMetric(name, sides)).map((own) =>
    shortage === undefined ? own : withoutJudgement(own, shortage),
  );
  const judgeable = raw.filter(({ chance }) => chance !== null);
  const adjusted = holm(judgeable.map(({ chance }) => chance ?? 1));
  return raw.map((own) => {
    const place = judgeable.indexOf(own);
    const adjustedChance = place < 0 ? null : (adjusted[place] ?? 1);
    return verdictOf(own, adjustedChance, sides.isPaired ? 0 : RUN_TO_RUN, tolerance);
  });
}

/** Undefined where there are units enough to draw from. */
function shortageOf({ a, b, isPaired }: Sides): Text | undefined {
  const fewest = Math.min(a.table.unitCount, b.table.unitCount);
  if (isPaired) {
    return fewest >= MIN_REPEATS
      ? undefined
      : say((t) => t.comparison.fewPairs(MIN_REPEATS, fewest));
  }
  return fewest >= MIN_BLOCKS ? undefined : say((t) => t.comparison.fewBlocks(MIN_BLOCKS, fewest));
}

function withoutJudgement(own: RawComparison, note: Text): RawComparison {
  const missing = own.missing ?? { what: "data" as const, note };
  return { ...own, interval: null, chance: null, missing };
}

function verdictOf(
  own: RawComparison,
  adjustedChance: number | null,
  smallest: number,
  tolerance: number,
): MetricComparison {
  const { chance: _, direction: __, missing, ...shown } = own;
  const verdict = verdictWord(own, adjustedChance, smallest);
  return {
    ...shown,
    adjustedChance,
    verdict,
    isBeyondTolerance: verdict === "worse" && isBeyond(own, tolerance),
    note: missing?.note ?? null,
  };
}

function verdictWord(
  { name, difference, direction, chance, missing }: RawComparison,
  adjustedChance: number | null,
  smallest: number,
): MetricVerdict {
  if (missing !== null) return missing.what === "data" ? "too few data" : "unknown";
  if (chance === null || adjustedChance === null) return "no difference seen";
  if (chance > CHANCE_ALLOWED_EACH || adjustedChance > CHANCE_ALLOWED) return "no difference seen";
  // Errors are points, and no ratio.
  const isSmall = name !== "errors" && Math.abs(Math.log1p(difference ?? 0)) < Math.log1p(smallest);
  if (isSmall) return "no difference seen";
  return direction > 0 === isMoreBetter(name) ? "better" : "worse";
}

/**
 * The verdict "worse" is reached already; the estimate decides by how much. If the whole interval had to lie beyond the
 * tolerance, a B that is worse by twice the tolerance would pass in runs as short as those of a pipeline.
 */
function isBeyond({ name, a, difference }: RawComparison, tolerance: number): boolean {
  if (difference === null) return false;
  // Errors in points: B's share against what the tolerance makes of A's.
  if (name === "errors") return difference > tolerance * (a.kind === "exact" ? a.value : 0);
  return Math.abs(difference) > tolerance;
}

function isMoreBetter(name: MetricName): boolean {
  return name === "throughput";
}

function validityOf(
  runsA: readonly LoadRun[],
  runsB: readonly LoadRun[],
): Pick<ComparisonResult, "isValid" | "invalidReasons"> {
  const reasonsOf = (side: string, runs: readonly LoadRun[]): Notice[] =>
    runs.flatMap(({ judgement }, i) => {
      if (judgement?.isValid !== false) return [];
      const name = runs.length === 1 ? side : `${side}-${i + 1}`;
      const [reason = say((t) => t.comparison.generatorLimit)]: readonly Text[] =
        judgement.invalidReasons;
      return [compareNotice("invalid-run", { run: name, reason })];
    });
  const invalidReasons = [...reasonsOf("a", runsA), ...reasonsOf("b", runsB)];
  return { isValid: invalidReasons.length === 0, invalidReasons };
}
