// Stages of an open load, as the user types them: "10s:100/s,30s:100..1000/s,5s:0".
import { formatDurationOption, MAX_DURATION_NS, parseDuration } from "../../src/units/duration.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import { formatRateOption, parseRate } from "../../src/units/rate.ts";
import type { Stage } from "../measure/load-plan.ts";

/**
 * Reads stages with commas between them, each `duration:rate`, or `duration:rate..rate` for one whose rate grows or
 * falls evenly; a unit such as /min that only one of two rates has is meant for both. In all at most 24 h.
 * @throws {OptionsError} with all problems at once.
 */
export function parseStages(text: string): Stage[] {
  const problems: string[] = [];
  const stages = text.split(",").flatMap((part, i) => {
    const stage = parseStage(part, (problem) => problems.push(`stage ${i + 1}: ${problem}`));
    return stage === undefined ? [] : [stage];
  });
  // Of a plan with unreadable stages nothing can be said as a whole.
  if (problems.length === 0) {
    if (stages.every((stage) => stage.startRatePerSec === 0 && stage.endRatePerSec === 0)) {
      problems.push(`"${text}" has no rate above 0: nothing would be sent`);
    }
    if (stages.reduce((sumNs, { durationNs }) => sumNs + durationNs, 0) > MAX_DURATION_NS) {
      problems.push(`"${text}" is longer than the limit of 24h`);
    }
  }
  if (problems.length > 0) throw new OptionsError(problems);
  return stages;
}

/** The text that `parseStages` reads back. */
export function formatStages(stages: readonly Stage[]): string {
  return stages
    .map(({ durationNs, startRatePerSec, endRatePerSec }) => {
      const start = formatRateOption(startRatePerSec);
      const rates =
        endRatePerSec === startRatePerSec ? start : `${start}..${formatRateOption(endRatePerSec)}`;
      return `${formatDurationOption(durationNs)}:${rates}`;
    })
    .join(",");
}

/** Undefined after at least one call of `report`. */
function parseStage(part: string, report: (problem: string) => void): Stage | undefined {
  const [duration, rates, ...extra] = part.split(":");
  const [start, end = start, ...more] = rates?.split("..") ?? [];
  if (
    duration === undefined ||
    start === undefined ||
    end === undefined ||
    extra.length + more.length > 0
  ) {
    report(`"${part}" is not a stage (write it like 10s:100/s or 10s:100..1000/s)`);
    return undefined;
  }
  const durationNs = readOr(report, () => parseDuration(duration));
  if (durationNs === 0) report(`"${part}" has no length`);
  const startRatePerSec = readOr(report, () => parseRate(start + missingUnit(start, end)));
  const endRatePerSec =
    start === end
      ? startRatePerSec
      : readOr(report, () => parseRate(end + missingUnit(end, start)));
  return durationNs === undefined || startRatePerSec === undefined || endRatePerSec === undefined
    ? undefined
    : { durationNs, startRatePerSec, endRatePerSec };
}

/** The other rate's unit, where `rate` has none. */
function missingUnit(rate: string, other: string): string {
  return rate.includes("/") ? "" : (/\/.*$/.exec(other)?.[0] ?? "");
}

function readOr<T>(report: (problem: string) => void, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    for (const problem of error.problems) report(problem);
    return undefined;
  }
}
