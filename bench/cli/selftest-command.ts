// bun bench selftest: does the generator find what is known beforehand?
import {
  EXIT_INTERRUPTED,
  EXIT_INVALID,
  EXIT_VERDICT_FAILED,
  strongestExitCode,
} from "../judge/exit-code.ts";
import { LoadCalledOff } from "../generate/process/generators.ts";
import {
  ALLOWED_ERROR,
  type SelftestResult,
  type SelftestRow,
  testDelays,
  testFreeze,
} from "../selftest/selftest.ts";
import { CommandError, createCommand } from "../../src/cli/command.ts";
import { processLanguage } from "../../src/cli/language.ts";
import { onOff, type Typed } from "../../src/cli/options/flags.ts";
import { formatDuration, type Ns } from "../../src/units/duration.ts";
import { percentileName } from "../report/load/phrases.ts";
import { pad } from "../report/text/plain-text.ts";
import { type Texts, textsFor } from "../messages/texts.ts";
import { interruptible, printJson } from "./options/run-flags.ts";

const { selftest: help } = textsFor(processLanguage()).help;
const FLAGS = { json: onOff(help.json) };

export const command = createCommand(
  "bun bench selftest",
  { ...help, examples: help.examples(ALLOWED_ERROR * 100) },
  FLAGS,
).action(async ({ json = false }: Typed<typeof FLAGS>) => {
  try {
    const results = await interruptible(({ signal }) => testAll(signal, json));
    if (json) printJson(results.map(inEnglish));
    process.exitCode = strongestExitCode(results.flatMap(exitCodesOf));
  } catch (error) {
    if (!(error instanceof LoadCalledOff)) throw error;
    throw new CommandError(help.interrupted(), EXIT_INTERRUPTED);
  }
});

/** @throws {LoadCalledOff} if the signal is aborted. */
async function testAll(signal: AbortSignal, isJson: boolean): Promise<SelftestResult[]> {
  const results: SelftestResult[] = [];
  for (const test of [testFreeze, testDelays]) {
    const result = await test(signal);
    if (signal.aborted) throw new LoadCalledOff("interrupted");
    results.push(result);
    if (!isJson) process.stdout.write(`${formatResult(result, textsFor(processLanguage()))}\n`);
  }
  return results;
}

/** Programs read it, whatever the language. */
function inEnglish({ name, invalidReasons, ...result }: SelftestResult) {
  return { name: name.en, ...result, invalidReasons: invalidReasons.map(({ en }) => en) };
}

function exitCodesOf({ rows, invalidReasons }: SelftestResult): number[] {
  return [
    ...(invalidReasons.length > 0 ? [EXIT_INVALID] : []),
    ...(rows.every(({ isRight }) => isRight) ? [] : [EXIT_VERDICT_FAILED]),
  ];
}

function formatResult({ name, rows, invalidReasons }: SelftestResult, texts: Texts): string {
  const { selftest: words, number } = texts;
  const cells = [
    ["", words.truth, words.measured, words.error, "", words.closedLoad],
    ...rows.map((row) => [
      percentileName(row.percentile, texts),
      number(seconds(row.truthNs)),
      row.measuredNs === null ? "—" : number(seconds(row.measuredNs)),
      row.measuredNs === null ? "—" : number(`${(offBy(row) * 100).toFixed(2)} %`),
      row.isRight ? words.ok : words.wrong,
      row.closedLoopNs === null ? "—" : number(formatDuration(row.closedLoopNs, 1)),
    ]),
  ];
  const widths = (cells[0] ?? []).map((_, i) =>
    Math.max(...cells.map((line) => line[i]?.length ?? 0)),
  );
  const table = cells.map((line) =>
    line
      .map((cell, i) => pad(cell, widths[i] ?? 0, i === 0 || i === 4 ? "left" : "right"))
      .join("  ")
      .trimEnd(),
  );
  const invalid = invalidReasons.map((reason) => words.invalid(texts.of(reason)));
  return [`${texts.of(name)}:`, ...table.map((line) => `  ${line}`), ...invalid].join("\n");
}

function offBy({ truthNs, measuredNs }: SelftestRow): number {
  return ((measuredNs ?? 0) - truthNs) / truthNs;
}

function seconds(durationNs: Ns): string {
  return `${(durationNs / 1e9).toFixed(3)} s`;
}
