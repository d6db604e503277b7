// The tooltip of a burst.
import type { Texts } from "../../messages/texts.ts";
import type { Expected, LevelSummary } from "../../run/sweep/run.ts";
import { idealMakespanNs, idealThroughputPerSec } from "../../theory/staircase.ts";
import { formatGroups } from "./level-table.ts";
import { formatRate, timeText } from "../document/phrases.ts";
import type { Tip } from "../chart/tip.ts";

export function levelTip(summary: LevelSummary, expected: Expected, texts: Texts): Tip {
  const { level, repeat, attempt, ok, makespanNs, throughputPerSec, groups } = summary;
  const { charts, sweepReport } = texts;
  const { repeatNumber, attemptNumber } = sweepReport.levels;
  const words = charts.level;
  const which = [
    ...(repeat > 1 ? [repeatNumber(repeat)] : []),
    ...(attempt > 1 ? [attemptNumber(attempt)] : []),
  ];
  const withIdeal = (measured: string, ideal: string): string =>
    expected.isConstant ? words.withIdeal(measured, ideal) : measured;
  return {
    level,
    title: [`n = ${level}`, ...which].join(", "),
    rows: [
      ...(ok < level ? [[words.answered, words.okOf(ok, level)] as const] : []),
      ...(makespanNs === null
        ? []
        : [
            [
              charts.makespan,
              withIdeal(
                timeText(makespanNs, texts),
                timeText(idealMakespanNs(level, expected), texts),
              ),
            ] as const,
          ]),
      ...(throughputPerSec === null
        ? []
        : [
            [
              words.throughput,
              withIdeal(
                formatRate(throughputPerSec, texts),
                formatRate(idealThroughputPerSec(level, expected), texts),
              ),
            ] as const,
          ]),
      [words.groups, formatGroups(groups)],
    ],
  };
}
