// The barrier: n connections stand, all are released from one intended start, every reply is recorded.
import type { Socket } from "bun";
import { readTrace } from "../../run/sweep/task-trace.ts";
import type { Outcome, RequestSample, ServerReport } from "../../run/sweep/sample.ts";
import { parseJsonReply, parsePlainReply } from "../../../src/protocol/reply.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { explainConnectError } from "./open-socket.ts";
import { type RunClock, waitUntil } from "../pacing/run-clock.ts";
import type { Target } from "../plan/load-target.ts";

export interface BurstOptions {
  readonly clock: RunClock;
  readonly target: Target;
  /** "json" reads the server's reports; "plain" takes any line, or all bytes up to the end, as the reply. */
  readonly form: "json" | "plain";
  readonly level: number;
  readonly repeat: number;
  readonly attempt: number;
  readonly lane: number;
  /** Longest time for all connections to stand. */
  readonly connectTimeoutNs: Ns;
  /** Longest time for a reply, from the intended start. */
  readonly timeoutNs: Ns;
  /** Chooses t0, in the future, once all connections stand. */
  readonly chooseStartNs: (nowNs: Ns) => Ns;
  /** Called once for each request as soon as its outcome is known. */
  readonly onSample: (sample: RequestSample) => void;
  /** Ends the burst at once: what is in flight is `unfinished`. */
  readonly signal: AbortSignal;
}

export interface Burst {
  readonly intendedStartNs: Ns;
  /** In connection order. */
  readonly samples: readonly RequestSample[];
}

/** Longest reply that is kept; more without a newline is malformed. */
const MAX_REPLY_CHARACTERS = 1024 * 1024;

/** Makes one burst. Never rejects for what the target does: that is data. All connections are closed when it returns. */
export async function runBurst(options: BurstOptions): Promise<Burst> {
  const requests = Array.from(
    { length: options.level },
    (_, i) => new BurstRequest(options, i + 1),
  );
  const onAbort = (): void => {
    for (const request of requests) request.finish("unfinished", null);
  };
  options.signal.addEventListener("abort", onAbort, { once: true });
  try {
    await Promise.all(requests.map((request) => request.connect()));
    const intendedStartNs = options.chooseStartNs(options.clock.nowNs());
    for (const request of requests) request.intendedStartNs = intendedStartNs;
    if (options.signal.aborted) onAbort();
    else await waitUntil(options.clock, intendedStartNs);
    for (const request of requests) request.send();
    const deadline = setTimeout(
      () => {
        for (const request of requests) request.finish("timeout", null);
      },
      Math.max(0, intendedStartNs + options.timeoutNs - options.clock.nowNs()) / NS_PER_MS,
    );
    const samples = await Promise.all(requests.map((request) => request.sample));
    clearTimeout(deadline);
    return { intendedStartNs, samples };
  } finally {
    options.signal.removeEventListener("abort", onAbort);
    for (const request of requests) request.close();
  }
}

type RequestSocket = Socket<BurstRequest>;

/** The handlers of every connection of every burst: the state is in `socket.data`. */
const HANDLERS = {
  drain: ({ data }: RequestSocket) => data.flush(),
  data: ({ data }: RequestSocket, bytes: Uint8Array) => data.receive(bytes),
  end: ({ data }: RequestSocket) => data.endOfInput(),
  close: ({ data }: RequestSocket) => data.endOfInput(),
  error: ({ data }: RequestSocket, error: NodeJS.ErrnoException) => data.fail(error.code),
};

/** One request on a connection of its own. */
class BurstRequest {
  readonly sample: Promise<RequestSample>;
  intendedStartNs: Ns = 0;
  readonly #settled = Promise.withResolvers<RequestSample>();
  readonly #options: BurstOptions;
  readonly #connection: number;
  readonly #decoder = new TextDecoder();
  #socket: RequestSocket | undefined;
  #unsent: Uint8Array;
  #received = "";
  #sentNs: Ns | null = null;
  #firstByteNs: Ns | null = null;
  /** A failure before the release; it becomes the outcome once t0 is known. */
  #earlyFailure: { outcome: Outcome; code: string | null } | undefined;
  #isFinished = false;

  constructor(options: BurstOptions, connection: number) {
    this.#options = options;
    this.#connection = connection;
    this.sample = this.#settled.promise;
    this.#unsent = encodeRequest(options, connection);
  }

