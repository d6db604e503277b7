// One comparison from its settings to its exit code: runs, judgement, files, summary.
import { say, textsFor } from "../../messages/texts.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { makeFolder } from "../../archive/new-folder.ts";
import { readLoadRun } from "../../archive/read-run.ts";
import { compareNotice } from "../../judge/compare/notices.ts";
import { compareRuns } from "../../judge/compare/compare-runs.ts";
import type { ComparedSide, Comparison } from "../../run/compare/comparison.ts";
import { compareExitCode, EXIT_INTERRUPTED } from "../../judge/exit-code.ts";
import { formatLoadTarget } from "../../run/load/format-load-target.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { SCHEMA_VERSION } from "../../run/versions.ts";
import { buildPageScript } from "../page-script.ts";
import type { CompareReport } from "../../report/compare/report.ts";
import { compareOutput } from "../../report/compare/output.ts";
import { compareText } from "../../report/compare/summary-text.ts";
import { CommandError } from "../../../src/cli/command.ts";
import { beginRun } from "../begin-run.ts";
import { commandLineOf } from "../command-line.ts";
import { interruptible } from "../options/run-flags.ts";
import { type CompareProgress, createCompareProgress } from "./progress.ts";
import type { CompareSettings, MeasuredSide } from "./options.ts";
import { type EndedRun, type Format, printReport } from "../print-report.ts";
import { jsonText, writeFiles } from "../write-files.ts";
import { measureInTurn, type TurnFailure } from "./measure-in-turn.ts";

/** Of the draws: the same runs give the same verdicts. */
const SEED = 1;

type Saved = Extract<CompareSettings, { kind: "saved" }>;
type Measured = Extract<CompareSettings, { kind: "measured" }>;

/** Prints the summary, keeps the comparison in a folder and returns the exit code. */
export async function runCompareCommand(settings: CompareSettings): Promise<number> {
  try {
    return await (settings.kind === "saved" ? compareSaved(settings) : compareMeasured(settings));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new CommandError(say((t) => t.load.cantWrite(settings.out, error.message)));
  }
}

async function compareSaved(settings: Saved): Promise<number> {
  const { paths, tolerance } = settings;
  const [a, b] = [readLoadRun(paths[0]), readLoadRun(paths[1])];
  const startedAt = new Date();
  const folder = makeFolder(settings.out, startedAt, "compare", settings.label);
  const savedSide = (run: LoadRun, path: string): ComparedSide => ({
    commandLine: run.commandLine,
    label: run.label,
    target: formatLoadTarget(run.plan.target),
    options: run.options,
    runs: [relative(folder, path)],
  });
  const comparison: Comparison = {
    ...begin(settings, startedAt, savedSide(a, paths[0]), savedSide(b, paths[1])),
    status: "complete",
    endedAt: new Date().toISOString(),
    result: compareRuns([a], [b], { tolerance, seed: SEED, isInterleaved: false }),
  };
  return await conclude(settings, folder, { comparison, runsA: [a], runsB: [b] });
}

/** Ctrl-C keeps what was measured; a pair that is not whole is kept too, and is not compared. */
async function compareMeasured(settings: Measured): Promise<number> {
  // What is printed for a program to read has standard output to itself.
  const stream = settings.format === "text" ? process.stdout : process.stderr;
  const progress = createCompareProgress(stream, textsFor(processLanguage()));
  try {
    return await interruptible(({ signal }) => compareInTurn(settings, progress, signal));
  } finally {
    progress.close();
  }
}

async function compareInTurn(
  settings: Measured,
  progress: CompareProgress,
  signal: AbortSignal,
): Promise<number> {
  const { sides, repeats } = settings;
  const startedAt = new Date();
  const folder = makeFolder(settings.out, startedAt, "compare", settings.label);
  let comparison = begin(settings, startedAt, sideOf(sides.a), sideOf(sides.b));
  const runs: SideRuns = { a: [], b: [] };
  await save(folder, comparison);
  const failure = await measureInTurn({
    sides,
    repeats,
    folder,
    progress,
    signal,
    async onRun(side, name, run) {
      runs[side].push(run);
      const own = comparison[side];
      comparison = { ...comparison, [side]: { ...own, runs: [...own.runs, name] } };
      await save(folder, comparison);
    },
  });
  progress.close();
  comparison = finish(comparison, settings, runs, failure);
  if (failure !== undefined && comparison.result === null) {
    throw await withoutPair(folder, comparison, failure);
  }
  const report = { comparison, runsA: runs.a, runsB: runs.b };
  return await conclude(settings, folder, report, failure);
}

