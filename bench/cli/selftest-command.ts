// bun bench selftest: does the generator find what is known beforehand?
import type { Command } from "commander";
import { EXIT_INVALID, EXIT_VERDICT_FAILED, strongestExitCode } from "../judge/exit-code.ts";
import { LoadCalledOff } from "../generate/process/generators.ts";
import {
  ALLOWED_ERROR,
  type SelftestResult,
  type SelftestRow,
  testDelays,
  testFreeze,
} from "../selftest/selftest.ts";
import { CommandError, createCommand } from "../../src/cli/command.ts";
import { onStopSignals } from "../../src/cli/signals.ts";
import { formatDuration, type Ns } from "../../src/units/duration.ts";
import { percentileName } from "../report/load/phrases.ts";
import { pad } from "../report/text/plain-text.ts";
import { type Texts, textsFor } from "../messages/texts.ts";
import { processLanguage } from "../../src/cli/language.ts";

const EXIT_INTERRUPTED = 130;

export function createSelftestCommand(): Command {
  const { selftest: help } = textsFor(processLanguage()).help;
  const examples = help.examples(ALLOWED_ERROR * 100).join("\n");
  return createCommand("bun bench selftest", help.description, examples)
    .option("--json", help.json, false)
    .action(async ({ json }: { json: boolean }) => {
      const stopping = new AbortController();
      const forgetSignals = onStopSignals(
        () => stopping.abort(),
        () => process.exit(EXIT_INTERRUPTED),
      );
      try {
        const results: SelftestResult[] = [];
        for (const test of [testFreeze, testDelays]) {
          const result = await test(stopping.signal);
          if (stopping.signal.aborted) throw new LoadCalledOff("interrupted");
          results.push(result);
          if (!json) process.stdout.write(`${formatResult(result, textsFor(processLanguage()))}\n`);
        }
        if (json) process.stdout.write(`${JSON.stringify(results.map(inEnglish), null, 2)}\n`);
        process.exitCode = strongestExitCode(results.flatMap(exitCodesOf));
      } catch (error) {
        if (!(error instanceof LoadCalledOff)) throw error;
        throw new CommandError(help.interrupted(), EXIT_INTERRUPTED);
      } finally {
        forgetSignals();
      }
    });
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
