// What the commands share: reading arguments, reporting problems, exit codes.
import { Command, CommanderError } from "commander";
import { ClusterError } from "../cluster/components/cluster-error.ts";
import { catalogueFor } from "../messages/catalogue.ts";
import { OptionsError } from "../units/options-error.ts";
import { TextError } from "../units/text-error.ts";
import { LANGUAGES, type Text } from "../units/text.ts";
import { localiseHelp } from "./localise-help.ts";
import { processLanguage } from "./language.ts";
import { addFlags, choice, flag, type Flags, readFlags } from "./options/flags.ts";

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

export interface CommandHelp {
  readonly description: string;
  readonly examples: readonly string[];
}

/**
 * A command that throws instead of ending the process: only `runCommand` sets exit codes. Its help and its usage errors are
 * in the process's language.
 */
export function createCommand(
  name: string,
  { description, examples }: CommandHelp,
  flags: Flags = {},
): Command {
  const { help } = catalogueFor(processLanguage());
  const lines = examples.join("\n").replaceAll(/^(?=.)/gm, "  ");
  const command = new Command(name)
    .description(description)
    .addHelpText("after", `\n${help.examples}\n${lines}`)
    .helpOption("-h, --help", help.helpOption)
    .exitOverride();
  return addFlags(localiseHelp(command, help), flags);
}

/**
 * Runs a command. Usage errors end with 2, a `CommandError` with its own code, a `ClusterError` with 1. Any other error is a
 * bug: 70, with its stack.
 */
export async function runCommand(command: Command, args: readonly string[]): Promise<void> {
  ignoreClosedOutput();
  for (const each of [command, ...command.commands]) addLanguageFlag(each);
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Every command takes `--lang`. `processLanguage` reads its value before; here it is only checked. */
function addLanguageFlag(command: Command): void {
  const { help } = catalogueFor(processLanguage());
  const lang = flag("<language>", help.langOption, choice(LANGUAGES));
  addFlags(command, { lang });
  command.hook("preAction", () => readFlags({ lang }, command.opts()).problems.throwIfAny());
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
  if (error instanceof CommandError || error instanceof ClusterError) {
    console.error(texts.problems.error(texts.of(error.text)));
    return error instanceof CommandError ? error.exitCode : EXIT_FAILED;
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
