// One generator: connections, a pacing that says what is due, and a record of all that happened.
import { type Ending, type FailureKind, NO_EXAMPLE, type RequestEnd } from "../../run/failure.ts";
import type { SeenExchange } from "../../run/load/first-exchange.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadPhase, Unmatched } from "../../run/load/run.ts";
import type { LoadOutcome, LoadSample } from "../../run/load/samples-csv.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import { ClosedLoop } from "./closed-loop.ts";
import {
  type ConnectionOptions,
  type ConnectionOwner,
  LoadConnection,
  openAll,
} from "../connection/load-connection.ts";
import { EchoWatch } from "../record/echo-watch.ts";
import { ExchangeWatch } from "../record/exchange-watch.ts";
import type { LoadRequest } from "../connection/load-request.ts";
import { OpenLoop } from "./open-loop.ts";
import type { ConnectError } from "../connection/connect-error.ts";
import type { DueRequest, Pacing, Sender } from "./pacing.ts";
import { PhaseRecorder } from "../record/phase-recorder.ts";
import { ReplyGapRecorder } from "../record/reply-gap-recorder.ts";
import { unwrapFrame } from "../wire/websocket.ts";
import { createKindChooser } from "../plan/request-kind.ts";
import type { RunClock } from "./run-clock.ts";
import type { ArrivalCursor, Share } from "../plan/schedule.ts";

/** Ends of a request that a reply brought about. */
const REPLIED: ReadonlySet<RequestEnd> = new Set([
  "ok",
  "expected error",
  "wrong reply",
  "malformed reply",
  "malformed: out of order",
]);

export interface LoadGeneratorOptions {
  readonly plan: LoadPlan;
  readonly connection: ConnectionOptions;
  /** It has every `count`-th request and connection. */
  readonly share: Share;
  /** This generator's arrivals; undefined in a closed loop. */
  readonly cursor: ArrivalCursor | undefined;
  readonly onSample: ((sample: LoadSample) => void) | undefined;
}

export interface ConnectReport {
  readonly elapsedNs: Ns;
  readonly connected: number;
  readonly failed: number;
  /** Of the first that failed. */
  readonly kind: FailureKind | undefined;
  readonly example: Text;
}

export class LoadGenerator implements ConnectionOwner, Sender {
  clock: RunClock;
  /** The phase that is on. */
  current: PhaseRecorder;
  activity = 0;
  readonly connections: readonly LoadConnection[];
  readonly exchanges: readonly ExchangeWatch[];
  readonly echoes: readonly (EchoWatch | undefined)[];
  readonly #options: LoadGeneratorOptions;
  readonly #chooseKind: (i: number) => number;
  readonly #warmup: PhaseRecorder;
  readonly #run: PhaseRecorder;
  readonly #pacing: Pacing;
  readonly #replyGaps = new ReplyGapRecorder();
  readonly #done = Promise.withResolvers<void>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #inFlight = 0;
  #state: "connecting" | "running" | "over" = "connecting";
  #stoppedNs: Ns = Number.POSITIVE_INFINITY;

  /** `clock` is only for the time before `run`, which sets the run's own. */
  constructor(options: LoadGeneratorOptions, clock: RunClock) {
    this.#options = options;
    this.clock = clock;
    const { plan, share, connection, cursor } = options;
    const { warmupNs, timeoutNs, loop } = plan;
    const names = plan.requests.map(({ name }) => name);
    const isOpenLoop = cursor !== undefined;
    const endNs = plan.durationNs ?? Number.POSITIVE_INFINITY;
    const common = { isOpenLoop, names, isMatched: connection.isMatched };
    this.#warmup = new PhaseRecorder({ startNs: -warmupNs, endNs: 0, ...common });
    this.#run = new PhaseRecorder({ startNs: 0, endNs, ...common });
    this.current = this.#run;
    this.#chooseKind = createKindChooser(plan.requests, plan.seed);
    this.exchanges = plan.requests.map(({ name, reply }) =>
      reply.kind === "ws" || reply.kind === "ws-pong"
        ? new ExchangeWatch(name, unwrapFrame)
        : new ExchangeWatch(name),
    );
    // One in flight at a time has no order, and ids tell replies apart in any.
    const hasOrder = plan.pipeline > 1 && !connection.isById;
    this.echoes = connection.kinds.map(({ payload: { mark } }) =>
      hasOrder && mark !== null ? new EchoWatch(mark) : undefined,
    );
    this.connections = Array.from(
      { length: shareOf(plan.connections, share) },
      (_, i) => new LoadConnection(i * share.count + share.index + 1, this, connection),
    );
    const maxRequests = shareOf(plan.maxRequests ?? Number.POSITIVE_INFINITY, share);
    const thinkNs = loop.kind === "closed" ? loop.thinkNs : 0;
    const isDropping = loop.kind === "open" && loop.isDropping;
    this.#pacing =
      cursor === undefined
        ? new ClosedLoop({ thinkNs, warmupNs, endNs, maxRequests, share }, this)
        : new OpenLoop({ cursor, isDropping, timeoutNs, endNs }, this);
  }

