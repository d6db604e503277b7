// One accepted socket: feeds the conversation, carries out its actions, and closes without losing a reply.
//
//   phase      what happens                                                     next
//   talking    input goes to the conversation                                   finishing: it returned shutdown
//   finishing  input is discarded; pending output is sent                       lingering: all is sent
//   lingering  FIN was sent; input is discarded until the peer's FIN, or 1 s    closed
//   closed     the socket is closed; outcomes of running tasks are dropped
//
// A reset, a failed write, destroy() and the write time-out change every phase to `closed`. The write time-out runs while
// output is pending, and starts again with each byte that the peer's side accepts. An idle connection has no deadline.
import type { Socket } from "bun";
import {
  type Action,
  Conversation,
  type ConversationOptions,
  type LookupTicket,
  type Ticket,
} from "../protocol/conversation.ts";
import { formatReply } from "../protocol/reply.ts";
import type { Lookup } from "../protocol/record.ts";
import { type Execute, TaskError, type TaskRequest } from "../protocol/task.ts";
import { messageOf } from "../units/text-error.ts";
import { type Ns, NS_PER_MS, NS_PER_SECOND } from "../units/duration.ts";
import { Outbox } from "./outbox.ts";

/** With unread input, closing at once sends a reset, which can overtake the last reply. */
const LINGER_NS: Ns = NS_PER_SECOND;

/** The receiver of a socket's events, with the requests of the server that accepted it. */
export interface SocketOwner {
  receive(bytes: Uint8Array): void;
  /** The peer's FIN. */
  peerEnded(): void;
  /** The socket accepts bytes again. */
  flush(): void;
  /** The socket is closed, by either side. */
  closed(): void;
  /** Answers the tasks in progress, then closes. */
  stop(): void;
  /** Closes at once, by a reset. */
  destroy(): void;
}

/** Shared by all connections. */
export interface ConnectionHost {
  readonly conversation: ConversationOptions;
  /** Longest time in which the peer accepts no byte of pending output. */
  readonly writeTimeoutNs: Ns;
  readonly execute: Execute;
  /** Undefined if the server keeps no records. */
  readonly lookup: Lookup | undefined;
  readonly onRefused: (
    request: TaskRequest | null,
    error: TaskError,
    client: string | null,
  ) => void;
  /** Requests one `flush` of this connection, after the current events. */
  readonly flushSoon: (connection: Connection) => void;
  /** The socket is closed; called once. */
  readonly onClosed: (connection: Connection) => void;
  /** Reports a bug that occurred while this connection was served. */
  readonly onBug: (connection: Connection, error: unknown) => void;
}

export class Connection implements SocketOwner {
  readonly #socket: Socket<SocketOwner>;
  /** Address and port; null if they are not known. */
  readonly #client: string | null;
  readonly #host: ConnectionHost;
  readonly #conversation: Conversation;
  readonly #outbox = new Outbox();
  #phase: "talking" | "finishing" | "lingering" | "closed" = "talking";
  #hasPeerEnded = false;
  #isReading = true;
  #isFlushAsked = false;
  /** Created with the first task, since most connections can be idle. */
  #abort: AbortController | undefined;
  /** When the peer must have accepted pending output; in `lingering`, when it must have sent FIN. */
  #peerDeadlineNs: Ns | undefined;
  /** For the first of the conversation's deadline and the peer's. */
  #timer: Timer | undefined;
  #timerAtNs: Ns = 0;

  constructor(socket: Socket<SocketOwner>, client: string | null, host: ConnectionHost) {
    this.#socket = socket;
    this.#client = client;
    this.#host = host;
    this.#conversation = new Conversation(host.conversation);
  }

  /** Sends an error and closes, without a conversation. */
  refuse(error: TaskError): void {
    this.#outbox.add(formatReply("plain", null, error, this.#host.conversation.messages));
    this.#phase = "finishing";
    this.flush();
  }

  stop(): void {
    this.#advance(() => this.#conversation.stop());
  }

  /** Closes at once; pending output is lost. Without unread input the peer receives FIN, not a reset. */
  close(): void {
    this.#socket.end();
    this.closed();
  }

  destroy(): void {
    this.#socket.terminate();
    this.closed();
  }

  receive(bytes: Uint8Array): void {
    this.#advance(() => this.#conversation.receive(bytes));
  }

