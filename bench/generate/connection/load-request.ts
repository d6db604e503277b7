// A request on its way, and what is counted of it.
import type { Unmatched } from "../../run/load/run.ts";
import type { Ns } from "../../../src/units/duration.ts";
import type { RequestId } from "../wire/request-id.ts";

export interface LoadRequest {
  /** Its number in the run, from 0. */
  readonly index: number;
  /** Its place among the kinds. */
  readonly kind: number;
  /** The number of the connection that carries it, from 1; 0: none does. */
  readonly connection: number;
  readonly intendedNs: Ns;
  /** First byte written; undefined until then. */
  sentNs: Ns | undefined;
  /** First byte of its reply; undefined until then, and where replies are matched by id. */
  firstByteNs: Ns | undefined;
  /** What its reply is known by, where replies are matched by id. */
  id: RequestId | undefined;
  /** What was sent; only of the first requests, until one of their kind is answered. */
  bytes?: Uint8Array;
  /** A text that no other request carries; only where replies are looked at for it. */
  mark?: string;
  /** The text of its reply, where that is kept. */
  reply?: string;
}

/** What is counted of the traffic of connections. */
export interface Traffic {
  bytesSent: number;
  bytesReceived: number;
  connectionsOpened: number;
  strayReplies: number;
  /** It is not known any more which request a reply answers, nor whether it ever was. */
  loseTrack(reason: Unmatched["reason"]): void;
}
