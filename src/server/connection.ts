// One connection: socket events into the conversation, its actions carried out, a slow reader held off.
import type { Socket } from "bun";
import {
  type Action,
  Conversation,
  type ConversationOptions,
  type Ticket,
} from "../protocol/conversation.ts";
import { type Execute, TaskError, type TaskReply, type TaskRequest } from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { Outbox } from "./outbox.ts";

/** How long a connection that was shut down is kept for the peer's FIN, so that its last reply arrives. */
const LINGER_MS = 1000;

export interface ConnectionOptions extends ConversationOptions {
  readonly onRefused?: ((request: TaskRequest | null, error: TaskError) => void) | undefined;
}

/** Idle, it holds no buffer, no timer and no controller: ten thousand of them are cheap. */
export class Connection {
  readonly #socket: Socket<Connection>;
  readonly #options: ConnectionOptions;
  readonly #execute: Execute;
  readonly #conversation: Conversation;
  readonly #outbox = new Outbox();
  #gone: AbortController | undefined;
  #timer: Timer | undefined;
  /** When `#timer` rings, on the clock of the options. */
  #timerAtNs: Ns | undefined;
  #isPaused = false;
  #isFlushDue = false;
  /** All is said: what the peer still sends is discarded. */
  #isOver = false;
  #hasPeerEnded = false;
  #isClosed = false;

  constructor(socket: Socket<Connection>, options: ConnectionOptions, execute: Execute) {
    this.#socket = socket;
    this.#options = options;
    this.#execute = execute;
    this.#conversation = new Conversation(options);
  }

  received(bytes: Uint8Array): void {
    if (!this.#isOver) this.#carryOut(this.#conversation.receive(bytes));
  }

  peerEnded(): void {
    this.#hasPeerEnded = true;
    if (!this.#isOver) this.#carryOut(this.#conversation.end());
    else if (this.#outbox.unsentBytes === 0) this.close();
  }

  /** The kernel's buffer has room again. */
  drained(): void {
    this.#flush();
  }

  /** The socket is gone, whoever ended it: waiting tasks leave the queue, running ones finish unheard. */
  closed(): void {
    this.#isClosed = true;
    this.#outbox.clear();
    clearTimeout(this.#timer);
    this.#gone?.abort();
  }

  /** One last thing for a connection that is not wanted. */
  refuse(text: string): void {
    this.#carryOut([{ kind: "write", text }, { kind: "shutdown" }]);
  }

  /** Takes no more lines; what is in hand is answered, then the connection closes. */
  stop(): void {
    if (!this.#isOver) this.#carryOut(this.#conversation.stop());
  }

  close(): void {
    if (!this.#isClosed) this.#socket.end();
  }

  #carryOut(actions: readonly Action[]): void {
    for (const action of actions) {
      switch (action.kind) {
        case "run":
          void this.#run(action.ticket);
          break;
        case "write":
          this.#outbox.add(action.text);
          this.#flushSoon();
          break;
        case "refused":
          this.#options.onRefused?.(action.request, action.error);
          break;
        case "shutdown":
          this.#isOver = true;
          this.#flushSoon();
          break;
        default:
          action satisfies never;
      }
    }
    if (this.#isClosed) return;
    this.#holdOff();
    this.#setTimer();
  }

  async #run(ticket: Ticket): Promise<void> {
    this.#gone ??= new AbortController();
    let outcome: TaskReply | TaskError;
    try {
      outcome = await this.#execute(ticket.request, this.#gone.signal);
    } catch (error) {
      outcome = error instanceof TaskError ? error : unexpected(error);
    }
    if (!this.#isClosed) this.#carryOut(this.#conversation.settle(ticket, outcome));
  }

  /** Replies of one turn of the event loop leave in one write. */
  #flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#isFlushDue = false;
    if (this.#isClosed) return;
    if (!this.#outbox.flush(this.#socket)) {
      this.#socket.terminate();
      return;
    }
    if (this.#isOver) {
      if (this.#outbox.unsentBytes === 0) this.#shutDown();
    } else {
      this.#carryOut(this.#conversation.setUnsentBytes(this.#outbox.unsentBytes));
    }
  }

  /** FIN after the last byte. `end` would close at once: a peer that still sends would see a reset, not its reply. */
  #shutDown(): void {
    clearTimeout(this.#timer);
    this.#socket.shutdown();
    if (this.#hasPeerEnded) this.close();
    else this.#timer = setTimeout(() => this.close(), LINGER_MS);
  }

  /** A client that does not read, or sends faster than its tasks are done, is not read from: nothing grows. */
  #holdOff(): void {
    const isWanted = this.#isOver || this.#conversation.wantsInput;
    if (isWanted === !this.#isPaused) return;
    this.#isPaused = !isWanted;
    if (isWanted) this.#socket.resume();
    else this.#socket.pause();
  }

  /** One timer, which rings early rather than being set anew at each packet: `expire` knows whether it is time. */
  #setTimer(): void {
    const { deadlineNs } = this.#conversation;
    if (this.#isOver) return;
    if (deadlineNs === undefined) {
      clearTimeout(this.#timer);
      this.#timerAtNs = undefined;
      return;
    }
    if (this.#timerAtNs !== undefined && this.#timerAtNs <= deadlineNs) return;
    clearTimeout(this.#timer);
    this.#timerAtNs = deadlineNs;
    const delayMs = Math.max(0, deadlineNs - this.#options.nowNs()) / NS_PER_MS;
    this.#timer = setTimeout(() => {
      this.#timerAtNs = undefined;
      this.#carryOut(this.#conversation.expire());
    }, Math.ceil(delayMs));
  }
}

function unexpected(error: unknown): TaskError {
  const message = error instanceof Error ? error.message : String(error);
  return new TaskError("task-failed", message, { cause: error });
}
