// bun bench report: the files of any saved run, made again from what it measured.
import { textsFor } from "../messages/texts.ts";
import { processLanguage } from "../../src/cli/language.ts";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cantWrite } from "../archive/new-folder.ts";
import { readLoadRun, readRun, type SavedRun } from "../archive/read-run.ts";
import { createCommand } from "../../src/cli/command.ts";
import { flag, type Typed } from "../../src/cli/options/flags.ts";
import { printComparison, writeCompareReports } from "./compare/run.ts";
import { printLoad, writeLoadReports } from "./load/reports.ts";
import { EXIT_PASS } from "../judge/exit-code.ts";
import type { EndedRun } from "./print-report.ts";
import { printSweep, writeReports } from "./sweep/reports.ts";

const { report: help } = textsFor(processLanguage()).help;
const FLAGS = { out: flag("-o <folder>", help.out) };

export const command = createCommand("bun bench report", help, FLAGS)
  .argument("<run>", help.run)
  .action(async (path: string, { out }: Typed<typeof FLAGS>) => {
    const saved = readRun(path);
    const folder = out ?? path;
    try {
      mkdirSync(folder, { recursive: true });
      await render(saved, { folder, exitCode: EXIT_PASS, isRun: out === undefined });
    } catch (error) {
      if (!(error instanceof Error && "code" in error)) throw error;
      throw cantWrite(folder, error);
    }
  });

async function render(saved: SavedRun, ended: EndedRun): Promise<void> {
  const { folder } = ended;
  switch (saved.kind) {
    case "sweep": {
      const { kind: _, path: __, ...measured } = saved;
      const report = { ...measured, texts: textsFor(processLanguage()) };
      await writeReports(folder, report);
      await printSweep(report, "text", ended);
      return;
    }
    case "load":
      await writeLoadReports(folder, saved.run);
      await printLoad(saved.run, "text", ended);
      return;
    case "compare": {
      const { comparison, path } = saved;
      const read = (names: readonly string[]) => names.map((name) => readLoadRun(join(path, name)));
      const report = { comparison, runsA: read(comparison.a.runs), runsB: read(comparison.b.runs) };
      await writeCompareReports(folder, report);
      await printComparison(report, "text", ended);
      return;
    }
    default:
      saved satisfies never;
  }
}
