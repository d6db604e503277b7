// What a burst says of itself where it is a point of a chart.
import type { Expected, LevelSummary } from "../measure/run.ts";
import { formatDuration } from "../../src/units/duration.ts";
import { idealMakespanNs, idealThroughputPerSec } from "../theory/staircase.ts";
import { formatGroups } from "./level-table.ts";
import { formatRate } from "./phrases.ts";
import type { Tip } from "./tip.ts";

export function levelTip(summary: LevelSummary, expected: Expected): Tip {
  const { level, repeat, attempt, ok, makespanNs, throughputPerSec, groups } = summary;
  const which = [
    ...(repeat > 1 ? [`repeat ${repeat}`] : []),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
  ];
  const ideal = (text: string): string => (expected.isConstant ? `, ideal ${text}` : "");
  return {
    level,
    title: [`n = ${level}`, ...which].join(", "),
    rows: [
      ...(ok < level ? [["answered ok", `${ok} of ${level}`] as const] : []),
      ...(makespanNs === null
        ? []
        : [
            [
              "all replies",
              formatDuration(makespanNs) + ideal(formatDuration(idealMakespanNs(level, expected))),
            ] as const,
          ]),
      ...(throughputPerSec === null
        ? []
        : [
            [
              "throughput",
              formatRate(throughputPerSec) +
                ideal(formatRate(idealThroughputPerSec(level, expected))),
            ] as const,
          ]),
      ["groups", formatGroups(groups)],
    ],
  };
}
