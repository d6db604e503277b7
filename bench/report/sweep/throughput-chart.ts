// The sawtooth: n / makespan by concurrent clients, with peaks where the last group of c is full.
import type { Texts } from "../../messages/texts.ts";
import { idealThroughputPerSec } from "../../theory/staircase.ts";
import { NS_PER_SECOND } from "../../../src/units/duration.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  countAxis,
  legendAt,
  valueAxis,
} from "../chart/style.ts";
import { summariesInOrder } from "./judged-levels.ts";
import { idealByLevel, idealLine, largestLevel, levelPoints, type Point } from "./level-points.ts";
import { formatRate, setUpText } from "../document/phrases.ts";
import type { Report } from "./report.ts";

export function throughputChart(report: Report): Chart {
  const { run, texts } = report;
  const { expected } = run;
  const words = texts.charts.throughput;
  const summaries = summariesInOrder(run);
  const maxLevel = largestLevel(summaries);
  const measured = levelPoints(summaries, report, ({ throughputPerSec }) => throughputPerSec);
  const ideal = idealByLevel(
    report,
    (level) => idealThroughputPerSec(level, expected),
    ({ level }, makespanNs) => (level * NS_PER_SECOND) / makespanNs,
  );
  const crests = ideal.filter(([level]) => expected.isConstant && level % expected.threads === 0);
  const setUp = setUpText(expected, texts);
  return {
    description: words.description(setUp),
    widthPx: CHART_WIDTH_PX,
    heightPx: 440,
    tips: measured.tips,
    option: {
      ...baseOption(words.title, setUp),
      legend: legendAt(66, [
        ...measured.legend,
        ...(crests.length > 0 ? [{ name: words.peak, shape: "diamond" as const }] : []),
      ]),
      grid: { left: 84, right: 56, top: 112, bottom: 58 },
      xAxis: countAxis(texts, texts.charts.clients, "x", maxLevel, expected),
      yAxis: valueAxis(texts, texts.charts.completionsPerSec, "y", { min: 0 }),
      series: [
        ...measured.series,
        { ...idealLine(report), data: ideal },
        {
          name: words.peak,
          type: "scatter" as const,
          symbol: "diamond",
          symbolSize: crests.length <= 20 ? 12 : 7,
          color: COLORS.accent,
          itemStyle: { color: COLORS.accent, borderColor: COLORS.ideal, borderWidth: 1 },
          silent: true,
          z: 6,
          data: crests.map((value, i) => ({
            value,
            ...(i === 0 && { label: crestLabel(value, texts) }),
          })),
        },
      ],
    },
  };
}

/** All peaks are equally high: only the first has a label. */
function crestLabel([, throughputPerSec]: Point, texts: Texts) {
  return {
    show: true,
    position: "top" as const,
    formatter: formatRate(throughputPerSec, texts),
    fontSize: 12,
    color: COLORS.text,
  };
}
