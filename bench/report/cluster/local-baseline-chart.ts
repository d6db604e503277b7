// A cluster's throughput beside that of the local form, level by level, and the ideal of both.
import type { Texts } from "../../messages/texts.ts";
import type { LevelSummary } from "../../run/sweep/run.ts";
import { valueAxis } from "../chart/axes.ts";
import { type Chart, chartOf, emptyChart } from "../chart/chart.ts";
import { COLORS } from "../chart/colors.ts";
import { type PointStyle, points } from "../chart/series.ts";
import { type Tip, tipsOf } from "../chart/tip.ts";
import { formatRate, timeText } from "../document/phrases.ts";
import { setUpText } from "../sweep/phrases.ts";
import { countAxis } from "../sweep/axes.ts";
import { idealLine, idealThroughput, largestLevel } from "../sweep/level-points.ts";
import { judgedOf, type Report } from "../sweep/report.ts";

interface Side {
  readonly name: string;
  readonly own: readonly LevelSummary[];
}

export function localBaselineChart(report: Report): Chart {
  const { run, texts } = report;
  const { charts } = texts;
  const words = charts.beside;
  if (run.local === undefined || run.local.levels.length === 0 || run.levels.length === 0) {
    return emptyChart(words.title, words.unknown);
  }
  const local = { name: words.local, color: COLORS.accent, own: judgedOf(run.local.levels) };
  const cluster = { name: words.cluster, color: COLORS.measured, own: judgedOf(run.levels) };
  const pointsOf = ({ own, ...style }: Side & PointStyle) =>
    points(
      { ...style, tips: tipsOf(own, ({ level }) => levelTip(level, [local, cluster], texts)) },
      own.map(({ level, throughputPerSec }) => [level, throughputPerSec ?? 0]),
    );
  const setUp = setUpText(run.expected, texts);
  return chartOf({
    title: words.title,
    subtitle: setUp,
    description: words.description(words.title, setUp),
    heightPx: 440,
    legend: [cluster.name, local.name, charts.ideal],
    plots: [
      {
        grid: { right: 56 },
        xAxis: countAxis("x", charts.clients, largestLevel(run.levels), report),
        yAxis: valueAxis(texts, charts.completionsPerSec, "y", { min: 0 }),
        series: [
          pointsOf({ ...local, symbol: "diamond", symbolSize: 12 }),
          pointsOf({ ...cluster, symbol: "circle", symbolSize: 7 }),
          idealLine(report, idealThroughput(report)),
        ],
      },
    ],
  });
}

function levelTip(level: number, sides: readonly Side[], texts: Texts): Tip {
  return {
    level,
    title: `n = ${level}`,
    rows: sides.flatMap(({ name, own }) => {
      const { makespanNs = null, throughputPerSec = null } =
        own.find((summary) => summary.level === level) ?? {};
      if (makespanNs === null || throughputPerSec === null) return [];
      const [rate, makespan] = [formatRate(throughputPerSec, texts), timeText(makespanNs, texts)];
      return [[name, texts.charts.beside.rateAndMakespan(rate, makespan)] as const];
    }),
  };
}
