// Why requests of a load run failed.
import { formatDuration, type Ns } from "../../src/units/duration.ts";
import { say, type Texts } from "../messages/texts.ts";
import { type Text, untranslated } from "../../src/units/text.ts";

export const FAILURE_KINDS = [
  "refused",
  "reset",
  "closed early",
  "connect time-out",
  "reply time-out",
  "wrong reply",
  "malformed reply",
  "malformed: out of order",
  "no TLS",
  "TLS",
  "DNS",
  "out of descriptors",
  "out of ports",
  "connection failed",
  "dropped",
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/** Where there is nothing more to say than the kind. */
export const NO_EXAMPLE: Text = untranslated("");

/** How a request ended: "ok", by an error reply that the user named, or why it failed. */
export type RequestEnd = "ok" | "expected error" | FailureKind;

export interface Ending {
  readonly end: RequestEnd;
  /** Says more of a failure. */
  readonly example: Text;
  /** The system's, of a failure that has one (`ECONNRESET`). */
  readonly code?: string;
}

export const OK: Ending = { end: "ok", example: NO_EXAMPLE };

/** One of the catalogues' details: `detail((d) => d.serverClosed)`. */
export function detail(
  compose: (details: Texts["failures"]["details"], texts: Texts) => string,
): Text {
  return say((texts) => compose(texts.failures.details, texts));
}

export function noConnectionWithin(waitedNs: Ns): Text {
  return detail((d, t) => d.noConnectionWithin(t.number(formatDuration(waitedNs))));
}

export function noReplyWithin(waitedNs: Ns): Text {
  return detail((d, t) => d.noReplyWithin(t.number(formatDuration(waitedNs))));
}
