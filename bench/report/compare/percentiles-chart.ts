// The percentile curves of both sides in one picture, on an axis on which each nine has the same room.
import type { Texts } from "../../messages/texts.ts";
import { wholeOfRuns } from "../../judge/compare/sides.ts";
import type { LoadPhase, LoadRun } from "../../run/load/run.ts";
import { baseOption, type Chart, CHART_WIDTH_PX, COLORS, legendAt } from "../chart/style.ts";
import type { CompareReport } from "./document.ts";
import { compareTitle, sidesText } from "./phrases.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { responseAxis } from "../load/axis.ts";
import { type CurvePoint, curveOf, curveTips, ninesAxis, splitCurve } from "../chart/nines-axis.ts";

export function compareChart(report: CompareReport, texts: Texts): Chart {
  const words = texts.compareReport.pictures.percentiles;
  const curves = [
    { name: "A", color: COLORS.measuredDark, points: curveOfRuns(report.runsA) },
    { name: "B", color: COLORS.failed, points: curveOfRuns(report.runsB) },
  ].filter(({ points }) => points.length > 0);
  if (curves.length === 0) return emptyChart(words.title, words.none);
  const vertical = responseAxis(
    texts,
    "y",
    curves.flatMap(({ points }) => points.map(({ timeNs }) => timeNs)),
  );
  const lastNines = Math.max(1, ...curves.map(({ points }) => points.at(-1)?.nines ?? 0));
  const series = curves.flatMap(({ name, color, points }) => {
    const { exact, atLeast } = splitCurve(points);
    return [
      { points: exact, type: "solid" as const },
      { points: atLeast, type: "dashed" as const },
    ]
      .filter((part) => part.points.length > 0)
      .map((part) => ({
        name,
        type: "line" as const,
        symbol: "none",
        silent: true,
        color,
        lineStyle: { width: 3, color, type: part.type },
        data: part.points.map(({ nines, timeNs }) => [nines, vertical.toAxis(timeNs)]),
      }));
  });
  return {
    description: words.description(words.title, compareTitle(report.comparison, texts)),
    widthPx: CHART_WIDTH_PX,
    heightPx: 440,
    course: curveTips(curves, texts),
    option: {
      ...baseOption(words.title, sidesText(report.comparison, texts)),
      legend: legendAt(
        66,
        curves.map(({ name }) => ({ name, shape: "line" as const })),
      ),
      grid: { left: 92, right: 56, top: 112, bottom: 58 },
      xAxis: ninesAxis(texts, lastNines),
      yAxis: vertical.axis,
      series,
    },
  };
}

function curveOfRuns(runs: readonly LoadRun[]): CurvePoint[] {
  const phases = runs.flatMap(({ result }): LoadPhase[] => (result === null ? [] : [result.run]));
  return phases.length === 0 ? [] : curveOf(wholeOfRuns(phases).times);
}
