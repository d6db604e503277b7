// A burst: a load of one instant. n connections stand, each sends its one request at the same intended start, every reply
// is recorded with what the server reports in it.
import { type Ending, NO_EXAMPLE, type RequestEnd } from "../../run/failure.ts";
import type { Outcome, RequestSample, ServerReport } from "../../run/sweep/sample.ts";
import { readTrace } from "../../run/sweep/task-trace.ts";
import { parseJsonReply, parsePlainReply } from "../../../src/protocol/reply.ts";
import { type Ns, NS_PER_MS, NS_PER_SECOND } from "../../../src/units/duration.ts";
import {
  type ConnectionOptions,
  type ConnectionOwner,
  LoadConnection,
  openAll,
} from "../connection/load-connection.ts";
import type { LoadRequest, Traffic } from "../connection/load-request.ts";
import { codeOf } from "../../../src/units/text-error.ts";
import type { Target } from "../plan/load-target.ts";
import type { Payload } from "../plan/payload.ts";
import { type RunClock, waitUntil } from "./run-clock.ts";

export interface BurstSpec {
  readonly target: Target;
  /** "json" reads the server's reports; "plain" takes any line, or all bytes up to the end, as the reply. */
  readonly form: "json" | "plain";
  /** Requests, each on a connection of its own. */
  readonly level: number;
  readonly repeat: number;
  readonly attempt: number;
  readonly lane: number;
  /** Longest time for a reply, from the intended start. */
  readonly timeoutNs: Ns;
}

export interface BurstOptions {
  readonly spec: BurstSpec;
  readonly clock: RunClock;
  /** Chooses t0, in the future. Called once all connections stand. */
  readonly chooseStartNs: () => Ns | Promise<Ns>;
  /** Called once for each request as soon as its outcome is known. */
  readonly onSample: (sample: RequestSample) => void;
  /** Ends the burst at once: what is in flight is `unfinished`. */
  readonly signal: AbortSignal;
}

const CONNECT_TIMEOUT_NS: Ns = 10 * NS_PER_SECOND;

const UNFINISHED = "unfinished";
const TIMED_OUT: Ending = { end: "reply time-out", example: NO_EXAMPLE };

/**
 * Makes one burst and resolves with its t0. Never rejects for what the target does: that is data. All connections are closed when
 * it ends.
 */
export async function runBurst(options: BurstOptions): Promise<Ns> {
  const { clock, chooseStartNs, signal, spec } = options;
  const burst = new Burst(options);
  const onAbort = (): void => burst.interrupt();
  signal.addEventListener("abort", onAbort, { once: true });
  let deadline: ReturnType<typeof setTimeout> | undefined;
  try {
    if (signal.aborted) burst.interrupt();
    else await burst.open();
    const startNs = await chooseStartNs();
    if (!signal.aborted) await waitUntil(clock, startNs);
    burst.release(startNs);
    const leftNs = startNs + spec.timeoutNs - clock.nowNs();
    deadline = setTimeout(() => burst.end(TIMED_OUT), Math.max(0, leftNs) / NS_PER_MS);
    await burst.done;
    return startNs;
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", onAbort);
    burst.end(UNFINISHED);
  }
}

class Burst implements ConnectionOwner {
  readonly clock: RunClock;
  readonly exchanges = [];
  readonly echoes = [];
  /** Nobody asks for it. */
  readonly current: Traffic = {
    bytesSent: 0,
    bytesReceived: 0,
    connectionsOpened: 0,
    strayReplies: 0,
    loseTrack: () => undefined,
  };
  readonly done: Promise<void>;
  readonly #options: BurstOptions;
  readonly #connections: readonly LoadConnection[];
  /** Connections that can't carry their request, and why. */
  readonly #broken = new Map<LoadConnection, Ending>();
  readonly #settled = Promise.withResolvers<void>();
  #missing: number;
  #isInterrupted = false;

