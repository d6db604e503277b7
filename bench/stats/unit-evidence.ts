// What units show by themselves, each with its own value: how alike neighbours are, and whether a difference shows in them.
import { studentTwoSided, welchDegrees } from "./student-t.ts";

/**
 * Chance of the units' mean difference if there is none, by Student's test of pairs or Welch's of two sides; 1 where it goes
 * the other way than `estimate`, 0 where a value has no end and nothing can be said. The draws of whole units alone would take
 * a tail that three of five runs happened to have for certain: any draw has one of the three.
 */
export function chanceByUnit(
  a: readonly number[],
  b: readonly number[],
  { estimate, resolution, isPaired, persistence }: UnitEvidence,
): number {
  if (![...a, ...b].every(Number.isFinite)) return 0;
  const mean = meanOf(b) - meanOf(a);
  if (Math.sign(mean) !== Math.sign(estimate)) return 1;
  const differences = b.map((value, i) => value - (a[i] ?? 0));
  const excess = Math.abs(mean) - resolution;
  if (excess <= 0) return 1;
  if (isPaired) {
    const squared = varianceOf(differences) / differences.length;
    return studentTwoSided(excess / Math.sqrt(squared), differences.length - 1);
  }
  const [ofA, ofB] = [varianceOf(a) / a.length, varianceOf(b) / b.length];
  const degrees = welchDegrees(ofA, ofB, a.length, b.length);
  return studentTwoSided(excess / (persistence * Math.sqrt(ofA + ofB)), degrees);
}

export interface UnitEvidence {
  /** Of the whole. */
  readonly estimate: number;
  readonly resolution: number;
  /** Unit i of both sides belong together. */
  readonly isPaired: boolean;
  /** `persistenceOf` both sides. */
  readonly persistence: number;
}

/** Beyond it so few blocks can't tell how alike they are. */
const MAX_CORRELATION = 0.8;

/**
 * Factor by which a mean of blocks scatters more than that of independent ones: √((1+ρ)/(1−ρ)), with ρ the correlation of
 * neighbours (of an autoregressive course, Bartlett 1946), taken from both sides together, and 1 where neighbours differ more
 * than others. Values are those of each block, in order of time.
 */
export function persistenceOf(a: readonly number[], b: readonly number[]): number {
  const correlation = (neighbourCorrelation(a) + neighbourCorrelation(b)) / 2;
  const rho = Math.min(MAX_CORRELATION, Math.max(0, correlation));
  return Math.sqrt((1 + rho) / (1 - rho));
}

/** 0 where nothing varies, or where a value has no end. */
function neighbourCorrelation(values: readonly number[]): number {
  const mean = meanOf(values);
  const offsets = values.map((value) => value - mean);
  const total = offsets.reduce((sum, offset) => sum + offset ** 2, 0);
  const shared = offsets.reduce((sum, offset, i) => sum + offset * (offsets[i - 1] ?? 0), 0);
  return total > 0 && Number.isFinite(total) ? shared / total : 0;
}

/** Of a sample: the sum of squares over n − 1. */
export function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
