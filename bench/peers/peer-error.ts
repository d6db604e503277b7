// Why a measurement has no figures: data of the run, not a bug of ours.
import { say, type Texts } from "../messages/texts.ts";
import { TextError } from "../../src/units/text-error.ts";

/** The tool or the server failed, did not end, or printed what is not understood. */
export class PeerError extends TextError {
  override readonly name = "PeerError";
}

/** One of the catalogues' failures: `peerError((failures) => failures.noResult)`. */
export function peerError(
  compose: (failures: Texts["peers"]["failures"], texts: Texts) => string,
): PeerError {
  return new PeerError(say((texts) => compose(texts.peers.failures, texts)));
}
