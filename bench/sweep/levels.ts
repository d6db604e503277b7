// Which numbers of concurrent clients to measure.
import { OptionsError } from "../../src/units/options-error.ts";
import { say } from "../messages/texts.ts";
import type { Text } from "../../src/units/text.ts";

/** More connections than this from one process meet the ports of one address. */
export const MAX_LEVEL = 20_000;

/** Around the edges of the first steps of a pool so wide, and 100: 1, 30, 31, 60, 61, 90, 91, 100 for 30. */
export function edgeLevels(width: number): number[] {
  const levels = [1, 2, 3].flatMap((step) => [step * width, step * width + 1]);
  return [...new Set([1, ...levels, 100])].sort((a, b) => a - b);
}

/**
 * Reads lists, ranges and steps: "1-100", "1,5,10,11", "10-100/10". Result: ascending, each level once.
 * @throws {OptionsError} naming every part that can't be read.
 */
export function parseLevels(text: string): number[] {
  const levels = new Set<number>();
  const problems: Text[] = [];
  for (const part of text.split(",")) {
    const match = /^\s*(\d+)(?:-(\d+)(?:\/(\d+))?)?\s*$/.exec(part);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? first);
    const step = Number(match?.[3] ?? 1);
    if (match === null) {
      problems.push(say((texts) => texts.options.notALevel(part)));
    } else if (first < 1 || last < first || step < 1 || last > MAX_LEVEL) {
      problems.push(say((texts) => texts.options.levelOutOfRange(part, MAX_LEVEL)));
    } else {
      for (let level = first; level <= last; level += step) levels.add(level);
    }
  }
  if (problems.length > 0) throw new OptionsError(problems);
  return [...levels].sort((a, b) => a - b);
}