/** Writes the reports, prints the summary and gives the exit code. */
async function conclude(
  settings: CompareSettings,
  folder: string,
  report: CompareReport,
  failure?: TurnFailure,
): Promise<number> {
  const { comparison } = report;
  await save(folder, comparison);
  await writeCompareReports(folder, report);
  const failureCode = failure?.exitCode;
  const exitCode = compareExitCode(comparison.result, { ...settings, failureCode });
  await printComparison(report, settings.format, { folder, exitCode });
  return exitCode;
}

type SideRuns = Record<"a" | "b", LoadRun[]>;

function sideOf({ words, settings, flags }: MeasuredSide): ComparedSide {
  return {
    commandLine: commandLineOf(["load", ...words]),
    label: settings.label,
    target: formatLoadTarget(settings.plan.target),
    options: { target: settings.address, ...flags },
    runs: [],
  };
}

/** The end of a comparison without a whole pair: a run that was made is kept, an empty folder is not. */
async function withoutPair(
  folder: string,
  comparison: Comparison,
  { message, exitCode }: TurnFailure,
): Promise<CommandError> {
  const hasRun = existsSync(join(folder, "a-1")) || existsSync(join(folder, "b-1"));
  if (hasRun) await save(folder, comparison);
  else await rm(folder, { recursive: true, force: true });
  const said = hasRun ? say((t) => t.comparison.keptIn(t.of(message), folder)) : message;
  return new CommandError(said, exitCode);
}

/** Compares the pairs that are whole. */
function finish(
  comparison: Comparison,
  { repeats, tolerance }: Measured,
  { a, b }: SideRuns,
  failure: TurnFailure | undefined,
): Comparison {
  const pairs = Math.min(a.length, b.length);
  const options = { tolerance, seed: SEED, isInterleaved: true };
  const found = pairs === 0 ? null : compareRuns(a.slice(0, pairs), b.slice(0, pairs), options);
  const warnings =
    failure === undefined || failure.exitCode === EXIT_INTERRUPTED
      ? []
      : [compareNotice("ended-early", { failure: failure.message })];
  return {
    ...comparison,
    status: a.length === repeats && b.length === repeats ? "complete" : "interrupted",
    endedAt: new Date().toISOString(),
    result: found && { ...found, warnings: [...found.warnings, ...warnings] },
  };
}

function begin(
  { label, tolerance }: CompareSettings,
  startedAt: Date,
  a: ComparedSide,
  b: ComparedSide,
): Comparison {
  return {
    schemaVersion: SCHEMA_VERSION,
    command: "compare",
    ...beginRun(label, startedAt),
    seed: SEED,
    tolerance,
    a,
    b,
    result: null,
  };
}

async function save(folder: string, comparison: Comparison): Promise<void> {
  await writeFiles(folder, { "compare.json": jsonText(comparison) });
}

/** @throws {Error} the system's, if a file can't be written. */
export async function writeCompareReports(folder: string, report: CompareReport): Promise<void> {
  // The chart library takes 90 ms to load: after the measuring, not before it.
  const { compareReports } = await import("../../report/compare/reports.ts");
  const texts = textsFor(processLanguage());
  const script = await buildPageScript(texts.language);
  await writeFiles(folder, compareReports(report, texts, script));
}

export async function printComparison(
  report: CompareReport,
  format: Format,
  ended: EndedRun,
): Promise<void> {
  await printReport(format, ended, {
    json: (own) => compareOutput(report, own),
    markdown: async (texts) =>
      (await import("../../report/compare/reports.ts")).compareMarkdown(report, texts),
    text: (texts, columns, look) => compareText(report, texts, columns, look),
  });
}
