// How sure a figure of one load run is: its 95 % interval, from drawing blocks of the run's time.
import { type Ns, NS_PER_US } from "../../../src/units/duration.ts";
import type { LoadPhase } from "../../run/load/run.ts";
import { judgeDifference } from "../../stats/interval.ts";
import { drawUnits, eachOnce, only, ResampleTable, type Weights } from "../../stats/resample.ts";
import { blocksOf } from "./resample-units.ts";
import { persistenceOf } from "../../stats/unit-evidence.ts";

/** Fewer blocks, of a second at least, tell too little of how one differs from the next. */
export const MIN_BLOCKS = 8;
const DRAWS = 1000;
/** Of the draws: the same run gives the same interval. */
const SEED = 1;
const NORMAL_975 = 1.959964;

export interface MeasuredInterval {
  readonly low: number;
  /** Infinite where it may lie in what was never answered. */
  readonly high: number;
}

/** Undefined where the run has fewer than 8 blocks. Times are in ns, rates a second, shares 0..1. */
export class RunIntervals {
  readonly #table: ResampleTable;
  readonly #draws: readonly Weights[];
  readonly #intended: number;

  constructor(phase: LoadPhase) {
    const blocks = blocksOf(phase);
    this.#table = new ResampleTable(blocks);
    this.#draws = blocks.length < MIN_BLOCKS ? [] : drawUnits(blocks.length, DRAWS, SEED, 1);
    this.#intended = phase.counts.intended;
  }

  percentileNs(percentile: number, wholeNs: Ns): MeasuredInterval | undefined {
    const units = this.#table.unitsBeyond(wholeNs);
    return this.#ofRatio(
      (weights) => this.#table.percentileNs(weights, percentile),
      wholeNs,
      units,
    );
  }

  meanNs(wholeNs: Ns): MeasuredInterval | undefined {
    return this.#ofRatio((weights) => this.#table.meanNs(weights), wholeNs);
  }

  throughputPerSec(wholePerSec: number): MeasuredInterval | undefined {
    return this.#ofRatio((weights) => this.#table.throughputPerSec(weights), wholePerSec);
  }

  /**
   * The wider ends of the blocks' interval and of Wilson's for independent requests (Wilson, Probable Inference, 1927): of
   * a run without an error blocks alone would say that there can be none.
   */
  errorShare(wholeShare: number): MeasuredInterval | undefined {
    const drawn = this.#interval((weights) => this.#table.errorShare(weights), wholeShare, 0);
    if (drawn === undefined) return undefined;
    const wilson = wilsonInterval(wholeShare, this.#intended);
    return {
      low: Math.max(0, Math.min(drawn.low, wilson.low)),
      high: Math.min(1, Math.max(drawn.high, wilson.high)),
    };
  }

  /** In logarithms, where the scatter of times and rates is even. */
  #ofRatio(
    statistic: (weights: Weights) => number,
    whole: number,
    units?: number,
  ): MeasuredInterval | undefined {
    if (!(whole > 0)) return undefined;
    // Histograms count in whole microseconds, with 3 digits.
    const resolution = Math.max(1e-3, Math.log1p(NS_PER_US / whole));
    const found = this.#interval(
      (weights) => Math.log(statistic(weights)),
      Math.log(whole),
      resolution,
      units,
    );
    return found && { low: Math.exp(found.low), high: Math.exp(found.high) };
  }

  #interval(
    statistic: (weights: Weights) => number,
    estimate: number,
    resolution: number,
    unitsOfStatistic?: number,
  ): MeasuredInterval | undefined {
    const count = this.#table.unitCount;
    if (this.#draws.length === 0) return undefined;
    const center = statistic(eachOnce(count));
    // Replies that were not matched to their requests have no times in blocks.
    if (!Number.isFinite(center)) return undefined;
    const byUnit = Array.from({ length: count }, (_, i) => statistic(only(i, count)));
    const units = Math.max(2, Math.round(unitsOfStatistic ?? count));
    const { low, high } = judgeDifference({
      estimate,
      center,
      draws: this.#draws.map(statistic),
      resolution,
      units,
      degrees: units - 1,
      persistence: persistenceOf(byUnit, byUnit),
    });
    return { low, high };
  }
}

function wilsonInterval(share: number, count: number): MeasuredInterval {
  const z2 = NORMAL_975 ** 2;
  const center = (share + z2 / (2 * count)) / (1 + z2 / count);
  const half =
    (NORMAL_975 * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count ** 2))) /
    (1 + z2 / count);
  return { low: center - half, high: center + half };
}
