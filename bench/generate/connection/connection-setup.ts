// What is said on a new connection before it carries requests: the server's greeting, and hellos that are answered.
import type { ReplyRule } from "../../run/load/plan.ts";
import { formatSize } from "../../../src/units/size.ts";
import { detail } from "../../run/failure.ts";
import { KeptBytes, MAX_KEPT_BYTES, MalformedReply, type ReplyFraming } from "../wire/framing.ts";
import { ConnectError } from "./connect-error.ts";
import { createReplyFraming } from "../wire/reply-framing.ts";
import { problemOf } from "../wire/reply-problem.ts";
import type { RequestKind } from "../plan/request-kind.ts";

export interface SetupStep {
  /** Undefined: the server speaks first. */
  readonly kind: RequestKind | undefined;
  readonly rule: ReplyRule;
}

/** One a connection that opens. */
export class ConnectionSetup {
  readonly #steps: readonly SetupStep[];
  readonly #connection: number;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #kept = new KeptBytes();
  #at = -1;
  #framing: ReplyFraming | undefined;

  /** `connection` is its number, for templates. */
  constructor(steps: readonly SetupStep[], connection: number, write: (bytes: Uint8Array) => void) {
    this.#steps = steps;
    this.#connection = connection;
    this.#write = write;
  }

  /** Begins the next step; true where there is none left, and the connection is ready. */
  advance(): boolean {
    const step = this.#steps[++this.#at];
    if (step === undefined) return true;
    this.#framing = createReplyFraming(step.rule);
    this.#framing.begin();
    if (step.kind !== undefined) this.#write(step.kind.payload.encode(0, this.#connection));
    return false;
  }

  /**
   * Takes what the server says; true where that was the last step's answer.
   * @throws {ConnectError} if it is not what it should be.
   */
  receive(bytes: Uint8Array): boolean {
    if (!this.#kept.add(bytes)) {
      const limit = formatSize(MAX_KEPT_BYTES);
      throw new ConnectError(
        "malformed reply",
        detail((d, t) => d.greetingTooLong(t.number(limit))),
      );
    }
    if (!this.#isWhole(bytes)) return false;
    const text = this.#kept.take();
    const kind = this.#steps[this.#at]?.kind;
    const problem = kind === undefined ? undefined : problemOf(kind, undefined, text);
    if (problem !== undefined) {
      const name = kind?.name;
      throw new ConnectError(
        "wrong reply",
        detail((d) =>
          name === undefined ? d.wrongGreeting(problem) : d.wrongHelloReply(name, problem),
        ),
      );
    }
    return this.advance();
  }

  #isWhole(bytes: Uint8Array): boolean {
    try {
      return (this.#framing?.take(bytes, 0) ?? -1) >= 0;
    } catch (error) {
      if (!(error instanceof MalformedReply)) throw error;
      throw new ConnectError("malformed reply", error.text, { cause: error });
    }
  }
}
