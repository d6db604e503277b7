import { TextError } from "../../units/text-error.ts";

/** A cluster or a component can't start, or can't do what was asked. It is not a bug, and is reported without a stack. */
export class ClusterError extends TextError {
  override readonly name = "ClusterError";
}
