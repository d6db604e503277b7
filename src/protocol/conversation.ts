// The server's side of one connection as a pure state machine: bytes, times and outcomes in, actions out. No socket.
//
//   state    input                                                      next
//   first    the first line; a newline or a pause ends it               lines: a newline; cut: a pause
//   lines    each line is a request                                     last
//   cut      nothing: the first bytes were the one task                 last: more bytes came (an error), or FIN
//   last     none: FIN, stop, or a framing error came                   over: all tasks in progress are answered
//   over     none: `shutdown` was returned
//
// end(), stop(), a line too long and a line that did not end in time change `first` and `lines` to `last`.
// `cut` changes to `over` when its task is answered.
import type { Ns } from "../units/duration.ts";
import { escapeControls } from "./control-characters.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { Messages } from "../messages/catalogue.ts";
import { formatRecordReply, type TaskRecordView } from "./record.ts";
import { formatReply, type TaskOutcome } from "./reply.ts";
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

/** A request that is being run; returned with its outcome. */
export interface Ticket {
  readonly request: TaskRequest;
  readonly form: Form;
  /** Rank among the plain requests, whose replies keep their order. */
  readonly plainRank: number;
  readonly heldBytes: number;
}

/** A lookup of a task's record that is under way; returned with its outcome. */
export interface LookupTicket {
  readonly id: string;
  readonly heldBytes: number;
}

export type Action =
  | { readonly kind: "run"; readonly ticket: Ticket }
  | { readonly kind: "lookup"; readonly ticket: LookupTicket }
  | { readonly kind: "write"; readonly text: string }
  /** For logs; the reply is a separate action. `request` is null if the bytes were not a request. */
  | { readonly kind: "refused"; readonly request: TaskRequest | null; readonly error: TaskError }
  /** The last action: send all pending output, then FIN. */
  | { readonly kind: "shutdown" };

/**
 * Above this many bytes of tasks in progress and pending replies no line is accepted; below half of it lines are accepted
 * again.
 */
export const MAX_HELD_BYTES = 1024 * 1024;

/** Approximate memory of a request in progress besides its text: promise, queue entry, reply. */
const REQUEST_OVERHEAD_BYTES = 256;

/** The caller checks `deadlineNs` and `wantsInput` after each call. */
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
  /** Plain replies that are ready before their turn, by rank. */
  #early: Map<number, string> | undefined;
  #lineStartedNs: Ns | undefined;
  #deadlineNs: Ns | undefined;
  /** The last reply before the shutdown. */
  #lastWords = "";

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#splitter = new LineSplitter(options.maxLineBytes);
  }

  /** When to call `expire`, on the clock of `nowNs`; undefined without a deadline. */
  get deadlineNs(): Ns | undefined {
    return this.#deadlineNs;
  }

  /** Tasks and lookups that are not settled. */
  get inHand(): number {
    return this.#inHand;
  }

  /** If false, the caller stops reading, so that TCP slows the peer down. */
  get wantsInput(): boolean {
    return !this.#isFull || this.#state === "last" || this.#state === "over";
  }

  /** Bytes arrived. */
  receive(bytes: Uint8Array): readonly Action[] {
    if (this.#state === "cut") {
      this.#breakFraming("plain", "bad-request", this.#options.messages.bytesAfterCut());
    } else if (this.#takesLines) {
      this.#splitter.push(bytes);
    }
    return this.#goOn();
  }

  /** The peer sent FIN: the rest of a line is its last request. */
  end(): readonly Action[] {
    if (this.#takesLines || this.#state === "cut") this.#state = "last";
    return this.#goOn();
  }

  /** The server stops: whole lines that have arrived are still run, an incomplete line is dropped. */
  stop(): readonly Action[] {
    if (this.#takesLines) this.#isRestForgotten = true;
    return this.end();
  }

  /** The clock has reached `deadlineNs`; an earlier call has no effect. */
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

  /** A task is done or has failed; called once for each ticket. */
  settle(ticket: Ticket, outcome: TaskOutcome): readonly Action[] {
    const { request, form, plainRank, heldBytes } = ticket;
    this.#inHand--;
    this.#heldBytes -= heldBytes;
    // The pool logs a task that failed.
    if (outcome instanceof TaskError && outcome.code !== "task-failed") {
      this.#actions.push({ kind: "refused", request, error: outcome });
    }
    const text = formatReply(form, request.id, outcome, this.#options.messages);
    this.#answer(form, plainRank, text);
    return this.#goOn();
  }

  /** The outcome of a lookup: undefined if no task has the id; called once for each ticket. */
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

  /** Reports how many bytes still wait for the socket. */
  setUnsentBytes(unsentBytes: number): readonly Action[] {
    this.#unsentBytes = unsentBytes;
    return this.#goOn();
  }

  get #takesLines(): boolean {
    return this.#state === "first" || this.#state === "lines";
  }

  /** A first line without a newline can be the whole task of a client, if its characters are complete. */
  get #canCut(): boolean {
    const { rest } = this.#splitter;
    return this.#state === "first" && formOf(rest[0]) === "plain" && !endsInsideCharacter(rest);
  }

  /** Accepts lines while there is room, sets the deadline, ends the conversation if it is over, returns the actions. */
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

  /** Two thresholds, so that single replies do not pause and resume the socket. */
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

  /** JSON replies are sent at once; plain replies wait for the plain replies before them. */
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
    // Characters, not bytes: close enough until the shell reports the exact number.
    this.#unsentBytes += text.length;
    this.#actions.push({ kind: "write", text });
  }

  #refuseLongLine(start: Uint8Array): void {
    const { maxLineBytes, messages } = this.#options;
    this.#breakFraming(formOf(start[0]), "line-too-long", messages.lineTooLong(maxLineBytes));
  }

  /** Framing is lost: answer the tasks in progress, send this error, then shut down. */
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
    // While the server does not read, the peer can't end its line: afterwards the time limit starts again.
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
