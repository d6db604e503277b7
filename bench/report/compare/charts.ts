// Every picture of a comparison by its name, for the files beside the report and for its page.
import type { Texts } from "../../messages/texts.ts";
import { differencesChart } from "./differences-chart.ts";
import { compareChart } from "./percentiles-chart.ts";
import { type CompareReport, hasIntervals } from "./report.ts";

export function compareCharts(report: CompareReport, texts: Texts) {
  const { comparison } = report;
  return {
    ...(hasIntervals(comparison) && { differences: () => differencesChart(report, texts) }),
    ...(comparison.result !== null && { percentiles: () => compareChart(report, texts) }),
  };
}
