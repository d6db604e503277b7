/// <reference lib="dom" />
// A chart by keyboard: arrow keys go from mark to mark and announce each, Enter chooses it, Escape leaves the chart.
import type { EChartsType } from "echarts/core";
import type { Chart } from "../report/chart/chart.ts";
import type { Tip } from "../report/chart/tip.ts";
import { showPlace, tipText } from "./tooltip.ts";

interface Target {
  readonly instance: EChartsType;
  readonly chart: () => Chart | undefined;
  readonly onPick: ((level: number) => void) | undefined;
}

interface Mark {
  readonly tip: Tip;
  readonly show: () => void;
}

const MOVES: Readonly<Record<string, number | undefined>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

export function addKeys(plot: HTMLElement, readout: HTMLElement, target: Target): void {
  const { instance, onPick } = target;
  let marks: { of: Chart | undefined; all: Mark[] } = { of: undefined, all: [] };
  let at = -1;
  const leave = (): void => {
    at = -1;
    readout.textContent = "";
    instance.dispatchAction({ type: "hideTip" });
  };
  plot.addEventListener("blur", leave);
  plot.addEventListener("keydown", (event) => {
    const chart = target.chart();
    if (marks.of !== chart)
      marks = { of: chart, all: chart === undefined ? [] : marksOf(chart, instance) };
    const { all } = marks;
    const by = MOVES[event.key];
    if (event.key === "Escape") return leave();
    if (event.key === "Enter") {
      const level = all[at]?.tip.level;
      if (level !== undefined) onPick?.(level);
      return;
    }
    if (by === undefined || all.length === 0) return;
    event.preventDefault();
    at = Math.min(all.length - 1, Math.max(0, at + by));
    const mark = all[at];
    if (mark === undefined) return;
    mark.show();
    readout.textContent = tipText(mark.tip);
  });
}

function marksOf(chart: Chart, instance: EChartsType): Mark[] {
  const { tips = {}, course, places } = chart;
  const mark = (tip: Tip | null, show: () => void): Mark[] => (tip === null ? [] : [{ tip, show }]);
  if (places !== undefined) {
    return places.marks.flatMap(([x, y]) =>
      mark(places.at(x, y), () => {
        const [left = 0, top = 0] = instance.convertToPixel({ gridIndex: 0 }, [x, y]);
        showPlace(instance, chart, left, top);
      }),
    );
  }
  if (course !== undefined) {
    return course.stops.flatMap((stop) =>
      mark(course.at(stop), () => {
        const x = instance.convertToPixel({ xAxisIndex: 0 }, stop);
        const y = middleOf(instance);
        instance.dispatchAction({ type: "updateAxisPointer", currTrigger: "mousemove", x, y });
        showPlace(instance, chart, x, y);
      }),
    );
  }
  const { series } = instance.getOption() as {
    series: readonly { id?: string; data?: readonly unknown[] }[];
  };
  return series.flatMap(({ id = "", data = [] }, seriesIndex) =>
    data.flatMap((_, dataIndex) =>
      mark(tips[id]?.(dataIndex) ?? null, () =>
        instance.dispatchAction({ type: "showTip", seriesIndex, dataIndex }),
      ),
    ),
  );
}

/** Of the first grid: a place that is in it, however high it is. */
function middleOf(instance: EChartsType): number {
  const { grid } = instance.getOption() as { grid: readonly { top?: number; height?: number }[] };
  const { top = 0, height = instance.getHeight() / 2 } = grid[0] ?? {};
  return top + height / 2;
}