  /** Opens all connections, where they are kept; one that fails is tried again when a request needs it. */
  async connect(): Promise<ConnectReport> {
    const startNs = this.clock.nowNs();
    let connected = 0;
    let failed = 0;
    let first: ConnectError | undefined;
    // Of connections that are opened for each request, one shows whether the target is there.
    const isKept = this.#options.plan.reconnectEvery !== 1;
    const opened = isKept ? this.connections : this.connections.slice(0, 1);
    await openAll(opened, (_, error) => {
      if (error === undefined) connected++;
      else failed++;
      first ??= error;
    });
    return {
      elapsedNs: this.clock.nowNs() - startNs,
      connected,
      failed,
      kind: first?.kind,
      example: first?.text ?? NO_EXAMPLE,
    };
  }

  /** Makes the load, on a clock whose 0 is the beginning of the measured time, and resolves when all has ended. */
  async run(clock: RunClock): Promise<void> {
    const { warmupNs, timeoutNs } = this.#options.plan;
    this.clock = clock;
    this.#state = "running";
    if (warmupNs > 0) {
      this.current = this.#warmup;
      this.later(-clock.nowNs(), () => {
        this.current = this.#run;
      });
    }
    const everyMs = Math.min(100, Math.max(5, timeoutNs / 50 / NS_PER_MS));
    const ticks = setInterval(() => this.#tick(), everyMs);
    this.#pacing.start(clock);
    await this.#done.promise;
    this.#state = "over";
    clearInterval(ticks);
    for (const timer of this.#timers) clearTimeout(timer);
    for (const connection of this.connections) connection.close();
  }

  #tick(): void {
    const nowNs = this.clock.nowNs();
    for (const connection of this.connections) connection.expire(nowNs);
    this.#pacing.tick(nowNs);
    this.endIfDone();
  }

  /** Ends the load at once: what is in flight is unfinished, what waits is unsent. */
  stop(): void {
    if (this.#state !== "running") return;
    this.#state = "over";
    const nowNs = this.clock.nowNs();
    this.#stoppedNs = nowNs;
    for (const connection of this.connections) {
      for (const request of connection.close()) {
        this.#inFlight--;
        this.#replyGaps.endedWithoutReply(nowNs);
        this.trafficOf(request).leaveUnfinished(request, nowNs);
        this.#sample(request, "unfinished", null, nowNs);
      }
    }
    this.#pacing.stop(nowNs);
    this.#done.resolve();
  }

  /** What is in flight, since when an arrival waits, and what the measured time has given so far. */
  look() {
    return {
      connectionsOpen: this.connections.filter(({ isOpen }) => isOpen).length,
      inFlight: this.#inFlight,
      waitsSinceNs: this.#pacing.waitsSinceNs(this.clock.nowNs()),
      ...this.#run.look(),
    };
  }

  loseTrack(reason: Unmatched["reason"]): void {
    this.#warmup.loseTrack(reason);
    this.#run.loseTrack(reason);
  }

  get spinNs(): Ns {
    return this.#pacing.spinNs;
  }

  /** For after the load. */
  phases(): { readonly run: LoadPhase; readonly warmup: LoadPhase | null } {
    const { maxRequests, durationNs, warmupNs } = this.#options.plan;
    // Where requests end it, the measured time ends with the last reply.
    const isEndedByCount = maxRequests !== null || durationNs === null;
    const endedNs = isEndedByCount ? this.#run.lastReplyNs : Number.POSITIVE_INFINITY;
    return {
      run: this.#run.encode(Math.min(this.#stoppedNs, endedNs), this.#replyGaps.end()),
      warmup: warmupNs > 0 ? this.#warmup.encode(0) : null,
    };
  }

  /** For after the load. */
  exchangesSeen(): SeenExchange[] {
    return this.exchanges.flatMap((exchange) => exchange.seen() ?? []);
  }

  /** The phase that a request belongs to. */
  trafficOf({ intendedNs }: Pick<LoadRequest, "intendedNs">): PhaseRecorder {
    return intendedNs < 0 ? this.#warmup : this.#run;
  }

  send(
    connection: LoadConnection,
    { index, intendedNs, freeSinceNs }: DueRequest,
    nowNs: Ns,
  ): void {
    const kind = this.#chooseKind(index);
    const request: LoadRequest = {
      index,
      kind,
      connection: connection.number,
      intendedNs,
      sentNs: undefined,
      firstByteNs: undefined,
      id: undefined,
    };
    const recorder = this.trafficOf(request);
    this.activity++;
    this.#inFlight++;
    this.#replyGaps.sent(nowNs);
    recorder.intend(request);
    recorder.send(request, freeSinceNs, nowNs);
    connection.start(request, nowNs);
  }

  skip(index: number, end: "dropped" | "unsent", intendedNs: Ns, nowNs: Ns): void {
    const kind = this.#chooseKind(index);
    const request = { index, kind, connection: 0, intendedNs, sentNs: undefined };
    const recorder = this.trafficOf(request);
    this.activity++;
    recorder.intend(request);
    if (end === "dropped") recorder.drop(request, nowNs);
    else recorder.leaveUnsent(request, nowNs);
    this.#sample(request, end, end === "dropped" ? end : null, nowNs);
  }

  onEnd(connection: LoadConnection, request: LoadRequest, ending: Ending, nowNs: Ns): void {
    const { end } = ending;
    const { intendedNs, sentNs } = request;
    const recorder = this.trafficOf(request);
    const { timeoutNs } = this.#options.plan;
    this.activity++;
    this.#inFlight--;
    const isReplied = REPLIED.has(end);
    // A reply may be another request's: which one it ended is then not known.
    const endedNs = isReplied && !recorder.isMatched ? null : nowNs;
    if (isReplied) this.#replyGaps.replied(sentNs ?? intendedNs, nowNs);
    else this.#replyGaps.endedWithoutReply(nowNs);
    if (end === "ok" && nowNs - intendedNs <= timeoutNs) {
      recorder.ok(request, nowNs);
      this.#sample(request, "ok", null, endedNs);
    } else if (end === "ok" || end === "reply time-out" || end === "connect time-out") {
      // A reply that comes after its deadline is as late as one that never comes.
      const failure = end === "ok" ? "reply time-out" : end;
      recorder.timeOut(request, failure, Math.min(timeoutNs, nowNs - intendedNs), nowNs);
      this.#sample(request, "timed out", failure, endedNs);
    } else if (end === "expected error") {
      recorder.expectedError(request, nowNs);
      this.#sample(request, end, null, endedNs);
    } else {
      recorder.fail(request, end, ending.example, nowNs);
      this.#sample(request, "failed", end, endedNs);
    }
    if (sentNs === undefined) this.#pacing.onNoConnection(connection);
  }

  onRoom(connection: LoadConnection, nowNs: Ns): void {
    if (this.#state !== "running") return;
    this.#pacing.onRoom(connection, nowNs);
    this.endIfDone();
  }

  endIfDone(): void {
    if (this.#inFlight > 0 || this.#state !== "running") return;
    if (this.#pacing.isOver(this.clock.nowNs())) this.#done.resolve();
  }

  later(delayNs: Ns, act: () => void): void {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        act();
      },
      Math.max(0, delayNs / NS_PER_MS),
    );
    this.#timers.add(timer);
  }

  #sample(
    request: Pick<LoadRequest, "index" | "kind" | "connection" | "intendedNs" | "sentNs">,
    outcome: LoadOutcome,
    failure: FailureKind | null,
    endedNs: Ns | null,
  ): void {
    const { onSample, plan } = this.#options;
    onSample?.({
      index: request.index,
      name: plan.requests[request.kind]?.name ?? "",
      connection: request.connection,
      outcome,
      failure,
      intendedStartNs: request.intendedNs,
      sentNs: request.sentNs ?? null,
      endedNs,
    });
  }
}

/** Part of `total` that a share has: the first ones have one more where it does not go up. */
function shareOf(total: number, { index, count }: Share): number {
  if (total === Number.POSITIVE_INFINITY) return total;
  return Math.floor(total / count) + (index < total % count ? 1 : 0);
}
