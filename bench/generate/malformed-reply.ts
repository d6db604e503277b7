import { say, type Texts } from "../messages/texts.ts";
import type { Text } from "../../src/units/text.ts";

/** Bytes came that are not a reply of the expected kind: where the next reply begins can't be known any more. */
export class MalformedReply extends Error {
  override readonly name = "MalformedReply";
  readonly problem: Text;

  constructor(compose: (texts: Texts["failures"]["malformed"], own: Texts) => string) {
    const problem = say((texts) => compose(texts.failures.malformed, texts));
    super(problem.en);
    this.problem = problem;
  }
}
