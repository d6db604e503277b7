// What a load run is asked to do, with every default filled in: `run.json` keeps it, generators are started from it.
import * as is from "../../../src/units/schema.ts";

export const LoadTarget = is.variant("", [
  is.object("", { kind: is.constant("tcp"), hostname: is.string(), port: is.number() }),
  is.object("", {
    kind: is.constant("tls"),
    hostname: is.string(),
    port: is.number(),
    caFile: is.stringOrNull("Path of a PEM file; null where none was given."),
    certFile: is.stringOrNull("As caFile."),
    keyFile: is.stringOrNull("As caFile."),
    isInsecure: is.boolean("True: the server's certificate is not checked."),
  }),
  is.object("", { kind: is.constant("unix"), path: is.string() }),
]);
export type LoadTarget = is.Infer<typeof LoadTarget>;

export const BinaryNumber = is.object(
  "An unsigned integer in bytes: `u32be` has 4, the highest first.",
  {
    bytes: is.oneOf([2, 4, 8]),
    endian: is.oneOf(["be", "le"]),
  },
);
export interface BinaryNumber extends is.Infer<typeof BinaryNumber> {}

export const ReplyRule = is.variant(
  "How a reply ends. `json-id` is a line of JSON whose `id` names the request it answers; `close` ends with the connection; `none` expects no reply. `ws` is the next message of a WebSocket, whose requests are messages, too; `ws-pong` the next pong, whose requests are pings.",
  [
    is.object("", {
      kind: is.oneOf(["line", "http", "json-id", "ws", "ws-pong", "close", "none"]),
    }),
    is.object("Begins with its length; `isInclusive`: that number counts its own bytes, too.", {
      kind: is.constant("frame"),
      length: BinaryNumber,
      isInclusive: is.boolean(),
    }),
    is.object("", { kind: is.constant("lines"), count: is.number() }),
    is.object("", { kind: is.constant("bytes"), count: is.number() }),
    is.object("`text` with escapes resolved, one character a byte (latin1).", {
      kind: is.constant("until"),
      text: is.string(),
    }),
  ],
);
export type ReplyRule = is.Infer<typeof ReplyRule>;

export const IdRule = is.variant(
  "Where a reply, and its request, carry an id that no other request in flight on the connection has.",
  [
    is.object("Bytes from the first one of the reply, a frame's length included.", {
      kind: is.constant("at"),
      offset: is.number(),
      number: BinaryNumber,
    }),
    is.object(
      "Source of a regular expression: its first group, or without one its whole match, is the id.",
      { kind: is.constant("match"), pattern: is.string() },
    ),
  ],
);
export type IdRule = is.Infer<typeof IdRule>;

export const RequestContent = is.variant(
  "Where a request's bytes come from; all but jsonl may hold templates such as {{i}}.",
  [
    is.object("`text` as typed: escapes such as \\r\\n are not resolved yet.", {
      kind: is.constant("text"),
      text: is.string(),
    }),
    is.object("", { kind: is.constant("file"), path: is.string() }),
    is.object("", { kind: is.constant("jsonl"), path: is.string(), isShuffled: is.boolean() }),
    is.object("Escalera's own JSON form, with an id of its own for each request.", {
      kind: is.constant("task"),
      text: is.string(),
    }),
  ],
);
export type RequestContent = is.Infer<typeof RequestContent>;

export const RequestSpec = is.object("A kind of request that a load is made of.", {
  name: is.string(),
  weight: is.number("Share of this request among all: weight / sum of weights. More than 0."),
  content: RequestContent,
  reply: ReplyRule,
  id: is.nullable(IdRule, "Null: none, but for that of json-id."),
  expect: is.stringOrNull(
    "Source of a regular expression that a right reply matches, or a wrong one does; null: any reply will do.",
  ),
  reject: is.stringOrNull(),
  expectErrors: is.list(
    is.string(),
    "Codes or patterns of error replies that are counted apart, and are no failures.",
  ),
});
export interface RequestSpec extends is.Infer<typeof RequestSpec> {}

export const GreetingSpec = is.object(
  "What is said on a new connection before it carries requests: part of connecting, not a request.",
  {
    greeting: is.nullable(
      ReplyRule,
      "How the server's first words end; null where it waits for ours.",
    ),
    hello: is.list(RequestSpec, "Sent and answered one after the other, such as SMTP's HELO."),
  },
);
export interface GreetingSpec extends is.Infer<typeof GreetingSpec> {}

export const Stage = is.object(
  "A stretch of time with one offered rate, or one that grows or falls evenly.",
  {
    durationNs: is.ns(),
    startRatePerSec: is.number(),
    endRatePerSec: is.number(),
  },
);
export interface Stage extends is.Infer<typeof Stage> {}

export const Arrivals = is.variant("", [
  is.object("", { kind: is.constant("constant") }),
  is.object("", { kind: is.constant("poisson") }),
  is.object(
    "Offsets from the start in ns, ascending: a recorded trace. `path` is where they were read.",
    { kind: is.constant("file"), path: is.string() },
  ),
]);
export type Arrivals = is.Infer<typeof Arrivals>;

export const Loop = is.variant("", [
  is.object(
    "Each connection sends its next request when its last one is answered, after `thinkNs`.",
    { kind: is.constant("closed"), thinkNs: is.ns() },
  ),
  is.object(
    "Arrivals come by a schedule, whatever the target does. The last stage goes on where requests, not time, end it.",
    {
      kind: is.constant("open"),
      arrivals: Arrivals,
      stages: is.list(Stage),
      isDropping: is.boolean(),
    },
  ),
  is.object("All requests at one instant, each on a connection of its own.", {
    kind: is.constant("burst"),
  }),
]);
export type Loop = is.Infer<typeof Loop>;

export const LoadPlan = is.object("What a load was asked to do, with every default filled in.", {
  target: LoadTarget,
  requests: is.list(RequestSpec),
  greeting: GreetingSpec,
  loop: Loop,
  connections: is.number(),
  pipeline: is.number("Most requests in flight on one connection."),
  isOrdered: is.boolean(
    "True: the protocol promises replies in the order of the requests on a connection.",
  ),
  reconnectEvery: is.numberOrNull(
    "Requests that a connection carries before it is opened anew; null: it is kept.",
  ),
  durationNs: is.nsOrNull(
    "The measured time; null where `maxRequests` alone ends it. Of stages it is their sum.",
  ),
  maxRequests: is.numberOrNull(),
  warmupNs: is.ns(),
  timeoutNs: is.ns("For a reply, from the intended start; and for a connection."),
  generators: is.number(),
  seed: is.number(),
});
export interface LoadPlan extends is.Infer<typeof LoadPlan> {}
