// Response time by percentile, on an axis on which each nine has the same room: 90, 99, 99.9 %, …
import type { Texts } from "../../messages/texts.ts";
import { loadText } from "../../judge/load/words.ts";
import { countFor } from "../../run/load/censored.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { baseOption, type Chart, CHART_WIDTH_PX, COLORS, legendAt } from "../chart/style.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { responseAxis } from "./axis.ts";
import { percentileTime } from "./phrases.ts";
import { responseTimesOf } from "./responses.ts";
import { startName } from "./result-sections.ts";
import { largestOf } from "../chart/nice-numbers.ts";
import { type CurvePoint, curveOf, curveTips, ninesAxis, splitCurve } from "../chart/nines-axis.ts";

export function percentilesChart({ plan, result }: LoadRun, texts: Texts): Chart {
  const { tooFew, notMatched, percentiles: words } = texts.loadReport.charts;
  const times = result === null ? null : responseTimesOf(result.run);
  const curves =
    times === null
      ? []
      : [
          {
            name: startName(plan, texts),
            color: COLORS.measuredDark,
            width: 3,
            points: curveOf(times.fromStart),
          },
          {
            name: texts.loadReport.response.fromSend,
            color: COLORS.accent,
            width: 2,
            points: curveOf(times.fromSend),
          },
        ].filter(({ points }) => points.length > 1);
  if (times === null || curves.length === 0) {
    const isUnmatched = times?.fromStart.isMatched === false;
    return emptyChart(words.title, isUnmatched ? notMatched : tooFew(String(countFor(50))));
  }
  const vertical = responseAxis(
    texts,
    "y",
    curves.flatMap(({ points }) => points.map(({ timeNs }) => timeNs)),
  );
  const lastNines = largestOf(curves.map(({ points }) => points.at(-1)?.nines ?? 0));
  const drawn = curves.map((curve) => ({ ...curve, ...splitCurve(curve.points) }));
  const toPoint = ({ nines, timeNs }: CurvePoint): [number, number] => [
    nines,
    vertical.toAxis(timeNs),
  ];
  const ends = drawn.flatMap(({ atLeast }) => atLeast.at(-1) ?? []).slice(0, 1);
  return {
    description: words.description(
      words.title,
      curves.map(({ name }) => name).reduce(words.and),
      loadText(plan, texts),
    ),
    widthPx: CHART_WIDTH_PX,
    heightPx: 440,
    course: curveTips(curves, texts),
    option: {
      ...baseOption(
        words.title,
        `${loadText(plan, texts)} · ${texts.counted.requests(times.fromStart.count)}`,
      ),
      legend: legendAt(66, [
        ...curves.map(({ name }) => ({ name, shape: "line" as const })),
        ...(ends.length > 0 ? [{ name: words.atLeast, shape: "dashes" as const }] : []),
      ]),
      grid: { left: 92, right: 56, top: 112, bottom: 58 },
      xAxis: ninesAxis(texts, lastNines),
      yAxis: vertical.axis,
      series: [
        ...drawn.map(({ name, color, width, exact }) => ({
          ...CURVE,
          name,
          color,
          lineStyle: { width, color },
          data: exact.map(toPoint),
        })),
        ...drawn.map(({ color, atLeast }) => ({
          ...CURVE,
          name: words.atLeast,
          color: COLORS.ideal,
          lineStyle: { width: 2, color, type: "dashed" as const },
          data: atLeast.map(toPoint),
        })),
        {
          type: "scatter" as const,
          symbol: "triangle",
          symbolSize: 12,
          color: COLORS.ideal,
          silent: true,
          z: 10,
          label: {
            show: true,
            position: "top" as const,
            distance: 6,
            formatter: ends.map(({ found }) => percentileTime(found, texts)).join(""),
            fontSize: 12,
            color: COLORS.text,
          },
          data: ends.map(toPoint),
        },
      ],
    },
  };
}

const CURVE = { type: "line" as const, symbol: "none", silent: true };
