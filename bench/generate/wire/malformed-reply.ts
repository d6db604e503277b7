import { say, type Texts } from "../../messages/texts.ts";
import { TextError } from "../../../src/units/text-error.ts";

/** Bytes came that are not a reply of the expected kind: where the next reply begins can't be known any more. */
export class MalformedReply extends TextError {
  override readonly name = "MalformedReply";

  constructor(compose: (texts: Texts["failures"]["malformed"], own: Texts) => string) {
    super(say((texts) => compose(texts.failures.malformed, texts)));
  }
}
