// Everything that is wrong with what a user typed or wrote, collected before any of it is shown.
import { OptionsError } from "../../units/options-error.ts";
import { ofPlace, type Text } from "../../units/text.ts";

/** `Texts` are one language's texts: a problem may be composed out of them, once a language. */
export class Problems<Texts> {
  readonly #say: (compose: (texts: Texts) => string) => Text;
  readonly #lines: Text[] = [];

  constructor(say: (compose: (texts: Texts) => string) => Text) {
    this.#say = say;
  }

  /** `place` is where the user finds it, such as "--rate"; "" where the problem names its place itself. */
  add(place: string, problem: string | Text | ((texts: Texts) => string)): void {
    this.#lines.push(ofPlace(place, typeof problem === "function" ? this.#say(problem) : problem));
  }

  /** What `read` returns; undefined where it threw an OptionsError, whose problems are kept. */
  read<T>(place: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof OptionsError)) throw error;
      for (const problem of error.problems) this.add(place, problem);
      return undefined;
    }
  }

  /** @throws {OptionsError} with every problem there is. */
  throwIfAny(): void {
    if (this.#lines.length > 0) throw new OptionsError(this.#lines);
  }
}
