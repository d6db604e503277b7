// bun bench report: the files of any saved run, made again from what it measured.
import { textsFor } from "../messages/texts.ts";
import { processLanguage } from "../../src/cli/language.ts";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { cantWrite } from "../archive/new-folder.ts";
import { readLoadRun, readRun, type SavedRun } from "../archive/read-run.ts";
import { createCommand } from "../../src/cli/command.ts";
import { printComparison, writeCompareReports } from "./compare/run.ts";
import { printLoad, writeLoadReports } from "./load/reports.ts";
import { EXIT_PASS } from "../judge/exit-code.ts";
import { printSweep, writeReports } from "./sweep/reports.ts";

export function createReportCommand(): Command {
  const { report: help } = textsFor(processLanguage()).help;
  return createCommand("bun bench report", help.description, help.examples.join("\n"))
    .argument("<run>", help.run)
    .option("-o, --out <folder>", help.out)
    .action(async (path: string, { out }: { out?: string }) => {
      const saved = readRun(path);
      const folder = out ?? path;
      try {
        mkdirSync(folder, { recursive: true });
        await render(saved, folder, out === undefined);
      } catch (error) {
        if (!(error instanceof Error && "code" in error)) throw error;
        throw cantWrite(folder, error);
      }
    });
}

/** `isRun`: the folder is the run's own. */
async function render(saved: SavedRun, folder: string, isRun: boolean): Promise<void> {
  switch (saved.kind) {
    case "sweep": {
      const { kind: _, path: __, ...measured } = saved;
      const report = { ...measured, texts: textsFor(processLanguage()) };
      await writeReports(folder, report);
      printSweep(report, folder, "text", EXIT_PASS, isRun);
      return;
    }
    case "load":
      await writeLoadReports(folder, saved.run, ["text"]);
      printLoad(saved.run, folder, ["text"], EXIT_PASS, isRun);
      return;
    case "compare": {
      const { comparison, path } = saved;
      const read = (names: readonly string[]) => names.map((name) => readLoadRun(join(path, name)));
      const report = { comparison, runsA: read(comparison.a.runs), runsB: read(comparison.b.runs) };
      await writeCompareReports(folder, report);
      await printComparison(report, folder, "text", EXIT_PASS, isRun);
      return;
    }
    default:
      saved satisfies never;
  }
}
