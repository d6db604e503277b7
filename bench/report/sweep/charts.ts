// The charts of a sweep as SVG text. Loading this takes 90 ms: import it when it is needed.
import { besideChart } from "../cluster/local-baseline-chart.ts";
import { healthChart } from "./health-chart.ts";
import { histogramChart } from "./histogram-chart.ts";
import type { PictureName } from "./pictures.ts";
import { renderSvg } from "../chart/render-svg.ts";
import type { Report } from "./report.ts";
import { residualsChart } from "./residuals-chart.ts";
import { staircaseChart } from "./staircase-chart.ts";
import { threadsChart } from "./threads-chart.ts";
import { throughputChart } from "./throughput-chart.ts";
import { waterfallChart } from "../cluster/waterfall-chart.ts";

export function staircaseSvg(report: Report): string {
  return renderSvg("staircase", staircaseChart(report));
}

export function throughputSvg(report: Report): string {
  return renderSvg("throughput", throughputChart(report));
}

export function residualsSvg(report: Report): string {
  return renderSvg("residuals", residualsChart(report));
}

export function histogramSvg(report: Report): string {
  return renderSvg("histogram", histogramChart(report));
}

export function threadsSvg(report: Report): string {
  return renderSvg("threads", threadsChart(report));
}

/** Of a cluster's run only. */
export function waterfallSvg(report: Report): string {
  return renderSvg("waterfall", waterfallChart(report));
}

/** Every picture of a run; the file of each is its name and ".svg". */
export function renderCharts(
  report: Report,
): Record<PictureName | "health", string> & Partial<Record<"waterfall" | "beside", string>> {
  return {
    staircase: staircaseSvg(report),
    throughput: throughputSvg(report),
    residuals: residualsSvg(report),
    histogram: histogramSvg(report),
    threads: threadsSvg(report),
    health: renderSvg("health", healthChart(report)),
    ...(report.run.expected.topology !== undefined && {
      beside: renderSvg("beside", besideChart(report)),
      waterfall: waterfallSvg(report),
    }),
  };
}
