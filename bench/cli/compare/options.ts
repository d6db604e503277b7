// The options of a comparison: two saved runs, or two command lines of `bun bench load` that are run in turn.
import { createLoadCommand } from "../load/command.ts";
import type { LoadFlags } from "../load/flags.ts";
import type { LoadSettings } from "../load/options.ts";
import { Problems } from "../options/problems.ts";
import { splitWords } from "../options/split-words.ts";
import { MIN_REPEATS } from "../../judge/compare/compare-runs.ts";
import { parseChoice } from "../../../src/cli/command.ts";
import { parseCount } from "../../../src/units/count.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { CommanderError } from "commander";
import { say } from "../../messages/texts.ts";
import { findRun } from "../../archive/find-run.ts";

const MAX_REPEATS = 100;
const FORMATS = ["text", "markdown", "json"] as const;
export type CompareFormat = (typeof FORMATS)[number];

/** As commander gives them. */
export interface CompareFlags {
  readonly a?: string;
  readonly b?: string;
  readonly repeat?: string;
  readonly tolerance: string;
  readonly allowUnknown?: boolean;
  readonly format: string;
  readonly out: string;
  readonly label?: string;
}

/** One side that is measured: the words after `bun bench load`, and what they mean. */
export interface MeasuredSide {
  readonly words: readonly string[];
  readonly settings: LoadSettings;
  readonly flags: LoadFlags;
}

interface SharedSettings {
  readonly tolerance: number;
  /** Too few data to compare anything pass. */
  readonly isUnknownAllowed: boolean;
  readonly format: CompareFormat;
  readonly out: string;
  readonly label: string;
}

export type CompareSettings = SharedSettings &
  (
    | { readonly kind: "saved"; readonly paths: readonly [a: string, b: string] }
    | {
        readonly kind: "measured";
        readonly sides: Readonly<Record<"a" | "b", MeasuredSide>>;
        readonly repeats: number;
      }
  );

/** @throws {OptionsError} with every problem there is. */
export async function readCompareSettings(
  paths: readonly string[],
  flags: CompareFlags,
): Promise<CompareSettings> {
  const problems = new Problems();
  const shared = {
    tolerance: problems.read("--tolerance", () => parsePercent(flags.tolerance)) ?? 0,
    format: problems.read("--format", () => parseChoice(flags.format, FORMATS)) ?? "text",
    isUnknownAllowed: flags.allowUnknown === true,
    out: flags.out,
    label: flags.label ?? "",
  };
  const { a, b, repeat } = flags;
  if (a === undefined && b === undefined) {
    const [pathA, pathB, ...others] = paths;
    if (pathA === undefined || pathB === undefined || others.length > 0) {
      problems.add(
        "",
        say((texts) => texts.options.needTwoRuns()),
      );
    }
    if (repeat !== undefined)
      problems.add(
        "--repeat",
        say((texts) => texts.options.savedNotRepeated()),
      );
    problems.throwIfAny();
    const found = [pathA ?? "", pathB ?? ""].map((name) =>
      problems.read("", () => findRun(name, flags.out)),
    );
    problems.throwIfAny();
    const [foundA = "", foundB = ""] = found;
    return { kind: "saved", paths: [foundA, foundB], ...shared };
  }
  if (paths.length > 0) {
    problems.add(
      "",
      say((texts) => texts.options.runsOrSides(paths)),
    );
  }
  const sideA = await readSide("--a", a, problems);
  const sideB = await readSide("--b", b, problems);
  const repeats = problems.read("--repeat", () =>
    parseCount(repeat ?? "5", MIN_REPEATS, MAX_REPEATS),
  );
  problems.throwIfAny();
  return {
    kind: "measured",
    // They can only be missing where a problem was found.
    sides: { a: sideA as MeasuredSide, b: sideB as MeasuredSide },
    repeats: repeats ?? MIN_REPEATS,
    ...shared,
  };
}

/** Read as `bun bench load` will, so that nothing is measured before both sides can be. */
async function readSide(
  flag: "--a" | "--b",
  text: string | undefined,
  problems: Problems,
): Promise<MeasuredSide | undefined> {
  if (text === undefined) {
    problems.add(
      flag,
      say((texts) => texts.options.otherSideMissing()),
    );
    return undefined;
  }
  const words = problems.read(flag, () => splitWords(text));
  if (words === undefined) return undefined;
  let settings: LoadSettings | undefined;
  let typed: LoadFlags = {};
  let said = "";
  const command = createLoadCommand((read, flags) => {
    settings = read;
    typed = flags;
    for (const given of ["out", "format"] as const) {
      if (flags[given] !== undefined) {
        problems.add(
          flag,
          say((texts) => texts.options.belongsToComparison(`--${given}`, flag)),
        );
      }
    }
    return Promise.resolve(0);
  }).configureOutput({ writeOut: () => undefined, writeErr: (line) => (said += line) });
  try {
    await command.parseAsync(words, { from: "user" });
  } catch (error) {
    if (error instanceof OptionsError) {
      for (const problem of error.problems) problems.add(flag, problem);
    } else if (error instanceof CommanderError) {
      problems.add(
        flag,
        said.trim().replace(/^error: /, "") || say((texts) => texts.options.noHelpInside()),
      );
    } else throw error;
  }
  return settings && { words, settings, flags: typed };
}

/** "5%" as 0.05. */
function parsePercent(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim());
  const share = Number(match?.[1]) / 100;
  if (!(share >= 0 && share <= 10)) {
    throw new OptionsError(say((texts) => texts.options.notAShare(text)));
  }
  return share;
}
