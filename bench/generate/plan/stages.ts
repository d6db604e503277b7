// Stages of an open load, as the user types them: "10s:100/s,30s:100..1000/s,5s:0".
import { MAX_DURATION_NS, parseSeconds } from "../../../src/units/duration.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { problems } from "../../../src/units/problems.ts";
import { parseRate } from "../../../src/units/rate.ts";
import type { Text } from "../../../src/units/text.ts";
import type { Stage } from "../../run/load/plan.ts";
import { say } from "../../messages/texts.ts";

/**
 * Reads stages with commas between them, each `duration:rate`, or `duration:rate..rate` for one whose rate grows or
 * falls evenly; a unit such as /min that only one of two rates has is meant for both. In all at most 24 h.
 * @throws {OptionsError} with all problems at once.
 */
export function parseStages(text: string): Stage[] {
  const found: Text[] = [];
  const stages = text.split(",").flatMap((part, i) => {
    const stage = parseStage(part, (problem) =>
      found.push(say((texts) => texts.options.ofStage(i + 1, texts.of(problem)))),
    );
    return stage === undefined ? [] : [stage];
  });
  // Of a plan with unreadable stages nothing can be said as a whole.
  if (found.length === 0) {
    if (stages.every((stage) => stage.startRatePerSec === 0 && stage.endRatePerSec === 0)) {
      found.push(say((texts) => texts.options.noRateAboveZero(text)));
    }
    if (stages.reduce((sumNs, { durationNs }) => sumNs + durationNs, 0) > MAX_DURATION_NS) {
      found.push(problems.durationTooLong(text, "24h"));
    }
  }
  if (found.length > 0) throw new OptionsError(found);
  return stages;
}

/** Undefined after at least one call of `report`. */
function parseStage(part: string, report: (problem: Text) => void): Stage | undefined {
  const [duration, rates, ...extra] = part.split(":");
  const [start, end = start, ...more] = rates?.split("..") ?? [];
  if (
    duration === undefined ||
    start === undefined ||
    end === undefined ||
    extra.length + more.length > 0
  ) {
    report(say((texts) => texts.options.notAStage(part)));
    return undefined;
  }
  const durationNs = readOr(report, () => parseSeconds(duration));
  if (durationNs === 0) report(say((texts) => texts.options.stageWithoutLength(part)));
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

function readOr<T>(report: (problem: Text) => void, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    for (const problem of error.problems) report(problem);
    return undefined;
  }
}
