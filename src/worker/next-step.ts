// The next step of a worker after a claim and after an attempt, as tables. Pure.
import { type Backoff, backoffMs } from "../execute/backoff.ts";
import type { TaskRecord } from "../storage/task-record.ts";
import type { Claim } from "../storage/task-store.ts";

export type ClaimStep =
  | { readonly do: "run"; readonly attempt: number }
  /** The task was run before: its row has the answer. */
  | { readonly do: "answer"; readonly record: TaskRecord }
  /** Another process has it: the message is delivered again later. */
  | { readonly do: "wait"; readonly delayMs: number }
  | { readonly do: "refuse" };

/** How often the row of a task that runs elsewhere is read; it is also read when its lease lapses. */
export const LOOK_AGAIN_MS = 200;

/** Minimum pause: a lease can have lapsed by the local clock and not by the store's. */
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
  /** It failed, with attempts left. */
  | { readonly do: "retry"; readonly delayMs: number }
  /** It failed for the last time. */
  | { readonly do: "dead-letter" }
  /** Its message returns to the queue; the next worker reads the row. */
  | { readonly do: "redeliver"; readonly delayMs: number };

/** The end of an attempt; see execute/attempt.ts. */
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
      if (end.isLast) return { do: "dead-letter" };
      // This process's stop cut it short: another worker can try at once.
      if (end.error.code === "shutting-down") return { do: "redeliver", delayMs: 0 };
      return { do: "retry", delayMs: backoffMs(backoff, attempt, random) };
    // The lease lapsed while the task ran (the store or this process had stalled), and another worker took the task over, or
    // this one did by a second message. The other end counts and can differ, so this outcome is not sent. The message is
    // not acknowledged, either: it can be the only one with the address of the entry server. It is delivered again without
    // an attempt: then the row has the answer, or the task still runs. If the connection was lost, the message belongs to
    // another worker, and settling it here has no effect.
    case "lost":
      return { do: "redeliver", delayMs: SHORTEST_WAIT_MS };
    case "unstarted":
      return { do: "redeliver", delayMs: 0 };
    default:
      return end satisfies never;
  }
}
