// The generator's own health by level: how late it was, and how much of the machine was in use. What is high here is not
// the system's.
import type { LevelSummary } from "../measure/run.ts";
import { formatDuration, NS_PER_MS } from "../../src/units/duration.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  countAxis,
  legendAt,
  type LegendEntry,
  valueAxis,
} from "./chart-style.ts";
import { emptyChart } from "./empty-chart.ts";
import { summariesInOrder } from "./judged-levels.ts";
import { largestLevel, type Point } from "./level-points.ts";
import { largestOf, niceAtLeast } from "./nice-numbers.ts";
import { formatPercent } from "./phrases.ts";
import type { Report } from "./report.ts";

const TITLE = "The generator and its host, by level";

interface Measure {
  readonly name: string;
  readonly color: string;
  readonly symbol: "circle" | "triangle" | "diamond" | "rect";
  /** Which of the two panels it is in. */
  readonly panel: 0 | 1;
  /** In ms, or per cent; null where it is not known. */
  readonly valueOf: (summary: LevelSummary) => number | null;
  readonly textOf: (summary: LevelSummary) => string;
}

const MEASURES: readonly Measure[] = [
  {
    name: "event loop late",
    color: COLORS.measured,
    symbol: "circle",
    panel: 0,
    valueOf: ({ self }) => self.eventLoopDelayMaxNs / NS_PER_MS,
    textOf: ({ self }) => formatDuration(self.eventLoopDelayMaxNs),
  },
  {
    name: "schedule lag",
    color: COLORS.failed,
    symbol: "triangle",
    panel: 0,
    valueOf: ({ self }) => self.scheduleLagMaxNs / NS_PER_MS,
    textOf: ({ self }) => formatDuration(self.scheduleLagMaxNs),
  },
  {
    name: "CPU of the generator",
    color: COLORS.allowed,
    symbol: "diamond",
    panel: 1,
    valueOf: ({ self }) => 100 * self.generatorCpuShare,
    textOf: ({ self }) => `${formatPercent(self.generatorCpuShare)} of a core`,
  },
  {
    name: "CPU of the host",
    color: COLORS.ideal,
    symbol: "rect",
    panel: 1,
    valueOf: ({ self }) => (self.hostBusyShare === null ? null : 100 * self.hostBusyShare),
    textOf: ({ self }) => (self.hostBusyShare === null ? "" : formatPercent(self.hostBusyShare)),
  },
];

export function healthChart({ run, texts }: Report): Chart {
  const summaries = summariesInOrder(run);
  if (summaries.length === 0)
    return emptyChart(TITLE, "There is nothing to show: no level was measured.");
  const maxLevel = largestLevel(summaries);
  const shown = MEASURES.map((measure) => ({
    ...measure,
    own: summaries.filter((summary) => measure.valueOf(summary) !== null),
  })).filter(({ own }) => own.length > 0);
  const largestIn = (panel: number): number =>
    largestOf(
      shown
        .filter((measure) => measure.panel === panel)
        .flatMap(({ own, valueOf }) => own.map((summary) => valueOf(summary) ?? 0)),
      0.1,
    );
  return {
    description: `${TITLE} by concurrent clients: ${shown.map(({ name }) => name).join(", ")}.`,
    widthPx: CHART_WIDTH_PX,
    heightPx: 520,
    tips: Object.fromEntries(
      shown.map(({ name, own }) => [name, (i: number) => healthTip(own[i], shown)]),
    ),
    option: {
      ...baseOption(TITLE, "the worst of each burst, repeats and second attempts included"),
      legend: legendAt(
        66,
        shown.map(({ name, symbol }): LegendEntry => ({ name, shape: SHAPES[symbol] })),
      ),
      grid: [
        { left: 84, right: 40, top: 112, height: 170 },
        { left: 84, right: 40, top: 318, height: 130 },
      ],
      xAxis: [
        countAxis(texts, "", "x", maxLevel, run.expected, 0),
        countAxis(texts, "concurrent clients, n", "x", maxLevel, run.expected, 1),
      ],
      yAxis: [
        valueAxis(texts, "late (ms)", "y", fromZero(largestIn(0)), 0),
        valueAxis(texts, "in use (%)", "y", fromZero(largestIn(1)), 1),
      ],
      series: shown.map(({ name, color, symbol, panel, own, valueOf }) => ({
        id: name,
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

function healthTip(summary: LevelSummary | undefined, measures: readonly Measure[]) {
  if (summary === undefined) return null;
  const { level, attempt, self } = summary;
  return {
    level,
    title: attempt > 1 ? `n = ${level}, attempt ${attempt}` : `n = ${level}`,
    rows: [
      ...measures.map(({ name, textOf }) => [name, textOf(summary)] as const),
      ...self.limits.map((limit) => ["a limit", limit] as const),
    ],
  };
}
