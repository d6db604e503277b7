// A value a stretch of time, drawn as a line with a step between neighbours and a gap where there is none.
import type { Ns } from "../../../src/units/duration.ts";

/** `null` breaks the line. */
export type StepPoint = [number, number | null];

/** For a line of the library with `step: "end"`; `valueOf` gives null where there is nothing to draw. */
export function stepPoints<TimeInterval extends { readonly startNs: Ns; readonly endNs: Ns }>(
  course: readonly TimeInterval[],
  toX: (timeNs: Ns) => number,
  valueOf: (stretch: TimeInterval) => number | null,
): StepPoint[] {
  return course.flatMap((stretch, i): StepPoint[] => {
    const value = valueOf(stretch);
    if (value === null) return [];
    const next = course[i + 1];
    const start: StepPoint = [toX(stretch.startNs), value];
    if (next !== undefined && next.startNs === stretch.endNs && valueOf(next) !== null) {
      return [start];
    }
    const end = toX(stretch.endNs);
    return [start, [end, value], [end, null]];
  });
}

export const STEP_LINE = {
  type: "line" as const,
  step: "end" as const,
  symbol: "none",
  silent: true,
  connectNulls: false,
};
