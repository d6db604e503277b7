// bun bench open: a run's report in the browser, or its path where there is none to show it.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { listRuns } from "../archive/list-runs.ts";
import { readRecord } from "../archive/read-run.ts";
import { withDeadline } from "../../src/async/deadline.ts";
import { createCommand } from "../../src/cli/command.ts";
import { processLanguage } from "../../src/cli/language.ts";
import { onOff, type Typed } from "../../src/cli/options/flags.ts";
import { textsFor, usageError } from "../messages/texts.ts";
import { OUT, readFlags } from "./options/run-flags.ts";

/** Of runs without a page: those that only compare figures in tables. */
const REPORT_FILES = ["report.html", "report.md"] as const;
/** An opener that has not failed by then is the browser itself, on some systems. */
const OPENER_MS = 3000;

const { open: help } = textsFor(processLanguage()).help;
const FLAGS = { out: { ...OUT, help: help.out }, print: onOff(help.print) };

export const command = createCommand("bun bench open", help, FLAGS)
  .argument("[run]", help.run)
  .action(async (run: string | undefined, typed: Typed<typeof FLAGS>) => {
    const given = readFlags(FLAGS, typed);
    if (run !== undefined) {
      given.refuseIdle(["out"], ({ options: t }) => t.idleWith(run, t.why.runNamed));
    }
    given.problems.throwIfAny();
    const { out, print } = given.values;
    const path = resolve(run === undefined ? newestReport(out) : reportOf(run));
    console.log(path);
    if (print) return;
    const opener = openerFor(process.platform, process.env, (name) => Bun.which(name) !== null);
    if (opener !== undefined && !(await open([...opener, path]))) {
      console.error(help.failed(opener[0] ?? ""));
    }
  });

/** @throws {OptionsError} if the folder has no run with a report. */
function newestReport(folder: string): string {
  for (const { path } of listRuns(folder).runs) {
    const file = reportIn(path);
    if (file !== undefined) return file;
  }
  throw usageError((texts) => texts.help.open.noReportIn(folder));
}

/** @throws {OptionsError} if it is no run's folder, or the run has no report. */
function reportOf(run: string): string {
  readRecord(run);
  const file = reportIn(run);
  if (file !== undefined) return file;
  throw usageError((texts) => texts.help.open.noReportOf(run));
}

function reportIn(run: string): string | undefined {
  return REPORT_FILES.map((name) => join(run, name)).find((file) => existsSync(file));
}

/** In a session of its own: a browser that it starts outlives this command. */
async function open(words: readonly string[]): Promise<boolean> {
  const child = Bun.spawn([...words], {
    stdio: ["ignore", "ignore", "ignore"],
    detached: true,
  });
  child.unref();
  const exitCode = await withDeadline(child.exited, OPENER_MS, () => undefined);
  return exitCode === undefined || exitCode === 0;
}

/** The words of the program that opens a file as a double click would, to which the file is added; undefined where there is none, or no display to open it on. */
export function openerFor(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  isThere: (program: string) => boolean,
): readonly string[] | undefined {
  if (platform === "darwin") return ["open"];
  // `start` takes its first quoted word for a window's title.
  if (platform === "win32") return ["cmd", "/c", "start", ""];
  const hasDisplay = [env["DISPLAY"], env["WAYLAND_DISPLAY"]].some((name) => (name ?? "") !== "");
  // Windows' own browser, from its Linux subsystem.
  if (isThere("wslview")) return ["wslview"];
  return hasDisplay && isThere("xdg-open") ? ["xdg-open"] : undefined;
}
