// What a load run is asked to do, with every default filled in: `run.json` keeps it, generators are started from it.
import type { Ns } from "../../../src/units/duration.ts";

export type LoadTarget =
  | { readonly kind: "tcp"; readonly hostname: string; readonly port: number }
  | {
      readonly kind: "tls";
      readonly hostname: string;
      readonly port: number;
      /** Paths of PEM files; null where none was given. */
      readonly caFile: string | null;
      readonly certFile: string | null;
      readonly keyFile: string | null;
      /** True: the server's certificate is not checked. */
      readonly isInsecure: boolean;
    }
  | { readonly kind: "unix"; readonly path: string };

/** An unsigned integer in bytes: `u32be` has 4, the highest first. */
export interface BinaryNumber {
  readonly bytes: 2 | 4 | 8;
  readonly endian: "be" | "le";
}

/**
 * How a reply ends. `json-id` is a line of JSON whose `id` names the request it answers; `close` ends with the
 * connection; `none` expects no reply. `ws` is the next message of a WebSocket, whose requests are messages, too;
 * `ws-pong` the next pong, whose requests are pings.
 */
export type ReplyRule =
  | { readonly kind: "line" | "http" | "json-id" | "ws" | "ws-pong" | "close" | "none" }
  /** Begins with its length; `isInclusive`: that number counts its own bytes, too. */
  | { readonly kind: "frame"; readonly length: BinaryNumber; readonly isInclusive: boolean }
  | { readonly kind: "lines"; readonly count: number }
  | { readonly kind: "bytes"; readonly count: number }
  /** `text` with escapes resolved, one character a byte (latin1). */
  | { readonly kind: "until"; readonly text: string };

/** Where a reply, and its request, carry an id that no other request in flight on the connection has. */
export type IdRule =
  /** Bytes from the first one of the reply, a frame's length included. */
  | { readonly kind: "at"; readonly offset: number; readonly number: BinaryNumber }
  /** Source of a regular expression: its first group, or without one its whole match, is the id. */
  | { readonly kind: "match"; readonly pattern: string };

/** Where a request's bytes come from; all but jsonl may hold templates such as {{i}}. */
export type RequestContent =
  /** `text` as typed: escapes such as \r\n are not resolved yet. */
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "jsonl"; readonly path: string; readonly isShuffled: boolean }
  /** Escalera's own JSON form, with an id of its own for each request. */
  | { readonly kind: "task"; readonly text: string };

export interface RequestSpec {
  readonly name: string;
  /** Share of this request among all: weight / sum of weights. More than 0. */
  readonly weight: number;
  readonly content: RequestContent;
  readonly reply: ReplyRule;
  /** Null: none, but for that of json-id. */
  readonly id: IdRule | null;
  /** Source of a regular expression that a right reply matches, or a wrong one does; null: any reply will do. */
  readonly expect: string | null;
  readonly reject: string | null;
  /** Codes or patterns of error replies that are counted apart, and are no failures. */
  readonly expectErrors: readonly string[];
}

/** What is said on a new connection before it carries requests: part of connecting, not a request. */
export interface GreetingSpec {
  /** How the server's first words end; null where it waits for ours. */
  readonly greeting: ReplyRule | null;
  /** Sent and answered one after the other, such as SMTP's HELO. */
  readonly hello: readonly RequestSpec[];
}

/** A stretch of time with one offered rate, or one that grows or falls evenly. */
export interface Stage {
  readonly durationNs: Ns;
  readonly startRatePerSec: number;
  readonly endRatePerSec: number;
}

export type Arrivals =
  | { readonly kind: "constant" }
  | { readonly kind: "poisson" }
  /** Offsets from the start in ns, ascending: a recorded trace. `path` is where they were read. */
  | { readonly kind: "file"; readonly path: string };

export type Loop =
  /** Each connection sends its next request when its last one is answered, after `thinkNs`. */
  | { readonly kind: "closed"; readonly thinkNs: Ns }
  /** Arrivals come by a schedule, whatever the target does. The last stage goes on where requests, not time, end it. */
  | {
      readonly kind: "open";
      readonly arrivals: Arrivals;
      readonly stages: readonly Stage[];
      /** True: an arrival that finds every connection busy is dropped; false: it waits. */
      readonly isDropping: boolean;
    }
  /** All requests at one instant, each on a connection of its own. */
  | { readonly kind: "burst" };

export interface LoadPlan {
  readonly target: LoadTarget;
  readonly requests: readonly RequestSpec[];
  readonly greeting: GreetingSpec;
  readonly loop: Loop;
  readonly connections: number;
  /** Most requests in flight on one connection. */
  readonly pipeline: number;
  /** True: the protocol promises replies in the order of the requests on a connection. */
  readonly isOrdered: boolean;
  /** Requests that a connection carries before it is opened anew; null: it is kept. */
  readonly reconnectEvery: number | null;
  /** The measured time; null where `maxRequests` alone ends it. Of stages it is their sum. */
  readonly durationNs: Ns | null;
  readonly maxRequests: number | null;
  readonly warmupNs: Ns;
  /** For a reply, from the intended start; and for a connection. */
  readonly timeoutNs: Ns;
  readonly generators: number;
  readonly seed: number;
}
