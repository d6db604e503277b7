// One connection's side of the wire, as a pure state machine: bytes, times and outcomes in, actions out. No socket.
//
//   state    what it takes                                              goes on to
//   first    the first line; a pause may end it instead of a newline    lines: it ended; cut: the pause came
//   lines    each line is a request                                     last
//   cut      nothing: the first bytes were the one task                 last: more bytes came (an error), or FIN
//   last     nothing new: FIN, stop, or a framing error came            over: all that is in hand is answered
//   over     nothing: `shutdown` has been said
//
// `first` and `lines` go to `last` by end(), stop(), a line too long, and a line that did not end in time.
// `cut` goes to `over` by itself once its task is answered.
import type { Ns } from "../units/duration.ts";
import { escapeControls } from "./control-characters.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { Messages } from "../messages/catalogue.ts";
import { formatRecordReply, type TaskRecordView } from "./record.ts";
import { formatReply, type Outcome } from "./reply.ts";
import { type Form, formOf, parseRequestLine } from "./request.ts";
import { TaskError, type TaskRequest } from "./task.ts";
import { endsInsideCharacter } from "./utf8.ts";

export interface ConversationOptions {
  /** Longest line, its ending not counted. */
  readonly maxLineBytes: number;
  /** Pause that ends a first line without a newline. */
  readonly noNewlineIdleNs: Ns;
  /** Longest time from a line's first byte to its end. */
  readonly lineTimeoutNs: Ns;
  readonly messages: Messages;
  /** A monotonic clock. */
  readonly nowNs: () => Ns;
}

/** A request that has been handed out to be run; given back with its outcome. */
export interface Ticket {
  readonly request: TaskRequest;
  readonly form: Form;
  /** Rank among the plain requests, whose replies keep their order. */
  readonly plainRank: number;
  readonly heldBytes: number;
}

/** A question for a task's record, handed out; given back with its answer. */
export interface LookupTicket {
  readonly id: string;
  readonly heldBytes: number;
}

export type Action =
  | { readonly kind: "run"; readonly ticket: Ticket }
  | { readonly kind: "lookup"; readonly ticket: LookupTicket }
  | { readonly kind: "write"; readonly text: string }
  /** For logs; its reply is an action of its own. `request` is null where the bytes were none. */
  | { readonly kind: "refused"; readonly request: TaskRequest | null; readonly error: TaskError }
  /** All is said: send what is unsent, then FIN. Nothing follows. */
  | { readonly kind: "shutdown" };

/**
 * With more than this in hand (tasks, replies that wait for their turn or for the socket) no line is taken; below half
 * of it lines are taken again.
 */
export const MAX_HELD_BYTES = 1024 * 1024;

/** What a request costs beside its text while it is in hand: promise, queue entry, its reply to come. Roughly. */
const REQUEST_OVERHEAD_BYTES = 256;