  constructor(options: BurstOptions) {
    const { spec, clock } = options;
    this.clock = clock;
    this.#options = options;
    this.#missing = spec.level;
    this.done = this.#settled.promise;
    const connection = connectionOptions(spec);
    this.#connections = Array.from(
      { length: spec.level },
      (_, i) => new LoadConnection(i + 1, this, connection),
    );
  }

  async open(): Promise<void> {
    await openAll(this.#connections, (connection, error) => {
      if (error === undefined) return;
      const { kind, text, cause } = error;
      this.#broken.set(connection, { end: kind, example: text, code: codeOf(cause) });
    });
  }

  /** Each connection that stands sends its request. */
  release(intendedNs: Ns): void {
    for (const connection of this.#connections) {
      const request: LoadRequest = {
        index: connection.number - 1,
        kind: 0,
        connection: connection.number,
        intendedNs,
        sentNs: undefined,
        firstByteNs: undefined,
        id: undefined,
      };
      const ending = this.#isInterrupted ? UNFINISHED : this.#broken.get(connection);
      const nowNs = this.clock.nowNs();
      if (ending === undefined) connection.start(request, nowNs);
      else this.#record(connection, request, ending, null);
    }
  }

  /** Before the release, requests are not sent; after it, they are unfinished. */
  interrupt(): void {
    this.#isInterrupted = true;
    this.end(UNFINISHED);
  }

  /** Closes all connections; what is in flight ends so. */
  end(ending: Ending | typeof UNFINISHED): void {
    for (const connection of this.#connections) {
      for (const request of connection.close()) this.#record(connection, request, ending, null);
    }
  }

  trafficOf(): Traffic {
    return this.current;
  }

  loseTrack(): void {
    // One request a connection: there is nothing to confuse.
  }

  onEnd(connection: LoadConnection, request: LoadRequest, ending: Ending, nowNs: Ns): void {
    this.#record(connection, request, ending, nowNs);
  }

  onRoom(): void {
    // Each connection has carried its one request.
  }

  onIdleEnd(connection: LoadConnection, ending: Ending): void {
    this.#broken.set(connection, ending);
  }

  #record(
    connection: LoadConnection,
    request: LoadRequest,
    ending: Ending | typeof UNFINISHED,
    endedNs: Ns | null,
  ): void {
    const { spec, onSample } = this.#options;
    const { level, repeat, attempt, lane, form } = spec;
    const { outcome, errorCode, report } = resultOf(request, ending, form);
    const isReplied = outcome === "ok" || outcome === "error";
    onSample({
      level,
      repeat,
      attempt,
      lane,
      connection: connection.number,
      outcome,
      errorCode,
      intendedStartNs: request.intendedNs,
      sentNs: request.sentNs ?? null,
      firstByteNs: request.firstByteNs ?? null,
      repliedNs: isReplied ? endedNs : null,
      report,
    });
    if (--this.#missing === 0) this.#settled.resolve();
  }
}

function connectionOptions({ target, form, level, repeat }: BurstSpec): ConnectionOptions {
  // Encoded before the release. A task's text names its place in the run, so that a server's log can be read beside the report.
  const lines = Array.from({ length: level }, (_, i) => {
    const task = `level ${level}.${repeat} client ${i + 1}`;
    const line = form === "plain" ? task : JSON.stringify({ id: Bun.randomUUIDv7(), task });
    return new TextEncoder().encode(`${line}\n`);
  });
  const payload: Payload = {
    encode: (i) => lines[i] as Uint8Array,
    isStatic: false,
    lastId: undefined,
    mark: null,
    lastMark: undefined,
  };
  const expectation = { expect: null, reject: null, expectedErrors: [] };
  return {
    address: target,
    isInsecure: false,
    setup: [],
    timeoutNs: CONNECT_TIMEOUT_NS,
    kinds: [
      {
        name: "task",
        weight: 1,
        payload,
        rule: { kind: "line" },
        ids: null,
        needsText: true,
        ...expectation,
      },
    ],
    isById: false,
    isMatched: true,
    isLenient: true,
    pipeline: 1,
    reconnectEvery: null,
  };
}

/** Of requests that a connection carried; all other ends are those of connections that could not be opened. */
const OUTCOMES: Partial<Record<RequestEnd, Outcome>> = {
  "closed early": "closed",
  reset: "reset",
  "malformed reply": "malformed",
  "reply time-out": "timeout",
};

interface RequestResult {
  readonly outcome: Outcome;
  readonly errorCode: string | null;
  readonly report: ServerReport | null;
}

function resultOf(
  { reply = "" }: LoadRequest,
  ending: Ending | typeof UNFINISHED,
  form: BurstSpec["form"],
): RequestResult {
  if (ending === UNFINISHED) return failure("unfinished");
  const { end, code } = ending;
  if (end === "ok") return readReply(reply, form);
  if (end === "out of descriptors") return failure("refused", "EMFILE");
  // Without a code it is our own deadline that passed.
  if (end === "connect time-out" && code === "") return failure("timeout", "CONNECT");
  return failure(OUTCOMES[end] ?? "refused", code);
}

function failure(outcome: Outcome, code?: string | null): RequestResult {
  return { outcome, errorCode: code || null, report: null };
}

function readReply(text: string, form: BurstSpec["form"]): RequestResult {
  const isLine = text.endsWith("\n");
  const line = isLine ? text.slice(0, -1) : text;
  // A plain reply may end with its connection, without a newline.
  if (form === "json" && !isLine) return failure("closed");
  const reply = form === "json" ? parseJsonReply(line) : undefined;
  if (reply?.status === "ok") {
    const { thread, acceptedSeq, waitNs, serviceNs, sojournNs, startedAtMs } = reply.reply;
    const said = { thread, acceptedSeq, waitNs, serviceNs, sojournNs, startedAtMs };
    return { outcome: "ok", errorCode: null, report: { ...said, ...readTrace(reply.reply) } };
  }
  // A server with too many connections says so in plain form, whatever it is asked.
  const error = reply ?? parsePlainReply(line);
  if (error?.status === "error") return failure("error", error.code);
  // A black box may say anything; only our own ERR is known to be a failure.
  return form === "json" ? failure("malformed") : { outcome: "ok", errorCode: null, report: null };
}
