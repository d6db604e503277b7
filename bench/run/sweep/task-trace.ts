// The way of one task through the distributed form: a stamp of every process that had it in hand, and the times between.
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { HOP_STAMPS, type HopStamps, type RequestSample, type TaskTrace } from "./sample.ts";

/** Each ends where the next begins: the first begins as the client sends, the last ends with the reply there. */
export const HOPS = [
  "accept",
  "confirm",
  "queue",
  "claim",
  "dispatch",
  "work",
  "store",
  "reply",
  "return",
  "answer",
] as const;

export type HopName = (typeof HOPS)[number];

/** A name becomes a cell of requests.csv and a word of a chart: anything else is left out. */
const WORKER_NAME = /^[\w.:@-]{1,100}$/;

/** Reads what a server said, which may be anything. */
export function readTrace({ worker, hops }: { worker?: unknown; hops?: unknown }): TaskTrace {
  const stamps = readHops(hops);
  return {
    ...(typeof worker === "string" && WORKER_NAME.test(worker) && { worker }),
    ...(stamps !== undefined && { hops: stamps }),
  };
}

function readHops(value: unknown): HopStamps | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const stamps = value as Record<string, unknown>;
  if (!HOP_STAMPS.every((name) => Number.isFinite(stamps[name]))) return undefined;
  return Object.fromEntries(HOP_STAMPS.map((name) => [name, stamps[name]])) as HopStamps;
}

/**
 * Duration of each hop, in the order of `HOPS`; their sum is the time from send to reply. One may be negative: a task is
 * delivered to a worker before the word that it is confirmed reaches the entry server. `clockZeroMs` is the Unix time at
 * 0 of the run's clock. Undefined without stamps or without a reply.
 */
export function hopDurationsNs(
  { sentNs, repliedNs, report }: RequestSample,
  clockZeroMs: number,
): Ns[] | undefined {
  const hops = report?.hops;
  if (hops === undefined || sentNs === null || repliedNs === null) return undefined;
  const instantsNs = [
    sentNs,
    ...HOP_STAMPS.map((name) => (hops[name] - clockZeroMs) * NS_PER_MS),
    repliedNs,
  ];
  return HOPS.map((_, i) => (instantsNs[i + 1] ?? 0) - (instantsNs[i] ?? 0));
}
