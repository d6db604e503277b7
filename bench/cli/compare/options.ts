// The options of a comparison: two saved runs, or two command lines of `bun bench load` that are run in turn.
import { createLoadCommand } from "../load/command.ts";
import type { LoadFlags } from "../load/flags.ts";
import type { LoadSettings } from "../load/options.ts";
import type { Problems } from "../../../src/cli/options/problems.ts";
import { choice, count, flag, onOff, type Typed } from "../../../src/cli/options/flags.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { OUT, readFlags } from "../options/run-flags.ts";
import { type Format, FORMATS } from "../print-report.ts";
import { splitWords } from "../options/split-words.ts";
import { MIN_REPEATS } from "../../judge/compare/compare-runs.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { CommanderError } from "commander";
import { type Texts, textsFor, usageError } from "../../messages/texts.ts";
import { findRun } from "../../archive/list-runs.ts";

const { compareHelp: help } = textsFor(processLanguage());

export const COMPARE_FLAGS = {
  a: flag("<options>", help.a),
  b: flag("<options>", help.b),
  repeat: flag("<n>", help.repeat, count(MIN_REPEATS, 100), "5"),
  tolerance: flag("<percent>", help.tolerance, parsePercent, "5%"),
  allowUnknown: onOff(help.allowUnknown),
  format: flag("<kind>", help.format, choice(FORMATS), "text"),
  out: { ...OUT, help: help.out },
  label: flag("<text>", help.label),
};

export type CompareFlags = Typed<typeof COMPARE_FLAGS>;

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
  readonly format: Format;
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
  const given = readFlags(COMPARE_FLAGS, flags);
  const { problems, values } = given;
  const { tolerance, format, out, label = "", repeat: repeats } = values;
  const shared = { tolerance, format, out, label, isUnknownAllowed: values.allowUnknown };
  const { a, b } = flags;
  if (a === undefined && b === undefined) {
    if (given.has("repeat")) given.refuse("repeat", (t) => t.options.savedNotRepeated());
    if (paths.length !== 2) problems.add("", (t) => t.options.needTwoRuns());
    problems.throwIfAny();
    const found = paths.map((name) => problems.read("", () => findRun(name, out)));
    problems.throwIfAny();
    const [foundA = "", foundB = ""] = found;
    return { kind: "saved", paths: [foundA, foundB], ...shared };
  }
  if (paths.length > 0) problems.add("", (t) => t.options.runsOrSides(paths));
  const sideA = await readSide("--a", a, problems);
  const sideB = await readSide("--b", b, problems);
  problems.throwIfAny();
  // They can only be missing where a problem was found.
  const sides = { a: sideA as MeasuredSide, b: sideB as MeasuredSide };
  return { kind: "measured", sides, repeats, ...shared };
}

/** Read as `bun bench load` will, so that nothing is measured before both sides can be. */
async function readSide(
  side: "--a" | "--b",
  text: string | undefined,
  problems: Problems<Texts>,
): Promise<MeasuredSide | undefined> {
  if (text === undefined) {
    problems.add(side, (t) => t.options.otherSideMissing());
    return undefined;
  }
  const words = problems.read(side, () => splitWords(text));
  if (words === undefined) return undefined;
  let settings: LoadSettings | undefined;
  let typed: LoadFlags = {};
  let said = "";
  const command = createLoadCommand((read, flags) => {
    settings = read;
    typed = flags;
    for (const given of ["out", "format"] as const) {
      if (flags[given] !== undefined) {
        problems.add(side, (t) => t.options.belongsToComparison(`--${given}`, side));
      }
    }
    return Promise.resolve(0);
  }).configureOutput({ writeOut: () => undefined, writeErr: (line) => (said += line) });
  try {
    await command.parseAsync(words, { from: "user" });
  } catch (error) {
    if (error instanceof OptionsError) {
      for (const problem of error.problems) problems.add(side, problem);
    } else if (error instanceof CommanderError) {
      const reason = said.trim().replace(/^error: /, "");
      problems.add(side, reason === "" ? (t) => t.options.noHelpInside() : reason);
    } else throw error;
  }
  return settings && { words, settings, flags: typed };
}

/** "5%" as 0.05. */
function parsePercent(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim());
  const share = Number(match?.[1]) / 100;
  if (share >= 0 && share <= 10) return share;
  throw usageError((t) => t.options.notAShare(text));
}
