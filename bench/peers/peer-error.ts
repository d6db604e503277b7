// Why a measurement has no figures: data of the run, not a bug of ours.

/** The tool or server failed, did not end, or said what we do not understand. */
export class PeerError extends Error {
  override readonly name = "PeerError";
}
