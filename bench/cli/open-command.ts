// bun bench open: a run's report in the browser, or its path where there is none to show it.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { listRuns } from "../archive/list-runs.ts";
import { readRecord } from "../archive/read-run.ts";
import { withDeadline } from "../../src/async/deadline.ts";
import { createCommand } from "../../src/cli/command.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import { openerFor } from "./opener.ts";
import { say, textsFor } from "../messages/texts.ts";
import { processLanguage } from "../../src/cli/language.ts";

interface OpenFlags {
  readonly out: string;
  readonly print: boolean;
}

/** Of runs without a page: those that only compare figures in tables. */
const REPORT_FILES = ["report.html", "report.md"] as const;
/** An opener that has not failed by then is the browser itself, on some systems. */
const OPENER_MS = 3000;

export function createOpenCommand(): Command {
  const { open: help } = textsFor(processLanguage()).help;
  return createCommand("bun bench open", help.description, help.examples.join("\n"))
    .argument("[run]", help.run)
    .option("-o, --out <folder>", help.out, "results")
    .option("--print", help.print, false)
    .action(async (run: string | undefined, { out, print }: OpenFlags) => {
      const path = resolve(run === undefined ? newestReport(out) : reportOf(run));
      console.log(path);
      if (print) return;
      const opener = openerFor(process.platform, process.env, (name) => Bun.which(name) !== null);
      if (opener !== undefined && !(await open([...opener, path]))) {
        console.error(help.failed(opener[0] ?? ""));
      }
    });
}

/** @throws {OptionsError} if the folder has no run with a report. */
function newestReport(folder: string): string {
  for (const { path } of listRuns(folder).runs) {
    const file = reportIn(path);
    if (file !== undefined) return file;
  }
  throw new OptionsError(say((texts) => texts.help.open.noReportIn(folder)));
}

/** @throws {OptionsError} if it is no run's folder, or the run has no report. */
function reportOf(run: string): string {
  readRecord(run);
  const file = reportIn(run);
  if (file !== undefined) return file;
  throw new OptionsError(say((texts) => texts.help.open.noReportOf(run)));
}

function reportIn(run: string): string | undefined {
  return REPORT_FILES.map((name) => join(run, name)).find((file) => existsSync(file));
}

/** In a session of its own: a browser that it starts outlives this command. */
async function open(command: readonly string[]): Promise<boolean> {
  const child = Bun.spawn([...command], {
    stdio: ["ignore", "ignore", "ignore"],
    detached: true,
  });
  child.unref();
  const exitCode = await withDeadline(child.exited, OPENER_MS, () => undefined);
  return exitCode === undefined || exitCode === 0;
}