  /** Resolves when the connection stands or is known not to. */
  async connect(): Promise<void> {
    const { target, connectTimeoutNs } = this.#options;
    const deadline = Promise.withResolvers<"late">();
    const timer = setTimeout(() => deadline.resolve("late"), connectTimeoutNs / NS_PER_MS);
    const connecting = Bun.connect<BurstRequest>({ ...target, data: this, socket: HANDLERS });
    try {
      const socket = await Promise.race([connecting, deadline.promise]);
      if (socket !== "late") {
        this.#socket = socket;
        return;
      }
      this.#earlyFailure = { outcome: "timeout", code: "CONNECT" };
      // Bun.connect can't be called off: a connection that stands after all is closed.
      connecting.then(
        (late) => late.end(),
        () => undefined,
      );
    } catch (error) {
      // With no descriptor left Bun says that the connection was refused.
      const { kind } = explainConnectError(error);
      const code = kind === "out of descriptors" ? "EMFILE" : codeOf(error);
      this.#earlyFailure = { outcome: "refused", code };
    } finally {
      clearTimeout(timer);
    }
  }

  send(): void {
    if (this.#isFinished) return;
    if (this.#earlyFailure !== undefined) {
      this.finish(this.#earlyFailure.outcome, this.#earlyFailure.code);
      return;
    }
    this.#sentNs = this.#options.clock.nowNs();
    this.flush();
  }

  flush(): void {
    if (this.#sentNs === null || this.#unsent.length === 0) return;
    const taken = this.#socket?.write(this.#unsent) ?? -1;
    if (taken > 0) this.#unsent = this.#unsent.subarray(taken);
  }

  receive(bytes: Uint8Array): void {
    const nowNs = this.#options.clock.nowNs();
    // Bytes before the request was sent are no reply to it.
    if (this.#sentNs === null || this.#isFinished) return;
    this.#firstByteNs ??= nowNs;
    this.#received += this.#decoder.decode(bytes, { stream: true });
    const end = this.#received.indexOf("\n");
    if (end >= 0) this.#complete(this.#received.slice(0, end), nowNs);
    else if (this.#received.length > MAX_REPLY_CHARACTERS) this.finish("malformed", null);
  }

  /** The peer sends no more. A plain reply may end so, without a newline. */
  endOfInput(): void {
    if (this.#received !== "" && this.#options.form === "plain") {
      this.#complete(this.#received, this.#options.clock.nowNs());
    } else {
      this.#failWith("closed", null);
    }
  }

  fail(code: string | undefined): void {
    this.#failWith("reset", code ?? null);
  }

  #failWith(outcome: Outcome, code: string | null): void {
    if (this.#sentNs === null) this.#earlyFailure ??= { outcome, code };
    else this.finish(outcome, code);
  }

  #complete(line: string, nowNs: Ns): void {
    const { outcome, errorCode, report } = readReply(line, this.#options.form);
    this.finish(outcome, errorCode, outcome === "malformed" ? null : nowNs, report);
  }

  /** The first outcome counts; later calls change nothing. */
  finish(
    outcome: Outcome,
    errorCode: string | null,
    repliedNs: Ns | null = null,
    report: ServerReport | null = null,
  ): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    const { level, repeat, attempt, lane, onSample } = this.#options;
    const sample: RequestSample = {
      level,
      repeat,
      attempt,
      lane,
      connection: this.#connection,
      outcome,
      errorCode,
      intendedStartNs: this.intendedStartNs,
      sentNs: this.#sentNs,
      firstByteNs: this.#firstByteNs,
      repliedNs,
      report,
    };
    onSample(sample);
    this.#settled.resolve(sample);
  }

  close(): void {
    this.#socket?.end();
  }
}

/** A task's text names its place in the run, so that a server's log can be read beside the report. */
function encodeRequest({ form, level, repeat }: BurstOptions, connection: number): Uint8Array {
  const task = `level ${level}.${repeat} client ${connection}`;
  const line = form === "plain" ? task : JSON.stringify({ id: Bun.randomUUIDv7(), task });
  return new TextEncoder().encode(`${line}\n`);
}

interface ReadReply {
  readonly outcome: Outcome;
  readonly errorCode: string | null;
  readonly report: ServerReport | null;
}

function readReply(line: string, form: "json" | "plain"): ReadReply {
  const reply = form === "json" ? parseJsonReply(line) : undefined;
  if (reply?.status === "ok") {
    const { thread, acceptedSeq, waitNs, serviceNs, sojournNs, startedAtMs } = reply.reply;
    const said = { thread, acceptedSeq, waitNs, serviceNs, sojournNs, startedAtMs };
    return { outcome: "ok", errorCode: null, report: { ...said, ...readTrace(reply.reply) } };
  }
  // A server with too many connections says so in plain form, whatever it is asked.
  const error = reply ?? parsePlainReply(line);
  if (error?.status === "error") return { outcome: "error", errorCode: error.code, report: null };
  // A black box may say anything; only our own ERR is known to be a failure.
  return { outcome: form === "json" ? "malformed" : "ok", errorCode: null, report: null };
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error ? String(error.code) : null;
}
