// Every file that is made from a whole load run. Loading this takes 90 ms, for the charts: import it when it is needed.
import type { Texts } from "../../messages/texts.ts";
import { decodeHistogram } from "../../stats/encoded-histogram.ts";
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { renderSvgs, svgFiles } from "../chart/render-svg.ts";
import { formatHtml, type PageScript } from "../document/html.ts";
import { formatMarkdown } from "../document/markdown.ts";
import { loadCharts } from "./charts.ts";
import { loadDocument } from "./document.ts";
import { errorsCsv } from "./errors-csv.ts";
import { loadJunit } from "./junit.ts";
import { slicesCsv } from "./slices-csv.ts";

/** What report.html carries for its script. */
export interface LoadPage {
  readonly kind: "load";
  readonly run: LoadRun;
}

/** File names → texts; without a script the page is static; no picture of a run that measured nothing. */
export function loadReports(
  run: LoadRun,
  texts: Texts,
  script?: PageScript,
): Record<string, string> {
  const { result } = run;
  const document = loadDocument(run, texts);
  const svgs: Readonly<Record<string, string>> =
    result === null ? {} : renderLoadCharts(run, texts);
  const histogram = result === null ? new LatencyHistogram() : decodeHistogram(result.run.response);
  const data: LoadPage = {
    kind: "load",
    run: { ...run, result: result && { ...result, warmup: null } },
  };
  return {
    "report.md": formatMarkdown(document, texts),
    "report.html": formatHtml(document, svgs, texts, script && { script, data }),
    ...svgFiles(svgs),
    "latency.hgrm": histogram.formatHgrm(),
    "junit.xml": loadJunit(run),
    "slices.csv": slicesCsv(run),
    "errors.csv": errorsCsv(run),
  };
}

/** Every picture of a run, as SVG text. */
export function renderLoadCharts(run: LoadRun, texts: Texts) {
  return renderSvgs(loadCharts(run, texts));
}
