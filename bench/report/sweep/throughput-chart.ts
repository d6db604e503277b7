// The sawtooth: n / makespan by concurrent clients, with peaks where the last group of c is full.
import { valueAxis } from "../chart/axes.ts";
import { type Chart, chartOf } from "../chart/chart.ts";
import { COLORS } from "../chart/colors.ts";
import { labelAt, points } from "../chart/series.ts";
import { formatRate } from "../document/phrases.ts";
import { setUpText } from "./phrases.ts";
import { countAxis } from "./axes.ts";
import { idealLine, idealThroughput, largestLevel, levelPoints } from "./level-points.ts";
import { type Report, summariesInOrder } from "./report.ts";

export function throughputChart(report: Report): Chart {
  const { run, texts } = report;
  const { threads, isConstant } = run.expected;
  const { charts } = texts;
  const words = charts.throughput;
  const summaries = summariesInOrder(run);
  const measured = levelPoints(summaries, report, ({ throughputPerSec }) => throughputPerSec);
  const ideal = idealThroughput(report);
  const crests = ideal.filter(([level]) => isConstant && level % threads === 0);
  const setUp = setUpText(run.expected, texts);
  return chartOf({
    title: words.title,
    subtitle: setUp,
    description: words.description(setUp),
    heightPx: 440,
    legend: [...measured.legend, crests.length > 0 && words.peak],
    plots: [
      {
        grid: { right: 56 },
        xAxis: countAxis("x", charts.clients, largestLevel(summaries), report),
        yAxis: valueAxis(texts, charts.completionsPerSec, "y", { min: 0 }),
        series: [
          ...measured.series,
          idealLine(report, ideal),
          points(
            {
              name: words.peak,
              color: COLORS.accent,
              symbol: "diamond",
              symbolSize: crests.length <= 20 ? 12 : 7,
              itemStyle: { color: COLORS.accent, borderColor: COLORS.ideal, borderWidth: 1 },
              z: 6,
            },
            crests.map((value, i) => ({
              value,
              // All peaks are equally high: only the first has a label.
              ...(i === 0 && { label: labelAt("top", formatRate(value[1], texts)) }),
            })),
          ),
        ],
      },
    ],
  });
}
