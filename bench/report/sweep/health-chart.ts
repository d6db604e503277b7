// The health of the load generator by level: how late it was, and how much of the machine was in use. High values come
// from the measurement, not from the system.
import type { Texts } from "../../messages/texts.ts";
import type { LevelSummary } from "../../run/sweep/run.ts";
import { NS_PER_MS } from "../../../src/units/duration.ts";
import { valueAxis } from "../chart/axes.ts";
import { type Chart, chartOf, emptyChart } from "../chart/chart.ts";
import { COLORS } from "../chart/colors.ts";
import { largestOf, rangeFromZero } from "../chart/nice-numbers.ts";
import { points } from "../chart/series.ts";
import { type Tip, tipsOf } from "../chart/tip.ts";
import { formatPercent, timeText } from "../document/phrases.ts";
import { countAxis } from "./axes.ts";
import { largestLevel } from "./level-points.ts";
import { type Report, summariesInOrder } from "./report.ts";

interface Measure {
  readonly id: "eventLoop" | "scheduleLag" | "generatorCpu" | "hostCpu";
  readonly color: string;
  readonly symbol: "circle" | "triangle" | "diamond" | "rect";
  /** Which of the two panels it is in. */
  readonly panel: 0 | 1;
  /** In ms, or per cent; null where it is not known. */
  readonly valueOf: (summary: LevelSummary) => number | null;
  readonly textOf: (summary: LevelSummary, texts: Texts) => string;
}

const MEASURES: readonly Measure[] = [
  {
    id: "eventLoop",
    color: COLORS.measured,
    symbol: "circle",
    panel: 0,
    valueOf: ({ self }) => self.eventLoopDelayMaxNs / NS_PER_MS,
    textOf: ({ self }, texts) => timeText(self.eventLoopDelayMaxNs, texts),
  },
  {
    id: "scheduleLag",
    color: COLORS.failed,
    symbol: "triangle",
    panel: 0,
    valueOf: ({ self }) => self.scheduleLagMaxNs / NS_PER_MS,
    textOf: ({ self }, texts) => timeText(self.scheduleLagMaxNs, texts),
  },
  {
    id: "generatorCpu",
    color: COLORS.allowed,
    symbol: "diamond",
    panel: 1,
    valueOf: ({ self }) => 100 * self.generatorCpuShare,
    textOf: ({ self }, { charts }) => charts.health.ofACore(formatPercent(self.generatorCpuShare)),
  },
  {
    id: "hostCpu",
    color: COLORS.ideal,
    symbol: "rect",
    panel: 1,
    valueOf: ({ self }) => (self.hostBusyShare === null ? null : 100 * self.hostBusyShare),
    textOf: ({ self }) => (self.hostBusyShare === null ? "" : formatPercent(self.hostBusyShare)),
  },
];

export function healthChart(report: Report): Chart {
  const { run, texts } = report;
  const summaries = summariesInOrder(run);
  const { charts } = texts;
  const words = charts.health;
  if (summaries.length === 0) return emptyChart(words.title, words.none);
  const drawn = MEASURES.map((measure) => ({
    ...measure,
    name: words[measure.id],
    own: summaries.filter((summary) => measure.valueOf(summary) !== null),
  })).filter(({ own }) => own.length > 0);
  const clients = countAxis("x", charts.clients, largestLevel(summaries), report);
  const panelOf = (index: 0 | 1, name: string) => {
    const measures = drawn.filter(({ panel }) => panel === index);
    const values = measures.flatMap(({ own, valueOf }) => own.map((level) => valueOf(level) ?? 0));
    return {
      yAxis: valueAxis(texts, name, "y", rangeFromZero(largestOf([0.1, ...values]), 4)),
      series: measures.map(({ name: of, color, symbol, own, valueOf }) =>
        points(
          {
            name: of,
            color,
            symbol,
            symbolSize: own.length <= 120 ? 8 : 5,
            itemStyle: { color, opacity: 0.85 },
            tips: tipsOf(own, (summary) => healthTip(summary, drawn, texts)),
          },
          own.map((summary) => [summary.level, valueOf(summary) ?? 0]),
        ),
      ),
    };
  };
  const names = drawn.map(({ name }) => name);
  return chartOf({
    title: words.title,
    subtitle: words.subtitle,
    description: words.description(words.title, names.join(", ")),
    heightPx: 520,
    legend: names,
    plots: [
      {
        grid: { height: 170 },
        xAxis: { ...clients, name: "" },
        ...panelOf(0, charts.inUnit(words.late, "ms")),
      },
      {
        grid: { top: 318, height: 130 },
        xAxis: clients,
        ...panelOf(1, charts.inUnit(words.inUse, "%")),
      },
    ],
  });
}

function healthTip(
  summary: LevelSummary,
  measures: readonly (Measure & { readonly name: string })[],
  texts: Texts,
): Tip {
  const { level, attempt, self } = summary;
  const { attemptNumber } = texts.sweepReport.levels;
  const { limit: limitWord } = texts.charts.health;
  return {
    level,
    title: attempt > 1 ? `n = ${level}, ${attemptNumber(attempt)}` : `n = ${level}`,
    rows: [
      ...measures.map(({ name, textOf }) => [name, textOf(summary, texts)] as const),
      ...self.limits.map((limit) => [limitWord, texts.of(limit)] as const),
    ],
  };
}
