// A request on its way.
import type { FailureKind } from "../../run/failure.ts";
import type { Ns } from "../../../src/units/duration.ts";
import type { PhaseRecorder } from "../record/phase-recorder.ts";
import type { RequestId } from "../wire/request-id.ts";

export interface LoadRequest {
  /** Its number in the run, from 0. */
  readonly index: number;
  /** Its place among the kinds. */
  readonly kind: number;
  readonly intendedNs: Ns;
  /** First byte written; undefined until then. */
  sentNs: Ns | undefined;
  /** What its reply is known by, where replies are matched by id. */
  id: RequestId | undefined;
  /** What was sent; only of the first requests, until one of their kind is answered. */
  bytes?: Uint8Array;
  /** A text that no other request carries; only where replies are looked at for it. */
  mark?: string;
  readonly recorder: PhaseRecorder;
}

/** How a request ended: "ok", by an error reply that the user named, or why it failed. */
export type RequestEnd = "ok" | "expected error" | FailureKind;
