// What a worker does with a task, as tables: after asking for it, and after running it. Pure.
import { type Backoff, backoffMs } from "../execute/backoff.ts";
import type { TaskRecord } from "../storage/task-record.ts";
import type { Claim } from "../storage/task-store.ts";

export type ClaimStep =
  | { readonly do: "run"; readonly attempt: number }
  /** It was run before: its row has the answer. */
  | { readonly do: "answer"; readonly record: TaskRecord }
  /** Somebody has it: the message comes again. */
  | { readonly do: "wait"; readonly delayMs: number }
  | { readonly do: "refuse" };

/** A task that runs elsewhere is looked at this often, since its end is not told; and when its lease lapses. */
export const LOOK_AGAIN_MS = 200;

/** A lease that has lapsed by our clock, and not by the store's: not asked for without pause. */
const SHORTEST_WAIT_MS = 50;

export function afterClaim(claim: Claim, nowMs: number): ClaimStep {
  switch (claim.kind) {
    case "mine":
      return { do: "run", attempt: claim.attempt };
    case "over":
      return { do: "answer", record: claim.record };
    case "running":
      return { do: "wait", delayMs: untilLook(claim.leaseUntilMs - nowMs) };
    case "conflict":
      return { do: "refuse" };
    default:
      return claim satisfies never;
  }
}

function untilLook(lapsesInMs: number): number {
  return Math.max(SHORTEST_WAIT_MS, Math.min(Math.ceil(lapsesInMs), LOOK_AGAIN_MS));
}

export type EndStep =
  | { readonly do: "reply" }
  /** It failed, and has attempts left. */
  | { readonly do: "retry"; readonly delayMs: number }
  /** It failed for the last time. */
  | { readonly do: "bury" }
  /** Its message goes back to the queue, and whoever gets it finds out. */
  | { readonly do: "ask-again"; readonly delayMs: number };

/** How an attempt ended; see execute/attempt.ts. */
type Ended =
  | { readonly kind: "done" | "lost" | "unstarted" }
  | {
      readonly kind: "failed";
      readonly error: { readonly code: string };
      readonly isLast: boolean;
    };

/** `attempt` is the number of the attempt that ended; `random` is in [0, 1). */
export function afterAttempt(
  end: Ended,
  attempt: number,
  backoff: Backoff,
  random: number,
): EndStep {
  switch (end.kind) {
    case "done":
      return { do: "reply" };
    case "failed":
      if (end.isLast) return { do: "bury" };
      // Our own stop cut it short: nothing speaks against another worker's trying at once.
      if (end.error.code === "shutting-down") return { do: "ask-again", delayMs: 0 };
      return { do: "retry", delayMs: backoffMs(backoff, attempt, random) };
    // The lease lapsed while the task ran (the store or this process stood still for long), and another worker took it
    // over, or we did by a second message. Its end is the one that counts and may differ from ours, so ours is not told.
    // Nor is the message acknowledged: it may be the only one that still remembers the entry server that sent it. It
    // comes again instead, without an attempt: then the row is over and answers it, or still runs and is waited for. If
    // the message is another worker's by now (our connection broke), settling it here does nothing.
    case "lost":
      return { do: "ask-again", delayMs: SHORTEST_WAIT_MS };
    case "unstarted":
      return { do: "ask-again", delayMs: 0 };
    default:
      return end satisfies never;
  }
}
