// A cluster's throughput beside that of the local form, level by level, and the ideal of both.
import { idealThroughputPerSec } from "../theory/staircase.ts";
import type { LevelSummary } from "../measure/run.ts";
import { formatDuration } from "../../src/units/duration.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  countAxis,
  legendAt,
  valueAxis,
} from "./chart-style.ts";
import { emptyChart } from "./empty-chart.ts";
import { judgedOf } from "./judged-levels.ts";
import { idealByLevel, idealLine, largestLevel, type Point } from "./level-points.ts";
import { formatRate, setUpText } from "./phrases.ts";
import type { Report } from "./report.ts";
import type { Tip } from "./tip.ts";

const TITLE = "Throughput, the cluster beside the local form";
const CLUSTER = "cluster";
const LOCAL = "local";

export function besideChart(report: Report): Chart {
  const { run, texts } = report;
  const { expected, local } = run;
  if (local === undefined || local.levels.length === 0 || run.levels.length === 0) {
    return emptyChart(TITLE, "Unknown: the local form was not measured.");
  }
  const sides = [
    { name: LOCAL, color: COLORS.accent, symbol: "diamond", own: judgedOf(local.levels) },
    { name: CLUSTER, color: COLORS.measured, symbol: "circle", own: judgedOf(run.levels) },
  ];
  const maxLevel = largestLevel(run.levels);
  const ideal = idealByLevel(
    report,
    (level) => idealThroughputPerSec(level, expected),
    ({ level }, makespanNs) => (level * 1e9) / makespanNs,
  );
  return {
    description: `${TITLE}, by concurrent clients; ${setUpText(expected)}.`,
    widthPx: CHART_WIDTH_PX,
    heightPx: 440,
    tips: Object.fromEntries(
      sides.map(({ name, own }) => [
        name,
        (i: number) => (own[i] === undefined ? null : besideTip(own[i].level, sides)),
      ]),
    ),
    option: {
      ...baseOption(TITLE, setUpText(expected)),
      legend: legendAt(66, [
        { name: CLUSTER, shape: "dot" },
        { name: LOCAL, shape: "diamond" },
        { name: "ideal", shape: "line" },
      ]),
      grid: { left: 84, right: 56, top: 112, bottom: 58 },
      xAxis: countAxis(texts, "concurrent clients, n", "x", maxLevel, expected),
      yAxis: valueAxis(texts, "completions per second", "y", { min: 0 }),
      series: [
        ...sides.map(({ name, color, symbol, own }) => ({
          id: name,
          name,
          color,
          symbol,
          type: "scatter" as const,
          symbolSize: name === LOCAL ? 12 : 7,
          silent: true,
          itemStyle: { color },
          data: own.map(({ level, throughputPerSec }): Point => [level, throughputPerSec ?? 0]),
        })),
        { ...idealLine(expected), data: ideal },
      ],
    },
  };
}

function besideTip(
  level: number,
  sides: readonly { readonly name: string; readonly own: readonly LevelSummary[] }[],
): Tip {
  return {
    level,
    title: `n = ${level}`,
    rows: sides.flatMap(({ name, own }) => {
      const { makespanNs = null, throughputPerSec = null } =
        own.find((summary) => summary.level === level) ?? {};
      return makespanNs === null || throughputPerSec === null
        ? []
        : [
            [
              name,
              `${formatRate(throughputPerSec)}, all in ${formatDuration(makespanNs)}`,
            ] as const,
          ];
    }),
  };
}
