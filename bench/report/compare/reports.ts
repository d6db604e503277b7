// Every file that is made from a whole comparison. Loading this takes 90 ms: import it when it is needed.
import type { Texts } from "../../messages/texts.ts";
import { compareCharts } from "./charts.ts";
import { compareDocument } from "./document.ts";
import { comparePage, type CompareReport } from "./report.ts";
import { compareJunit } from "./junit.ts";
import { formatHtml, type PageScript } from "../document/html.ts";
import { formatMarkdown } from "../document/markdown.ts";
import { renderSvgs, svgFiles } from "../chart/render-svg.ts";

/** File names → texts; without a script the page is static. */
export function compareReports(
  report: CompareReport,
  texts: Texts,
  script?: PageScript,
): Record<string, string> {
  const document = compareDocument(report, texts);
  const svgs = renderSvgs(compareCharts(report, texts));
  const live = script && { script, data: comparePage(report) };
  return {
    "report.md": formatMarkdown(document, texts),
    "report.html": formatHtml(document, svgs, texts, live),
    ...svgFiles(svgs),
    "junit.xml": compareJunit(report.comparison),
  };
}

/** For a comment on a pull request, where no picture lies beside it. */
export function compareMarkdown(report: CompareReport, texts: Texts): string {
  return formatMarkdown(compareDocument(report, texts, false), texts);
}
