// The percentile curves of both sides in one picture, on an axis on which each nine has the same room.
import type { Texts } from "../../messages/texts.ts";
import { wholeOfRuns } from "../../judge/compare/sides.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { type Chart, chartOf, emptyChart } from "../chart/chart.ts";
import { COLORS } from "../chart/colors.ts";
import { dashed, line } from "../chart/series.ts";
import { type Curve, curveOf, drawCurves } from "../load/percentiles-chart.ts";
import type { CompareReport } from "./report.ts";
import { compareTitle, sidesText } from "./phrases.ts";

export function compareChart({ comparison, runsA, runsB }: CompareReport, texts: Texts): Chart {
  const words = texts.compareReport.pictures.percentiles;
  const curves = [
    curveOfRuns("A", COLORS.measuredDark, runsA),
    curveOfRuns("B", COLORS.failed, runsB),
  ].filter(({ points }) => points.length > 0);
  if (curves.length === 0) return emptyChart(words.title, words.none);
  const { course, drawn, ...axes } = drawCurves(curves, texts);
  return chartOf({
    title: words.title,
    subtitle: sidesText(comparison, texts),
    description: words.description(words.title, compareTitle(comparison, texts)),
    heightPx: 440,
    course,
    legend: curves.map(({ name }) => name),
    plots: [
      {
        ...axes,
        series: drawn.flatMap((curve) => [
          line(curve, curve.exact),
          ...(curve.atLeast.length > 0 ? [dashed(line(curve, curve.atLeast))] : []),
        ]),
      },
    ],
  });
}

function curveOfRuns(name: string, color: string, runs: readonly LoadRun[]): Curve {
  const phases = runs.flatMap(({ result }) => result?.run ?? []);
  const times = phases.length === 0 ? undefined : wholeOfRuns(phases).times;
  return { name, color, widthPx: 3, points: curveOf(times) };
}
