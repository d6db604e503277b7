// What the commands share: reading arguments, reporting problems, exit codes.
import { Command, CommanderError } from "commander";
import { catalogueFor, say } from "../messages/catalogue.ts";
import { OptionsError } from "../units/options-error.ts";
import { TextError } from "../units/text-error.ts";
import { LANGUAGES, ofPlace, type Text } from "../units/text.ts";
import { localiseHelp } from "./localise-help.ts";
import { processLanguage } from "./language.ts";

export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
/** A bug in Escalera (EX_SOFTWARE of sysexits.h). */
export const EXIT_BUG = 70;

/** Ends a command with `exitCode` and one clear line. It is not a bug, so no stack is shown. */
export class CommandError extends TextError {
  override readonly name = "CommandError";
  readonly exitCode: number;

  constructor(message: string | Text, exitCode: number = EXIT_FAILED, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/**
 * A command that throws instead of ending the process: only `runCommand` sets exit codes. Description and examples are
 * given in the process's language, in which its help and its usage errors are, too.
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
 * Runs a command. Usage errors end with 2, a `CommandError` with its own code. Any other error is a bug: 70, with its
 * stack.
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

/** Every command takes `--lang`. `processLanguage` reads its value before; here it is only checked. */
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

/** `| head` closes the output early; that is not an error. */
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
 * Calls all readers and returns their values under the same names. All problems are reported together.
 * @throws {OptionsError} with one line for each bad option, starting with its flag.
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
