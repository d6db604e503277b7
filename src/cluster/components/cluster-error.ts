import { type ClusterMessages, say } from "../../messages/catalogue.ts";
import type { Text } from "../../units/text.ts";
import { TextError } from "../../units/text-error.ts";

/** A cluster or a component can't start, or can't do what was asked. It is not a bug, and is reported without a stack. */
export class ClusterError extends TextError {
  override readonly name = "ClusterError";

  /** `problem` is composed out of the texts of each language, or is known in all of them. */
  constructor(problem: Text | ((texts: ClusterMessages) => string), options?: ErrorOptions) {
    super(
      typeof problem === "function" ? say(({ cluster }) => problem(cluster)) : problem,
      options,
    );
  }
}
