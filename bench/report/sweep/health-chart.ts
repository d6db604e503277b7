// The health of the load generator by level: how late it was, and how much of the machine was in use. High values come
// from the measurement, not from the system.
import type { Texts } from "../../messages/texts.ts";
import type { LevelSummary } from "../../run/sweep/run.ts";
import { NS_PER_MS } from "../../../src/units/duration.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  countAxis,
  legendAt,
  type LegendEntry,
  valueAxis,
} from "../chart/style.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { summariesInOrder } from "./judged-levels.ts";
import { largestLevel, type Point } from "./level-points.ts";
import { largestOf, niceAtLeast } from "../chart/nice-numbers.ts";
import { formatPercent, timeText } from "../document/phrases.ts";
import type { Report } from "./report.ts";

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

export function healthChart({ run, texts }: Report): Chart {
  const summaries = summariesInOrder(run);
  const { charts } = texts;
  const words = charts.health;
  if (summaries.length === 0) return emptyChart(words.title, words.none);
  const maxLevel = largestLevel(summaries);
  const drawn = MEASURES.map((measure) => ({
    ...measure,
    name: words[measure.id],
    own: summaries.filter((summary) => measure.valueOf(summary) !== null),
  })).filter(({ own }) => own.length > 0);
  const largestIn = (panel: number): number =>
    largestOf(
      drawn
        .filter((measure) => measure.panel === panel)
        .flatMap(({ own, valueOf }) => own.map((summary) => valueOf(summary) ?? 0)),
      0.1,
    );
  return {
    description: words.description(words.title, drawn.map(({ name }) => name).join(", ")),
    widthPx: CHART_WIDTH_PX,
    heightPx: 520,
    tips: Object.fromEntries(
      drawn.map(({ id, own }) => [id, (i: number) => healthTip(own[i], drawn, texts)]),
    ),
    option: {
      ...baseOption(words.title, words.subtitle),
      legend: legendAt(
        66,
        drawn.map(({ name, symbol }): LegendEntry => ({ name, shape: SHAPES[symbol] })),
      ),
      grid: [
        { left: 84, right: 40, top: 112, height: 170 },
        { left: 84, right: 40, top: 318, height: 130 },
      ],
      xAxis: [
        countAxis(texts, "", "x", maxLevel, run.expected, 0),
        countAxis(texts, charts.clients, "x", maxLevel, run.expected, 1),
      ],
      yAxis: [
        valueAxis(texts, charts.inUnit(words.late, "ms"), "y", fromZero(largestIn(0)), 0),
        valueAxis(texts, charts.inUnit(words.inUse, "%"), "y", fromZero(largestIn(1)), 1),
      ],
      series: drawn.map(({ id, name, color, symbol, panel, own, valueOf }) => ({
        id,
        name,
        type: "scatter" as const,
        symbol,
        symbolSize: own.length <= 120 ? 8 : 5,
        silent: true,
        color,
        itemStyle: { color, opacity: 0.85 },
        xAxisIndex: panel,
        yAxisIndex: panel,
        data: own.map((summary): Point => [summary.level, valueOf(summary) ?? 0]),
      })),
    },
  };
}

const SHAPES = { circle: "dot", triangle: "triangle", diamond: "diamond", rect: "bar" } as const;

function fromZero(largest: number) {
  const interval = niceAtLeast(largest / 4);
  return { min: 0, max: interval * Math.ceil((largest / interval) * 1.02), interval };
}

function healthTip(
  summary: LevelSummary | undefined,
  measures: readonly (Measure & { readonly name: string })[],
  texts: Texts,
) {
  if (summary === undefined) return null;
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
