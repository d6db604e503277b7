/** Something the user typed can't be used. Ends a command with exit code 2; `problems` holds one clear line each. */
export class OptionsError extends Error {
  override readonly name = "OptionsError";
  readonly problems: readonly string[];

  constructor(problems: string | readonly string[]) {
    const list = typeof problems === "string" ? [problems] : problems;
    super(list.join("\n"));
    this.problems = list;
  }
}
