// One accepted socket: feeds the conversation, does what it says, hangs up without losing what was said.
//
//   phase      what happens                                                     goes on to
//   talking    input goes to the conversation                                   finishing: it said shutdown
//   finishing  input is discarded; what is unsent goes out                      lingering: all is sent
//   lingering  our FIN is out; input is discarded to the peer's FIN, or 1 s     closed
//   closed     the socket is gone; outcomes of tasks still running are dropped
//
// Every phase also goes straight to `closed`: a reset, a failed write, destroy().
import type { Socket } from "bun";
import {
  type Action,
  Conversation,
  type ConversationOptions,
  type LookupTicket,
  type Ticket,
} from "../protocol/conversation.ts";
import { formatReply } from "../protocol/reply.ts";
import { type Execute, type Lookup, TaskError, type TaskRequest } from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { Outbox } from "./outbox.ts";

/** Closing at once would turn unread input into a reset, and the reset would overtake our last reply. */
const LINGER_MS = 1000;

/** Whom a socket's events are told, and what the server that has accepted it may ask. */
export interface SocketOwner {
  receive(bytes: Uint8Array): void;
  /** The peer's FIN. */
  peerEnded(): void;
  /** The socket takes bytes again. */
  flush(): void;
  /** The socket is gone, whoever closed it. */
  closed(): void;
  /** Answers what is in hand, then hangs up. */
  stop(): void;
  /** Closes at once, by a reset. */
  destroy(): void;
}

/** What connections share. */
export interface ConnectionHost {
  readonly conversation: ConversationOptions;
  readonly execute: Execute;
  /** Undefined: no task's record is known. */
  readonly lookup: Lookup | undefined;
  readonly onRefused: (
    request: TaskRequest | null,
    error: TaskError,
    client: string | null,
  ) => void;
  /** Asks for one `flush` of this connection, after the events at hand. */
  readonly flushSoon: (connection: Connection) => void;
  /** The socket is closed; called once. */
  readonly onClosed: (connection: Connection) => void;
  /** A bug of ours came up while this connection was served. */
  readonly onBug: (connection: Connection, error: unknown) => void;
}

export class Connection implements SocketOwner {
  readonly #socket: Socket<SocketOwner>;
  /** Address and port; null where they are not known. */
  readonly #client: string | null;
  readonly #host: ConnectionHost;
  readonly #conversation: Conversation;
  readonly #outbox = new Outbox();
  #phase: "talking" | "finishing" | "lingering" | "closed" = "talking";
  #hasPeerEnded = false;
  #isReading = true;
  #isFlushAsked = false;
  /** Made with the first task: idle connections are many. */
  #abort: AbortController | undefined;
  /** The conversation's deadline, or the end of lingering. */
  #timer: Timer | undefined;
  #timerAtNs: Ns = 0;

  constructor(socket: Socket<SocketOwner>, client: string | null, host: ConnectionHost) {
    this.#socket = socket;
    this.#client = client;
    this.#host = host;
    this.#conversation = new Conversation(host.conversation);
  }

  /** Says why and hangs up, without a conversation. */
  refuse(error: TaskError): void {
    this.#outbox.add(formatReply("plain", null, error, this.#host.conversation.messages));
    this.#phase = "finishing";
    this.#linger();
    this.flush();
  }

  stop(): void {
    this.#advance(() => this.#conversation.stop());
  }

  /** Closes at once: what is unsent is lost. A peer that has sent nothing unread sees FIN, no reset. */
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
    // Nobody hears the replies any more: what waits in a queue may leave it.
    this.#abort?.abort();
    this.#host.onClosed(this);
  }

  /** Sends what the socket takes; also called at `drain`. */
  flush(): void {
    this.#isFlushAsked = false;
    if (this.#phase === "closed") return;
    if (!this.#outbox.flush(this.#socket)) {
      this.close();
      return;
    }
    const { unsentBytes } = this.#outbox;
    if (this.#phase === "finishing" && unsentBytes === 0) this.#hangUp();
    else this.#advance(() => this.#conversation.setUnsentBytes(unsentBytes));
  }

  /** All that happens to the conversation happens here; once it is over, nothing does. */
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
        void this.#run(action.ticket);
        break;
      case "lookup":
        void this.#lookUp(action.ticket);
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

  /** Never rejects: what `execute` throws is an outcome. */
  async #run(ticket: Ticket): Promise<void> {
    const { execute } = this.#host;
    const { id, task } = ticket.request;
    const request = { id, task, client: this.#client };
    const outcome = await this.#outcomeOf(() => execute(request, this.#signal));
    this.#advance(() => this.#conversation.settle(ticket, outcome));
  }

  /** Never rejects, as above. */
  async #lookUp(ticket: LookupTicket): Promise<void> {
    const { lookup } = this.#host;
    const found = await this.#outcomeOf(async () => await lookup?.(ticket.id, this.#signal));
    this.#advance(() => this.#conversation.settleLookup(ticket, found));
  }

  get #signal(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  async #outcomeOf<T>(ask: () => Promise<T>): Promise<T | TaskError> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof TaskError) return error;
      const reason = error instanceof Error ? error.message : String(error);
      const { messages } = this.#host.conversation;
      return new TaskError("task-failed", messages.taskThrew(reason), { cause: error });
    }
  }

  #askFlush(): void {
    if (this.#isFlushAsked) return;
    this.#isFlushAsked = true;
    this.#host.flushSoon(this);
  }

  /** Brings socket and timer in line with what the conversation wants now. */
  #follow(): void {
    const { wantsInput, deadlineNs } = this.#conversation;
    if (wantsInput !== this.#isReading) {
      this.#isReading = wantsInput;
      if (wantsInput) this.#socket.resume();
      else this.#socket.pause();
    }
    if (deadlineNs === undefined) {
      if (this.#timer !== undefined) clearTimeout(this.#timer);
      this.#timer = undefined;
    } else if (this.#timer === undefined || deadlineNs < this.#timerAtNs) {
      // A deadline that moves away, as it may with each packet, leaves the timer alone: it fires early and is set anew.
      clearTimeout(this.#timer);
      this.#timerAtNs = deadlineNs;
      const delayMs = (deadlineNs - this.#host.conversation.nowNs()) / NS_PER_MS;
      this.#timer = setTimeout(() => this.#expire(), Math.ceil(delayMs));
    }
  }

  #expire(): void {
    this.#timer = undefined;
    this.#advance(() => this.#conversation.expire());
  }

  #hangUp(): void {
    this.#phase = "lingering";
    if (this.#hasPeerEnded) {
      this.close();
      return;
    }
    this.#socket.shutdown();
    this.#linger();
  }

  #linger(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.close(), LINGER_MS);
  }
}
