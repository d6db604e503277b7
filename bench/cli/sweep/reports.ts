// Every file of a run's folder that is made from the whole run.
import { buildPageScript } from "../page-script.ts";
import { reportMarkdown } from "../../report/sweep/document.ts";
import type { Report } from "../../report/sweep/report.ts";
import { summaryText } from "../../report/sweep/summary-text.ts";
import { sweepOutput } from "../../report/sweep/output.ts";
import { type EndedRun, type Format, printReport } from "../print-report.ts";
import { writeFiles } from "../write-files.ts";

/** @throws {Error} the system's, if a file can't be written. */
export async function writeReports(folder: string, report: Report): Promise<void> {
  // The chart library takes 90 ms to load: after the measuring, not before it.
  const { sweepReports } = await import("../../report/sweep/reports.ts");
  const script = await buildPageScript(report.texts.language);
  await writeFiles(folder, sweepReports(report, script));
}

export async function printSweep(report: Report, format: Format, ended: EndedRun): Promise<void> {
  await printReport(format, ended, {
    json: (own) => sweepOutput(report.run, own),
    markdown: () => reportMarkdown(report),
    text: (_, columns, look) => summaryText(report, columns, look),
  });
}
