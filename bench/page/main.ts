/// <reference lib="dom" />
// The script of report.html: replaces each picture by a chart, from the run in the page.
import type { Chart } from "../report/chart/chart.ts";
import { textsFor } from "../messages/texts.ts";
import { compareChart } from "../report/compare/percentiles-chart.ts";
import { type ComparePage, hasIntervals } from "../report/compare/report.ts";
import { differencesChart } from "../report/compare/differences-chart.ts";
import { errorsChart } from "../report/load/errors-chart.ts";
import { hasErrors } from "../report/load/phrases.ts";
import type { LoadPage } from "../report/load/reports.ts";
import type { SweepPage } from "../report/sweep/page.ts";
import { percentilesChart } from "../report/load/percentiles-chart.ts";
import { ratesChart } from "../report/load/rates-chart.ts";
import { responseCourseChart } from "../report/load/response-times-chart.ts";
import { responseHistogramChart } from "../report/load/response-histogram-chart.ts";
import { figureOf } from "./elements.ts";
import { showChart } from "./live-chart.ts";
import { showSweep } from "./sweep-page.ts";

function show(data: SweepPage | LoadPage | ComparePage): void {
  const texts = textsFor(document.documentElement.lang === "es" ? "es" : "en");
  const showIn = (name: string, build: () => Chart) => showChart(figureOf(name), build, texts);
  switch (data.kind) {
    case "sweep":
      return showSweep(data, texts);
    case "load": {
      const { run } = data;
      if (run.result === null) return;
      showIn("response-over-time", () => responseCourseChart(run, texts));
      showIn("rates", () => ratesChart(run, texts));
      showIn("percentiles", () => percentilesChart(run, texts));
      showIn("histogram", () => responseHistogramChart(run, texts));
      if (hasErrors(run)) showIn("errors", () => errorsChart(run, texts));
      return;
    }
    case "compare": {
      const { report } = data;
      if (report.comparison.result === null) return;
      showIn("percentiles", () => compareChart(report, texts));
      if (hasIntervals(report.comparison)) {
        showIn("differences", () => differencesChart(report, texts));
      }
      return;
    }
    default:
      data satisfies never;
  }
}

show(
  JSON.parse(document.querySelector("#run")?.textContent ?? "") as
    SweepPage | LoadPage | ComparePage,
);
