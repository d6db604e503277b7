// The sawtooth: n / makespan by concurrent clients, cresting where the last group of c is full.
import { idealThroughputPerSec } from "../theory/staircase.ts";
import { NS_PER_SECOND } from "../../src/units/duration.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  countAxis,
  legendAt,
  valueAxis,
} from "./chart-style.ts";
import { summariesInOrder } from "./judged-levels.ts";
import { idealByLevel, idealLine, largestLevel, levelPoints, type Point } from "./level-points.ts";
import { formatRate, setUpText } from "./phrases.ts";
import type { Report } from "./report.ts";

const CREST = "crest, at a multiple of c";

export function throughputChart(report: Report): Chart {
  const { run, texts } = report;
  const { expected } = run;
  const summaries = summariesInOrder(run);
  const maxLevel = largestLevel(summaries);
  const measured = levelPoints(summaries, expected, ({ throughputPerSec }) => throughputPerSec);
  const ideal = idealByLevel(
    report,
    (level) => idealThroughputPerSec(level, expected),
    ({ level }, makespanNs) => (level * NS_PER_SECOND) / makespanNs,
  );
  const crests = ideal.filter(([level]) => expected.isConstant && level % expected.threads === 0);
  const setUp = setUpText(expected);
  return {
    description: `Throughput by concurrent clients, a sawtooth that crests at multiples of c; ${setUp}.`,
    widthPx: CHART_WIDTH_PX,
    heightPx: 440,
    tips: measured.tips,
    option: {
      ...baseOption("Throughput: n / time for all replies", setUp),
      legend: legendAt(66, [
        ...measured.legend,
        ...(crests.length > 0 ? [{ name: CREST, shape: "diamond" as const }] : []),
      ]),
      grid: { left: 84, right: 56, top: 112, bottom: 58 },
      xAxis: countAxis(texts, "concurrent clients, n", "x", maxLevel, expected),
      yAxis: valueAxis(texts, "completions per second", "y", { min: 0 }),
      series: [
        ...measured.series,
        { ...idealLine(expected), data: ideal },
        {
          name: CREST,
          type: "scatter" as const,
          symbol: "diamond",
          symbolSize: crests.length <= 20 ? 12 : 7,
          color: COLORS.accent,
          itemStyle: { color: COLORS.accent, borderColor: COLORS.ideal, borderWidth: 1 },
          silent: true,
          z: 6,
          data: crests.map((value, i) => ({ value, ...(i === 0 && { label: crestLabel(value) }) })),
        },
      ],
    },
  };
}

/** All crests are equally high: one of them says it. */
function crestLabel([, throughputPerSec]: Point) {
  return {
    show: true,
    position: "top" as const,
    formatter: formatRate(throughputPerSec),
    fontSize: 12,
    color: COLORS.text,
  };
}
