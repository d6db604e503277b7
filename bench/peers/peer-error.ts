// Why a measurement has no figures: data of the run, not a bug of ours.
import { say, type Texts } from "../messages/texts.ts";
import type { Text } from "../../src/units/text.ts";
import { TextError } from "../../src/units/text-error.ts";

/** The tool or the server failed, did not end, or printed what is not understood. */
export class PeerError extends TextError {
  override readonly name = "PeerError";
}

/** One of the catalogues' failures: `peerFailure((f) => f.noResult)`. */
export function peerFailure(
  compose: (failures: Texts["peers"]["failures"], texts: Texts) => string,
): Text {
  return say((texts) => compose(texts.peers.failures, texts));
}
