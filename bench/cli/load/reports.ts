// Every file of a load run's folder that is made from the whole run, and what standard output says of it.
import { textsFor } from "../../messages/texts.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { buildPageScript } from "../page-script.ts";
import { githubBenchmarks } from "../../report/load/github-benchmarks.ts";
import { loadMarkdown } from "../../report/load/document.ts";
import { loadOutput } from "../../report/load/output.ts";
import { loadSummaryText } from "../../report/load/summary-text.ts";
import { type EndedRun, type Format, printReport } from "../print-report.ts";
import { jsonText, writeFiles } from "../write-files.ts";

/** @throws {Error} the system's, if a file can't be written. */
export async function writeLoadReports(
  path: string,
  run: LoadRun,
  hasGithubFiles = false,
): Promise<void> {
  // The chart library takes 90 ms to load: after the measuring, not before it.
  const { loadReports } = await import("../../report/load/reports.ts");
  const texts = textsFor(processLanguage());
  const script = await buildPageScript(texts.language);
  await writeFiles(path, {
    ...loadReports(run, texts, script),
    ...(hasGithubFiles && githubFiles(run)),
  });
}

/** One file a direction, as github-action-benchmark takes one direction a file. */
function githubFiles(run: LoadRun): Record<string, string> {
  const { smallerIsBetter, biggerIsBetter } = githubBenchmarks(run);
  return {
    "github-smaller-is-better.json": jsonText(smallerIsBetter),
    "github-bigger-is-better.json": jsonText(biggerIsBetter),
  };
}

export async function printLoad(run: LoadRun, format: Format, ended: EndedRun): Promise<void> {
  await printReport(format, ended, {
    json: (own) => loadOutput(run, own),
    markdown: (texts) => loadMarkdown(run, texts),
    text: (texts, columns, look) => loadSummaryText(run, texts, columns, look),
  });
}
