// Every file that is made from a whole sweep. Loading this takes 90 ms, for the charts: import it when it is needed.
import { judgedAttempts, okResponsesNs } from "../../run/sweep/summary.ts";
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import { renderSvgs, svgFiles } from "../chart/render-svg.ts";
import { localBaselineChart } from "../cluster/local-baseline-chart.ts";
import { waterfallChart } from "../cluster/waterfall-chart.ts";
import { formatHtml, type PageScript } from "../document/html.ts";
import { reportDocument, reportMarkdown } from "./document.ts";
import { healthChart } from "./health-chart.ts";
import { histogramChart } from "./histogram-chart.ts";
import { junitXml } from "./junit.ts";
import { levelsCsv } from "./levels-csv.ts";
import { sweepPage } from "./page.ts";
import type { Report } from "./report.ts";
import { residualsChart } from "./residuals-chart.ts";
import { staircaseChart } from "./staircase-chart.ts";
import { threadsChart } from "./threads-chart.ts";
import { throughputChart } from "./throughput-chart.ts";

/** File names → texts; without a script the page is static. */
export function sweepReports(report: Report, script?: PageScript): Record<string, string> {
  const svgs = renderCharts(report);
  return {
    ...svgFiles(svgs),
    "levels.csv": levelsCsv(report.run),
    "latency.hgrm": latencyHgrm(report),
    "junit.xml": junitXml(report.run),
    "report.md": reportMarkdown(report),
    "report.html": reportHtml(report, svgs, script),
  };
}

export function reportHtml(
  report: Report,
  svgs: Readonly<Record<string, string>>,
  script?: PageScript,
): string {
  const live = script && { script, data: sweepPage(report) };
  return formatHtml(reportDocument(report), svgs, report.texts, live);
}

/** Every picture of a run, as SVG text. */
export function renderCharts(report: Report) {
  return renderSvgs({
    staircase: () => staircaseChart(report),
    throughput: () => throughputChart(report),
    residuals: () => residualsChart(report),
    histogram: () => histogramChart(report),
    threads: () => threadsChart(report),
    health: () => healthChart(report),
    ...(report.run.expected.topology !== undefined && {
      beside: () => localBaselineChart(report),
      waterfall: () => waterfallChart(report),
    }),
  });
}

/**
 * The percentile distribution of all judged ok responses in milliseconds, as HdrHistogram's plotter reads it. Levels are
 * pooled: the distribution is that of the sweep, not of a load.
 */
export function latencyHgrm({ attempts }: Report): string {
  const histogram = new LatencyHistogram();
  for (const { samples } of judgedAttempts(attempts)) {
    for (const responseNs of okResponsesNs(samples)) histogram.record(responseNs);
  }
  return histogram.formatHgrm();
}
