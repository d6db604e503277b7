/// <reference lib="dom" />
// The script of report.html: replaces each picture by a chart, from the run in the page.
import { textsFor } from "../messages/texts.ts";
import { compareChart } from "../report/compare/percentiles-chart.ts";
import { hasIntervals } from "../report/compare/document.ts";
import { differencesChart } from "../report/compare/differences-chart.ts";
import { errorsChart } from "../report/load/errors-chart.ts";
import { hasErrors } from "../report/load/phrases.ts";
import type { PageData } from "../report/sweep/page-data.ts";
import { percentilesChart } from "../report/load/percentiles-chart.ts";
import { ratesChart } from "../report/load/rates-chart.ts";
import { responseCourseChart } from "../report/load/response-times-chart.ts";
import { responseHistogramChart } from "../report/load/response-histogram-chart.ts";
import { figureOf } from "./figures.ts";
import { showChart } from "./live-chart.ts";
import { showSweep } from "./sweep-page.ts";

function show(data: PageData): void {
  const texts = textsFor(document.documentElement.lang === "es" ? "es" : "en");
  switch (data.kind) {
    case "sweep":
      return showSweep(data, texts);
    case "load": {
      const { run } = data;
      if (run.result === null) return;
      showChart(figureOf("response-over-time"), () => responseCourseChart(run, texts), texts);
      showChart(figureOf("rates"), () => ratesChart(run, texts), texts);
      showChart(figureOf("percentiles"), () => percentilesChart(run, texts), texts);
      showChart(figureOf("histogram"), () => responseHistogramChart(run, texts), texts);
      if (hasErrors(run)) showChart(figureOf("errors"), () => errorsChart(run, texts), texts);
      return;
    }
    case "compare":
      if (data.report.comparison.result === null) return;
      showChart(figureOf("percentiles"), () => compareChart(data.report, texts), texts);
      if (hasIntervals(data.report.comparison)) {
        showChart(figureOf("differences"), () => differencesChart(data.report, texts), texts);
      }
      return;
    default:
      data satisfies never;
  }
}

show(JSON.parse(document.querySelector("#run")?.textContent ?? "") as PageData);
