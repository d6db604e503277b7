// Everything that is wrong with what a user typed or wrote, gathered before any of it is said.
import { OptionsError } from "../../../src/units/options-error.ts";
import { ofPlace, type Text } from "../../../src/units/text.ts";

export class Problems {
  readonly #lines: Text[] = [];

  /** `place` is where the user finds it, such as "--rate"; "" where the problem says so itself. */
  add(place: string, problem: string | Text): void {
    this.#lines.push(ofPlace(place, problem));
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
