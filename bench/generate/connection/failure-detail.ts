// What is kept of the first failure of a kind, beside the target's own words.
import { say, type Texts } from "../../messages/texts.ts";
import { formatDuration, type Ns } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";

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
