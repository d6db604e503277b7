// The charts of a sweep as SVG text. Loading this takes 90 ms: import it when it is needed.
import { renderSvgs } from "../chart/render-svg.ts";
import { localBaselineChart } from "../cluster/local-baseline-chart.ts";
import { waterfallChart } from "../cluster/waterfall-chart.ts";
import { healthChart } from "./health-chart.ts";
import { histogramChart } from "./histogram-chart.ts";
import type { Report } from "./report.ts";
import { residualsChart } from "./residuals-chart.ts";
import { staircaseChart } from "./staircase-chart.ts";
import { threadsChart } from "./threads-chart.ts";
import { throughputChart } from "./throughput-chart.ts";

/** Every picture of a run; the file of each is its name and ".svg". */
export function renderCharts(report: Report) {
  return renderSvgs({
    staircase: staircaseChart(report),
    throughput: throughputChart(report),
    residuals: residualsChart(report),
    histogram: histogramChart(report),
    threads: threadsChart(report),
    health: healthChart(report),
    ...(report.run.expected.topology !== undefined && {
      beside: localBaselineChart(report),
      waterfall: waterfallChart(report),
    }),
  });
}
