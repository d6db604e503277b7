// Every file of a run's folder that is made from the whole run.
import { join } from "node:path";
import { replaceFile } from "../../archive/new-folder.ts";
import { buildPageScript } from "../page-script.ts";
import { reportHtml } from "../../report/document/html.ts";
import { levelsCsv } from "../../report/sweep/levels-csv.ts";
import { junitXml } from "../../report/sweep/junit.ts";
import { latencyHgrm } from "../../report/sweep/latency-hgrm.ts";
import { reportMarkdown } from "../../report/document/markdown.ts";
import type { Report } from "../../report/sweep/report.ts";
import { summaryText } from "../../report/sweep/summary-text.ts";
import { sweepOutput } from "../../report/sweep/output.ts";
import { type EndedRun, type Format, printReport } from "../print-report.ts";

/** @throws {Error} the system's, if a file can't be written. */
export async function writeReports(folder: string, report: Report): Promise<void> {
  const replace = (name: string, text: string): Promise<void> =>
    replaceFile(join(folder, name), text);
  // The chart library takes 90 ms to load: after the measuring, not before it.
  const { renderCharts } = await import("../../report/sweep/charts.ts");
  const svgs = renderCharts(report);
  for (const [name, svg] of Object.entries(svgs)) await replace(`${name}.svg`, svg);
  await replace("levels.csv", levelsCsv(report.run));
  await replace("latency.hgrm", latencyHgrm(report));
  await replace("junit.xml", junitXml(report.run));
  await replace("report.md", reportMarkdown(report));
  const script = await buildPageScript(report.texts.language);
  await replace("report.html", reportHtml(report, svgs, script));
}

export async function printSweep(report: Report, format: Format, ended: EndedRun): Promise<void> {
  await printReport(format, ended, {
    json: (own) => sweepOutput(report.run, own),
    markdown: () => reportMarkdown(report),
    text: (_, columns, look) => summaryText(report, columns, look),
  });
}
