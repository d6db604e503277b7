/// <reference lib="dom" />
// The script of report.html: replaces each picture by a chart, from the run in the page.
import { textsFor } from "../messages/texts.ts";
import { compareCharts } from "../report/compare/charts.ts";
import type { ComparePage } from "../report/compare/report.ts";
import type { Chart } from "../report/chart/chart.ts";
import { loadCharts } from "../report/load/charts.ts";
import type { LoadPage } from "../report/load/reports.ts";
import type { SweepPage } from "../report/sweep/page.ts";
import { figureOf } from "./elements.ts";
import { showChart } from "./live-chart.ts";
import { showSweep } from "./sweep-page.ts";

function show(data: SweepPage | LoadPage | ComparePage): void {
  const texts = textsFor(document.documentElement.lang === "es" ? "es" : "en");
  const showAll = (charts: Readonly<Record<string, () => Chart>>): void => {
    for (const [name, build] of Object.entries(charts)) showChart(figureOf(name), build, texts);
  };
  switch (data.kind) {
    case "sweep":
      return showSweep(data, texts);
    case "load":
      return showAll(data.run.result === null ? {} : loadCharts(data.run, texts));
    case "compare":
      return showAll(compareCharts(data.report, texts));
    default:
      data satisfies never;
  }
}

show(
  JSON.parse(document.querySelector("#run")?.textContent ?? "") as
    SweepPage | LoadPage | ComparePage,
);
