// One number per level as a plot of characters; all levels have the same width.
import { largestOf, niceAtLeast } from "../chart/nice-numbers.ts";
import type { Series, Tick } from "../text/area.ts";

/** The largest of the levels that share a column: a crest is never lost. `levels` ascend. */
export function levelCourse(
  levels: readonly number[],
  valueOf: (level: number) => number | undefined,
): Series {
  return (from, to) => {
    const first = Math.floor(from * levels.length + 1e-9);
    const end = Math.max(first + 1, Math.floor(to * levels.length + 1e-9));
    const values = levels.slice(first, end).flatMap((level) => valueOf(level) ?? []);
    return values.length === 0 ? undefined : largestOf(values);
  };
}

/** The last level, the first, and multiples of a round number between them. */
export function levelTicks(levels: readonly number[]): Tick[] {
  const [first = 0, last = 0] = [levels[0], levels.at(-1)];
  const every = Math.max(1, niceAtLeast(Math.max(1, last) / 10));
  const round = levels.filter((level) => level % every === 0);
  return [...new Set([last, first, ...round])].map((level) => ({
    at: (levels.indexOf(level) + 0.5) / levels.length,
    text: `${level}`,
  }));
}
