// Every file that is made from a whole load run. Loading this takes 90 ms: import it when it is needed.
import type { Texts } from "../../messages/texts.ts";
import { decodeHistogram } from "../../stats/encoded-histogram.ts";
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { errorsCsv } from "./errors-csv.ts";
import { formatHtml, type PageScript } from "../document/html.ts";
import { renderLoadCharts } from "./charts.ts";
import { loadDocument } from "./document.ts";
import { loadJunit } from "./junit.ts";
import { loadPage } from "../sweep/page-data.ts";
import { loadTitle } from "./phrases.ts";
import { formatMarkdown } from "../document/markdown.ts";
import { slicesCsv } from "./slices-csv.ts";

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
  return {
    "report.md": formatMarkdown(document, texts),
    "report.html": formatHtml(
      loadTitle(run, texts),
      document,
      svgs,
      texts,
      script && { script, data: loadPage(run) },
    ),
    ...Object.fromEntries(Object.entries(svgs).map(([name, svg]) => [`${name}.svg`, svg])),
    "latency.hgrm": histogram.formatHgrm(),
    "junit.xml": loadJunit(run),
    "slices.csv": slicesCsv(run),
    "errors.csv": errorsCsv(run),
  };
}
