// Every file that is made from a whole comparison. Loading this takes 90 ms: import it when it is needed.
import type { Texts } from "../../messages/texts.ts";
import { compareChart } from "./percentiles-chart.ts";
import { compareDocument } from "./document.ts";
import { comparePage, type CompareReport, hasIntervals } from "./report.ts";
import { compareJunit } from "./junit.ts";
import { differencesChart } from "./differences-chart.ts";
import { formatHtml, type PageScript } from "../document/html.ts";
import { formatMarkdown } from "../document/markdown.ts";
import { renderSvg } from "../chart/render-svg.ts";

/** File names → texts; without a script the page is static. */
export function compareReports(
  report: CompareReport,
  texts: Texts,
  script?: PageScript,
): Record<string, string> {
  const document = compareDocument(report, texts);
  const svgs = {
    ...(hasIntervals(report.comparison) && {
      differences: renderSvg("differences", differencesChart(report, texts)),
    }),
    ...(report.comparison.result !== null && {
      percentiles: renderSvg("percentiles", compareChart(report, texts)),
    }),
  };
  return {
    "report.md": formatMarkdown(document, texts),
    "report.html": formatHtml(
      document,
      svgs,
      texts,
      script && { script, data: comparePage(report) },
    ),
    ...Object.fromEntries(Object.entries(svgs).map(([file, svg]) => [`${file}.svg`, svg])),
    "junit.xml": compareJunit(report.comparison),
  };
}

/** For a comment on a pull request, where no picture lies beside it. */
export function compareMarkdown(report: CompareReport, texts: Texts): string {
  return formatMarkdown(compareDocument(report, texts, false), texts);
}
