// Why a connection could not be opened, in the field's words.
import { closeSync, openSync } from "node:fs";
import { type FailureKind, detail, noConnectionWithin } from "../../run/failure.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { type Text, untranslated } from "../../../src/units/text.ts";
import { codeOf, TextError, textOf } from "../../../src/units/text-error.ts";

export class ConnectError extends TextError {
  override readonly name = "ConnectError";
  readonly kind: FailureKind;

  constructor(kind: FailureKind, problem: Text, options?: ErrorOptions) {
    super(problem, options);
    this.kind = kind;
  }
}

export function connectTimeOut(timeoutNs: Ns): ConnectError {
  return new ConnectError("connect time-out", noConnectionWithin(timeoutNs));
}

export function explainConnectError(error: unknown): ConnectError {
  const { en: message } = textOf(error);
  const code = codeOf(error);
  const kind = kindOfCode(code);
  const said = code === "" || message.includes(code) ? message : `${code}: ${message}`;
  // What Bun says of it is that the connection was refused.
  const problem =
    kind === "out of descriptors" ? detail((d) => d.noDescriptorLeft) : untranslated(said);
  return new ConnectError(kind, problem, { cause: error });
}

function kindOfCode(code: string): FailureKind {
  switch (code) {
    case "ECONNREFUSED":
      // With no descriptor left it is said to be refused too.
      return isOutOfDescriptors() ? "out of descriptors" : "refused";
    // A Unix socket that nobody has made.
    case "ENOENT":
      return "refused";
    case "EMFILE":
    case "ENFILE":
      return "out of descriptors";
    case "EADDRNOTAVAIL":
      return "out of ports";
    case "ETIMEDOUT":
      return "connect time-out";
    case "ECONNRESET":
      return "reset";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "DNS";
    default:
      return isOutOfDescriptors() ? "out of descriptors" : "connection failed";
  }
}

/** Found out by opening a file. */
function isOutOfDescriptors(): boolean {
  try {
    closeSync(openSync("/dev/null", "r"));
    return false;
  } catch (error) {
    return ["EMFILE", "ENFILE"].includes(codeOf(error));
  }
}
