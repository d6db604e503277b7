// What every command shares: how its arguments are read, how it says that something is wrong, how it ends.
import { Command, CommanderError } from "commander";
import { catalogueFor, say } from "../messages/catalogue.ts";
import { OptionsError } from "../units/options-error.ts";
import { type Language, LANGUAGES, ofPlace, type Text, untranslated } from "../units/text.ts";
import { localiseHelp } from "./localise-help.ts";
import { languageOf, processLanguage } from "./language.ts";

export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
/** A bug of ours (EX_SOFTWARE of sysexits.h). */
export const EXIT_BUG = 70;

/** A reason to end with `exitCode` and one clear line: no bug, so no stack. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;
  /** In every language; `message` is English. */
  readonly text: Text;

  /** A plain string has no language: it is shown as it is. */
  constructor(message: string | Text, exitCode: number = EXIT_FAILED, options?: ErrorOptions) {
    const text = typeof message === "string" ? untranslated(message) : message;
    super(text.en, options);
    this.text = text;
    this.exitCode = exitCode;
  }
}

/**
 * A command that throws instead of ending the process, so that `runCommand` alone decides about exit codes. Description
 * and examples come in the process's language, which the headings of its help and its usage errors are in, too.
 */
export function createCommand(name: string, description: string, examples: string): Command {
  const { help } = catalogueFor(processLanguage());
  const command = new Command(name)
    .description(description)
    .addHelpText("after", `\n${help.examples}\n${examples.replaceAll(/^(?=.)/gm, "  ")}`)
    .helpOption("-h, --help", help.helpOption)
    .exitOverride();
  return localiseHelp(command, help);
}

/**
 * Runs a command to its end. Usage errors end with 2, a `CommandError` with its own code, anything else is a bug of
 * ours: 70, with its stack.
 */
export async function runCommand(command: Command, args: readonly string[]): Promise<void> {
  ignoreClosedOutput();
  for (const each of [command, ...command.commands]) addLanguageOption(each);
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Every command takes `--lang`. Its value is read beforehand (`processLanguage`); here it is only checked. */
function addLanguageOption(command: Command): void {
  if (command.options.some(({ long }) => long === "--lang")) return;
  const { help } = catalogueFor(processLanguage());
  command.option("--lang <language>", help.langOption, (text) => {
    readOptions({ lang: () => parseChoice(text, LANGUAGES) });
    return text;
  });
}

function report(error: unknown): number {
  const texts = catalogueFor(processLanguage());
  if (error instanceof CommanderError) {
    // Commander has printed its own line. Its code for a usage error is 1; help and version end with 0.
    return error.exitCode === 0 ? 0 : EXIT_USAGE;
  }
  if (error instanceof OptionsError) {
    for (const problem of error.problems) console.error(texts.problems.error(texts.of(problem)));
    return EXIT_USAGE;
  }
  if (error instanceof CommandError) {
    console.error(texts.problems.error(texts.of(error.text)));
    return error.exitCode;
  }
  console.error(texts.problems.bug());
  console.error(error);
  return EXIT_BUG;
}

/** `| head` closes our output early: that is the reader's choice, and no error. */
function ignoreClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

type Readers = Readonly<Record<string, () => unknown>>;
type Values<R extends Readers> = { readonly [K in keyof R]: ReturnType<R[K]> };

/**
 * Calls every reader and returns their values under the same names, so that all problems are reported together.
 * @throws {OptionsError} with one line a bad option, each beginning with its flag.
 */
export function readOptions<R extends Readers>(readers: R): Values<R> {
  const problems: Text[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(readers)) {
    try {
      values[name] = read();
    } catch (error) {
      if (!(error instanceof OptionsError)) throw error;
      const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      problems.push(...error.problems.map((problem) => ofPlace(flag, problem)));
    }
  }
  if (problems.length > 0) throw new OptionsError(problems);
  return values as Values<R>;
}

/**
 * Reads one of a few words.
 * @throws {OptionsError} naming all of them.
 */
export function parseChoice<const T extends string>(text: string, choices: readonly T[]): T {
  const choice = choices.find((known) => known === text);
  if (choice === undefined) {
    throw new OptionsError(say((texts) => texts.problems.noneOf(text, choices)));
  }
  return choice;
}

/** `--lang`, else the locale of the environment. @throws {OptionsError} if `option` is no language of ours. */
export function readLanguage(option: string | undefined): Language {
  return option === undefined ? languageOf([], process.env) : parseChoice(option, LANGUAGES);
}
