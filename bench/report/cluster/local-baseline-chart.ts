// A cluster's throughput beside that of the local form, level by level, and the ideal of both.
import type { Texts } from "../../messages/texts.ts";
import { idealThroughputPerSec } from "../../theory/staircase.ts";
import type { LevelSummary } from "../../run/sweep/run.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  countAxis,
  legendAt,
  valueAxis,
} from "../chart/style.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { judgedOf } from "../sweep/judged-levels.ts";
import { idealByLevel, idealLine, largestLevel, type Point } from "../sweep/level-points.ts";
import { formatRate, setUpText, timeText } from "../document/phrases.ts";
import type { Report } from "../sweep/report.ts";
import type { Tip } from "../chart/tip.ts";

export function besideChart(report: Report): Chart {
  const { run, texts } = report;
  const { expected, local } = run;
  const words = texts.charts.beside;
  if (local === undefined || local.levels.length === 0 || run.levels.length === 0) {
    return emptyChart(words.title, words.unknown);
  }
  const sides = [
    {
      id: "local",
      name: words.local,
      color: COLORS.accent,
      symbol: "diamond",
      own: judgedOf(local.levels),
    },
    {
      id: "cluster",
      name: words.cluster,
      color: COLORS.measured,
      symbol: "circle",
      own: judgedOf(run.levels),
    },
  ];
  const maxLevel = largestLevel(run.levels);
  const ideal = idealByLevel(
    report,
    (level) => idealThroughputPerSec(level, expected),
    ({ level }, makespanNs) => (level * 1e9) / makespanNs,
  );
  return {
    description: words.description(words.title, setUpText(expected, texts)),
    widthPx: CHART_WIDTH_PX,
    heightPx: 440,
    tips: Object.fromEntries(
      sides.map(({ id, own }) => [
        id,
        (i: number) => (own[i] === undefined ? null : besideTip(own[i].level, sides, texts)),
      ]),
    ),
    option: {
      ...baseOption(words.title, setUpText(expected, texts)),
      legend: legendAt(66, [
        { name: words.cluster, shape: "dot" },
        { name: words.local, shape: "diamond" },
        { name: texts.charts.ideal, shape: "line" },
      ]),
      grid: { left: 84, right: 56, top: 112, bottom: 58 },
      xAxis: countAxis(texts, texts.charts.clients, "x", maxLevel, expected),
      yAxis: valueAxis(texts, texts.charts.completionsPerSec, "y", { min: 0 }),
      series: [
        ...sides.map(({ id, name, color, symbol, own }) => ({
          id,
          name,
          color,
          symbol,
          type: "scatter" as const,
          symbolSize: id === "local" ? 12 : 7,
          silent: true,
          itemStyle: { color },
          data: own.map(({ level, throughputPerSec }): Point => [level, throughputPerSec ?? 0]),
        })),
        { ...idealLine(report), data: ideal },
      ],
    },
  };
}

function besideTip(
  level: number,
  sides: readonly { readonly name: string; readonly own: readonly LevelSummary[] }[],
  texts: Texts,
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
              texts.charts.beside.rateAndMakespan(
                formatRate(throughputPerSec, texts),
                timeText(makespanNs, texts),
              ),
            ] as const,
          ];
    }),
  };
}
