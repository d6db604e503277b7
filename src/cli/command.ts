// What every command shares: how its arguments are read, how it says that something is wrong, how it ends.
import { Command, CommanderError } from "commander";
import { type Language, LANGUAGES, languageOfLocale } from "../protocol/messages.ts";
import { OptionsError } from "../units/options-error.ts";

export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
/** A bug of ours (EX_SOFTWARE of sysexits.h). */
export const EXIT_BUG = 70;

/** A reason to end with `exitCode` and one clear line: no bug, so no stack. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT_FAILED, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** A command that throws instead of ending the process, so that `runCommand` alone decides about exit codes. */
export function createCommand(name: string, description: string, examples: string): Command {
  return new Command(name)
    .description(description)
    .addHelpText("after", `\nExamples:\n${examples.replaceAll(/^(?=.)/gm, "  ")}`)
    .helpOption("-h, --help", "show this help")
    .exitOverride();
}

/**
 * Runs a command to its end. Usage errors end with 2, a `CommandError` with its own code, anything else is a bug of
 * ours: 70, with its stack.
 */
export async function runCommand(command: Command, args: readonly string[]): Promise<void> {
  ignoreClosedOutput();
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has printed its own line. Its code for a usage error is 1; help and version end with 0.
    return error.exitCode === 0 ? 0 : EXIT_USAGE;
  }
  if (error instanceof OptionsError) {
    for (const problem of error.problems) console.error(`error: ${problem}`);
    return EXIT_USAGE;
  }
  if (error instanceof CommandError) {
    console.error(`error: ${error.message}`);
    return error.exitCode;
  }
  console.error("error: this is a bug of Escalera's, please report it:");
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
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(readers)) {
    try {
      values[name] = read();
    } catch (error) {
      if (!(error instanceof OptionsError)) throw error;
      const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      problems.push(...error.problems.map((problem) => `${flag}: ${problem}`));
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
    throw new OptionsError(`"${text}" is none of ${choices.join(", ")}`);
  }
  return choice;
}

/** `--lang`, else the locale of the environment, in POSIX's order. */
export function readLanguage(option: string | undefined): Language {
  if (option !== undefined) return parseChoice(option, LANGUAGES);
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return languageOfLocale(LC_ALL || LC_MESSAGES || LANG);
}
