import { TextError } from "../units/text-error.ts";

/** A cluster can't start or can't do what was asked. It is not a bug, and is reported in one line. */
export class ClusterError extends TextError {
  override readonly name = "ClusterError";
}