/** After each call, look at `deadlineNs` and `wantsInput` too. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #splitter: LineSplitter;
  #state: "first" | "lines" | "cut" | "last" | "over" = "first";
  #actions: Action[] = [];
  #inHand = 0;
  #heldBytes = 0;
  #unsentBytes = 0;
  #isFull = false;
  #isRestForgotten = false;
  #nextPlainRank = 0;
  #plainWritten = 0;
  /** Plain replies that came before their turn, by rank. */
  #early: Map<number, string> | undefined;
  #lineStartedNs: Ns | undefined;
  #deadlineNs: Ns | undefined;
  /** Said after all else, before the shutdown. */
  #lastWords = "";

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#splitter = new LineSplitter(options.maxLineBytes);
  }

  /** When to call `expire`, on the clock of `nowNs`; undefined when there is nothing to wait for. */
  get deadlineNs(): Ns | undefined {
    return this.#deadlineNs;
  }

  /** False: stop reading from the peer, so that it is pushed back and not kept in memory. */
  get wantsInput(): boolean {
    return !this.#isFull || this.#state === "last" || this.#state === "over";
  }

  /** Bytes came. */
  receive(bytes: Uint8Array): readonly Action[] {
    if (this.#state === "cut") {
      this.#breakFraming("plain", "bad-request", this.#options.messages.bytesAfterCut());
    } else if (this.#takesLines) {
      this.#splitter.push(bytes);
    }
    return this.#goOn();
  }

  /** The peer's FIN: what is left of a line is its last request. */
  end(): readonly Action[] {
    if (this.#takesLines || this.#state === "cut") this.#state = "last";
    return this.#goOn();
  }

  /** We stop: whole lines that have come are still run, half a line is forgotten. */
  stop(): readonly Action[] {
    if (this.#takesLines) this.#isRestForgotten = true;
    return this.end();
  }

  /** The clock has reached `deadlineNs`; too early a call changes nothing. */
  expire(): readonly Action[] {
    const nowNs = this.#options.nowNs();
    if (this.#deadlineNs === undefined || nowNs < this.#deadlineNs) return [];
    const { lineTimeoutNs, messages } = this.#options;
    const isLineLate = nowNs >= (this.#lineStartedNs ?? nowNs) + lineTimeoutNs;
    if (this.#canCut && !isLineLate) {
      this.#state = "cut";
      this.#takeLine(this.#splitter.takeRest());
    } else {
      const form = formOf(this.#splitter.rest[0]);
      this.#breakFraming(form, "timeout", messages.lineTimedOut(lineTimeoutNs));
    }
    return this.#goOn();
  }

  /** A task that was handed out is done or has failed; once a ticket. */
  settle(ticket: Ticket, outcome: Outcome): readonly Action[] {
    const { request, form, plainRank, heldBytes } = ticket;
    this.#inHand--;
    this.#heldBytes -= heldBytes;
    // A task that failed by itself is told by whoever ran it.
    if (outcome instanceof TaskError && outcome.code !== "task-failed") {
      this.#actions.push({ kind: "refused", request, error: outcome });
    }
    const text = formatReply(form, request.id, outcome, this.#options.messages);
    this.#answer(form, plainRank, text);
    return this.#goOn();
  }

  /** A record that was asked for: undefined where no task has the id; once a ticket. */
  settleLookup(
    { id, heldBytes }: LookupTicket,
    found: TaskRecordView | TaskError | undefined,
  ): readonly Action[] {
    const { messages } = this.#options;
    this.#inHand--;
    this.#heldBytes -= heldBytes;
    const outcome = found ?? new TaskError("unknown-id", messages.unknownId(escapeControls(id)));
    if (outcome instanceof TaskError) {
      this.#actions.push({ kind: "refused", request: null, error: outcome });
    }
    this.#write(formatRecordReply(id, outcome, messages));
    return this.#goOn();
  }

  /** Says how much of what was written still waits for the socket. */
  setUnsentBytes(unsentBytes: number): readonly Action[] {
    this.#unsentBytes = unsentBytes;
    return this.#goOn();
  }

  get #takesLines(): boolean {
    return this.#state === "first" || this.#state === "lines";
  }

  /** A half first line may be the whole of what a client without newlines has to say, if it is whole characters. */
  get #canCut(): boolean {
    const { rest } = this.#splitter;
    return this.#state === "first" && formOf(rest[0]) === "plain" && !endsInsideCharacter(rest);
  }

  /** Takes lines while there is room, sets the deadline, ends what is over, and hands out the actions. */
  #goOn(): readonly Action[] {
    this.#measure();
    while (!this.#isFull) {
      const line = this.#splitter.next();
      if (line === undefined) break;
      this.#lineStartedNs = undefined;
      if (this.#state === "first") this.#state = "lines";
      if (line.isTooLong) this.#refuseLongLine(line.bytes);
      else this.#takeLine(line.bytes);
      this.#measure();
    }
    if (this.#state === "last" && !this.#splitter.hasUnread && this.#splitter.rest.length > 0) {
      const rest = this.#splitter.takeRest();
      if (!this.#isRestForgotten) this.#takeLine(rest);
    }
    this.#setDeadline();
    this.#finishIfDone();
    const actions = this.#actions;
    this.#actions = [];
    return actions;
  }

  /** Two marks, so that one reply more or less does not pause and resume the socket each time. */
  #measure(): void {
    const total = this.#heldBytes + this.#unsentBytes;
    this.#isFull = total > (this.#isFull ? MAX_HELD_BYTES / 2 : MAX_HELD_BYTES);
  }

  #takeLine(line: Uint8Array): void {
    const parsed = parseRequestLine(line, this.#options.messages);
    const { form } = parsed;
    const plainRank = form === "plain" ? this.#nextPlainRank++ : -1;
    const heldBytes = line.length + REQUEST_OVERHEAD_BYTES;
    if ("request" in parsed) {
      this.#hold(heldBytes);
      const ticket = { request: parsed.request, form, plainRank, heldBytes };
      this.#actions.push({ kind: "run", ticket });
    } else if ("getId" in parsed) {
      this.#hold(heldBytes);
      this.#actions.push({ kind: "lookup", ticket: { id: parsed.getId, heldBytes } });
    } else {
      const { id, error } = parsed;
      this.#actions.push({ kind: "refused", request: null, error });
      this.#answer(form, plainRank, formatReply(form, id, error, this.#options.messages));
    }
  }

  #hold(heldBytes: number): void {
    this.#inHand++;
    this.#heldBytes += heldBytes;
  }

  /** JSON replies go at once; plain ones wait until those before them are written. */
  #answer(form: Form, plainRank: number, text: string): void {
    if (form === "json") {
      this.#write(text);
    } else if (plainRank !== this.#plainWritten) {
      this.#early ??= new Map();
      this.#early.set(plainRank, text);
      this.#heldBytes += text.length;
    } else {
      this.#write(text);
      this.#plainWritten++;
      this.#writeEarly();
    }
  }

  #writeEarly(): void {
    const early = this.#early;
    if (early === undefined) return;
    for (;;) {
      const text = early.get(this.#plainWritten);
      if (text === undefined) return;
      early.delete(this.#plainWritten++);
      this.#heldBytes -= text.length;
      this.#write(text);
    }
  }

  #write(text: string): void {
    // Characters, not bytes: near enough until the shell says exactly what is unsent.
    this.#unsentBytes += text.length;
    this.#actions.push({ kind: "write", text });
  }

  #refuseLongLine(start: Uint8Array): void {
    const { maxLineBytes, messages } = this.#options;
    this.#breakFraming(formOf(start[0]), "line-too-long", messages.lineTooLong(maxLineBytes));
  }

  /** Where lines begin is lost: answer what is in hand, then say this, then hang up. */
  #breakFraming(
    form: Form,
    code: "bad-request" | "line-too-long" | "timeout",
    message: string,
  ): void {
    const error = new TaskError(code, message);
    this.#lastWords = formatReply(form, null, error, this.#options.messages);
    this.#actions.push({ kind: "refused", request: null, error });
    this.#splitter.clear();
    this.#state = "last";
  }

  #setDeadline(): void {
    const { rest } = this.#splitter;
    // While we don't read, the peer can't end its line: it gets its time anew afterwards.
    if (rest.length === 0 || !this.#takesLines || this.#isFull) {
      this.#lineStartedNs = undefined;
      this.#deadlineNs = undefined;
      return;
    }
    const nowNs = this.#options.nowNs();
    this.#lineStartedNs ??= nowNs;
    const lineEndNs = this.#lineStartedNs + this.#options.lineTimeoutNs;
    this.#deadlineNs = this.#canCut
      ? Math.min(nowNs + this.#options.noNewlineIdleNs, lineEndNs)
      : lineEndNs;
  }

  #finishIfDone(): void {
    const isLast = this.#state === "cut" || (this.#state === "last" && !this.#splitter.hasUnread);
    if (!isLast || this.#inHand > 0) return;
    this.#state = "over";
    if (this.#lastWords !== "") this.#write(this.#lastWords);
    this.#actions.push({ kind: "shutdown" });
  }
}