  peerEnded(): void {
    this.#hasPeerEnded = true;
    if (this.#phase === "lingering") this.close();
    else this.#advance(() => this.#conversation.end());
  }

  closed(): void {
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    clearTimeout(this.#timer);
    this.#outbox.clear();
    // The peer is gone: its waiting tasks leave the queue. An abort that nobody hears costs as much as a small task.
    if (this.#conversation.inHand > 0) this.#abort?.abort();
    this.#host.onClosed(this);
  }

  /** Sends as much as the socket accepts; also called at `drain`. */
  flush(): void {
    this.#isFlushAsked = false;
    if (this.#phase === "closed" || this.#phase === "lingering") return;
    const sentBytes = this.#outbox.flush(this.#socket);
    if (sentBytes < 0) {
      this.close();
      return;
    }
    const { unsentBytes } = this.#outbox;
    if (unsentBytes === 0) this.#peerDeadlineNs = undefined;
    else if (sentBytes > 0 || this.#peerDeadlineNs === undefined) {
      this.#peerDeadlineNs = this.#host.conversation.nowNs() + this.#host.writeTimeoutNs;
    }
    if (this.#phase === "talking") {
      this.#advance(() => this.#conversation.setUnsentBytes(unsentBytes));
    } else if (unsentBytes === 0) this.#hangUp();
    else this.#setTimer();
  }

  /** The only place that changes the conversation; has no effect when it is over. */
  #advance(step: () => readonly Action[]): void {
    if (this.#phase !== "talking") return;
    try {
      for (const action of step()) this.#perform(action);
      this.#follow();
    } catch (error) {
      this.#host.onBug(this, error);
    }
  }

  #perform(action: Action): void {
    switch (action.kind) {
      case "run":
        this.#run(action.ticket);
        break;
      case "lookup":
        this.#lookUp(action.ticket);
        break;
      case "write":
        this.#outbox.add(action.text);
        this.#askFlush();
        break;
      case "refused":
        this.#host.onRefused(action.request, action.error, this.#client);
        break;
      case "shutdown":
        this.#phase = "finishing";
        this.#askFlush();
        break;
      default:
        action satisfies never;
    }
  }

  #run(ticket: Ticket): void {
    const { id, task } = ticket.request;
    const request = { id, task, client: this.#client };
    this.#settleWith(
      () => this.#host.execute(request, this.#signal),
      (outcome) => this.#conversation.settle(ticket, outcome),
    );
  }

  #lookUp(ticket: LookupTicket): void {
    this.#settleWith(
      () => this.#host.lookup?.(ticket.id, this.#signal) ?? Promise.resolve(undefined),
      (found) => this.#conversation.settleLookup(ticket, found),
    );
  }

  /** An error is an outcome. Promises are the main cost of a small task here, so there are two and no async function. */
  #settleWith<T>(
    ask: () => Promise<T>,
    settle: (outcome: T | TaskError) => readonly Action[],
  ): void {
    const settled = (outcome: T | TaskError): void => this.#advance(() => settle(outcome));
    let asked: Promise<T>;
    try {
      asked = ask();
    } catch (error) {
      asked = Promise.reject(error);
    }
    asked.then(settled, (error: unknown) => settled(this.#taskError(error)));
  }

  get #signal(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  #taskError(error: unknown): TaskError {
    if (error instanceof TaskError) return error;
    const { messages } = this.#host.conversation;
    return new TaskError("task-failed", messages.taskThrew(messageOf(error)), { cause: error });
  }

  #askFlush(): void {
    if (this.#isFlushAsked) return;
    this.#isFlushAsked = true;
    this.#host.flushSoon(this);
  }

  /** Sets socket and timer to the present state of the conversation. */
  #follow(): void {
    const { wantsInput } = this.#conversation;
    if (wantsInput !== this.#isReading) {
      this.#isReading = wantsInput;
      if (wantsInput) this.#socket.resume();
      else this.#socket.pause();
    }
    this.#setTimer();
  }

  #setTimer(): void {
    const deadlineNs = Math.min(
      this.#conversation.deadlineNs ?? Infinity,
      this.#peerDeadlineNs ?? Infinity,
    );
    if (deadlineNs === Infinity) {
      if (this.#timer !== undefined) clearTimeout(this.#timer);
      this.#timer = undefined;
    } else if (this.#timer === undefined || deadlineNs < this.#timerAtNs) {
      // A later deadline (each packet can move it) keeps the timer: it fires early and is set again.
      clearTimeout(this.#timer);
      this.#timerAtNs = deadlineNs;
      const delayMs = (deadlineNs - this.#host.conversation.nowNs()) / NS_PER_MS;
      this.#timer = setTimeout(() => this.#expire(), Math.ceil(delayMs));
    }
  }

  #expire(): void {
    this.#timer = undefined;
    const { conversation, writeTimeoutNs, onRefused } = this.#host;
    if (conversation.nowNs() < (this.#peerDeadlineNs ?? Infinity)) {
      if (this.#phase === "talking") this.#advance(() => this.#conversation.expire());
      else this.#setTimer();
    } else if (this.#phase === "lingering") {
      this.close();
    } else {
      const message = conversation.messages.repliesNotRead(writeTimeoutNs);
      onRefused(null, new TaskError("timeout", message), this.#client);
      this.destroy();
    }
  }

  #hangUp(): void {
    this.#phase = "lingering";
    if (this.#hasPeerEnded) {
      this.close();
      return;
    }
    this.#socket.shutdown();
    this.#peerDeadlineNs = this.#host.conversation.nowNs() + LINGER_NS;
    this.#setTimer();
  }
}
