// Every file of a load run's folder that is made from the whole run, and what standard output says of it.
import { textsFor } from "../../messages/texts.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { join } from "node:path";
import { replaceFile } from "../../archive/new-folder.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { buildPageScript } from "../page-script.ts";
import { githubBenchmarks } from "../../report/load/github-benchmarks.ts";
import { loadMarkdown } from "../../report/load/markdown.ts";
import { loadOutput } from "../../report/load/output.ts";
import { loadSummaryText } from "../../report/load/summary-text.ts";
import { lookOf, sizeOf } from "../../screen/terminal.ts";
import { reportPaths } from "../report-paths.ts";
import type { LoadFormat } from "./values.ts";

/** @throws {Error} the system's, if a file can't be written. */
export async function writeLoadReports(
  path: string,
  run: LoadRun,
  formats: readonly LoadFormat[],
): Promise<void> {
  // The chart library takes 90 ms to load: after the measuring, not before it.
  const { loadReports } = await import("../../report/load/reports.ts");
  const texts = textsFor(processLanguage());
  const script = await buildPageScript(texts.language);
  const files = {
    ...loadReports(run, texts, script),
    ...(formats.includes("github") && githubFiles(run)),
  };
  for (const [name, text] of Object.entries(files)) await replaceFile(join(path, name), text);
}

/** One file a direction, as github-action-benchmark takes one direction a file. */
function githubFiles(run: LoadRun): Record<string, string> {
  const { smallerIsBetter, biggerIsBetter } = githubBenchmarks(run);
  return {
    "github-smaller-is-better.json": `${JSON.stringify(smallerIsBetter, null, 2)}\n`,
    "github-bigger-is-better.json": `${JSON.stringify(biggerIsBetter, null, 2)}\n`,
  };
}

export function printLoad(
  run: LoadRun,
  path: string,
  formats: readonly LoadFormat[],
  exitCode: number,
  isRun = true,
): void {
  const texts = textsFor(processLanguage());
  if (formats.includes("json")) {
    process.stdout.write(
      `${JSON.stringify(loadOutput(run, { folder: path, exitCode }), null, 2)}\n`,
    );
  } else if (formats.includes("markdown")) {
    process.stdout.write(loadMarkdown(run, texts));
  } else {
    const { columns } = sizeOf(process.stdout);
    process.stdout.write(loadSummaryText(run, texts, columns, lookOf(process.stdout)));
    process.stdout.write(reportPaths(path, texts, isRun));
  }
}
