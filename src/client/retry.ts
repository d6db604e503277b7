// Repeats a request until there is an answer. The id makes that safe: the same id and text have one result.
import type { ErrorCode } from "../protocol/task.ts";
import { type Ns, NS_PER_MS, NS_PER_SECOND } from "../units/duration.ts";
import { ConnectionError } from "./connection-error.ts";
import type { Answer, AskLimits } from "./task-client.ts";

/** Time limit of one connect: the peer can be gone, and another peer can have the same address. */
const CONNECT_TIMEOUT_NS: Ns = 3 * NS_PER_SECOND;

const FIRST_DELAY_NS: Ns = 100 * NS_PER_MS;
const MAX_DELAY_NS: Ns = 2 * NS_PER_SECOND;

/** Temporary error replies: the server restarts, or the broker becomes reachable again. */
const PASSING_CODES: readonly ErrorCode[] = ["unavailable", "shutting-down"];

type AnyReply = { readonly status: string; readonly code?: ErrorCode; readonly message?: string };

/** Why a request is repeated. */
export type Setback<R> =
  | { readonly kind: "failed"; readonly error: ConnectionError }
  | { readonly kind: "refused"; readonly answer: Answer<R> };

/**
 * Calls `ask` until its answer is final, within `timeoutNs` in total; each call gets the remaining time. Failed and lost
 * connections and temporary error replies are repeated after 0.1 s, then after twice as long each time, up to 2 s. Up to
 * half of each pause is random, so that clients of one server do not return at the same time. Without time for another
 * try the last outcome counts.
 * @throws {ConnectionError} of the last try.
 */
export async function retry<R extends AnyReply>(
  ask: (limits: AskLimits) => Promise<Answer<R>>,
  timeoutNs: Ns,
  onSetback: (setback: Setback<R>, delayNs: Ns) => void = () => undefined,
): Promise<Answer<R>> {
  const endNs = Bun.nanoseconds() + timeoutNs;
  for (let delayNs = FIRST_DELAY_NS; ; delayNs = Math.min(2 * delayNs, MAX_DELAY_NS)) {
    const leftNs = Math.max(0, endNs - Bun.nanoseconds());
    const setback = await tryOnce(ask, leftNs);
    if (!("kind" in setback)) return setback;
    const waitNs = Math.round(delayNs * (1 - Math.random() / 2));
    if (Bun.nanoseconds() + waitNs >= endNs) {
      if (setback.kind === "failed") throw setback.error;
      return setback.answer;
    }
    onSetback(setback, waitNs);
    await new Promise((resolve) => setTimeout(resolve, waitNs / NS_PER_MS));
  }
}

async function tryOnce<R extends AnyReply>(
  ask: (limits: AskLimits) => Promise<Answer<R>>,
  timeoutNs: Ns,
): Promise<Answer<R> | Setback<R>> {
  try {
    const answer = await ask({ timeoutNs, connectTimeoutNs: CONNECT_TIMEOUT_NS });
    const { status, code } = answer.reply;
    const isPassing = status === "error" && code !== undefined && PASSING_CODES.includes(code);
    return isPassing ? { kind: "refused", answer } : answer;
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    if (error.code !== "no-connection" && error.code !== "lost") throw error;
    return { kind: "failed", error };
  }
}
