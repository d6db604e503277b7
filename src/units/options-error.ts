import { type Text, untranslated } from "./text.ts";

/** Invalid input of the user. Ends a command with exit code 2; `problems` has one line for each problem. */
export class OptionsError extends Error {
  override readonly name = "OptionsError";
  /** In every language; the command shows its own. */
  readonly problems: readonly Text[];

  /** A plain string has no language: it is shown as it is. `message` is English. */
  constructor(problems: string | Text | readonly (string | Text)[]) {
    const list = [problems]
      .flat()
      .map((problem) => (typeof problem === "string" ? untranslated(problem) : problem));
    super(list.map(({ en }) => en).join("\n"));
    this.problems = list;
  }
}
