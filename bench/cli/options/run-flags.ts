// What the commands that make a run share: flags that mean the same everywhere, Ctrl-C, what is printed for programs.
import {
  anyText,
  flag,
  type Flags,
  GivenFlags,
  type Typed,
} from "../../../src/cli/options/flags.ts";
import { Problems } from "../../../src/cli/options/problems.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { onStopSignals } from "../../../src/cli/signals.ts";
import { EXIT_INTERRUPTED } from "../../judge/exit-code.ts";
import { say, type Texts, textsFor } from "../../messages/texts.ts";
import { jsonText } from "../write-files.ts";

const { help } = textsFor(processLanguage());

export const OUT = flag("-o <folder>", help.out, anyText, "results");

export const RUN_FLAGS = {
  out: OUT,
  label: flag("<text>", help.label, anyText, ""),
};

/** Reads the flags of a command. */
export function readFlags<T extends Flags>(flags: T, typed: Typed<T>): GivenFlags<T, Texts> {
  return new GivenFlags(flags, typed, new Problems(say));
}

/** Ctrl-C aborts `stopping`, so that what was measured is kept; a second Ctrl-C ends the process. */
export async function interruptible<T>(act: (stopping: AbortController) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const forget = onStopSignals(
    () => stopping.abort("interrupted"),
    () => process.exit(EXIT_INTERRUPTED),
  );
  try {
    return await act(stopping);
  } finally {
    forget();
  }
}

export function printJson(value: object): void {
  process.stdout.write(jsonText(value));
}
