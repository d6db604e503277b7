import { describe, expect, test } from "bun:test";
import type { TaskRecord } from "../storage/task-record.ts";
import { afterAttempt, afterClaim, type ClaimStep, type EndStep } from "./next-step.ts";

const NOW_MS = 1_000_000;
const record = { id: "7f", status: "done" } as TaskRecord;

describe("after a claim", () => {
  const rows: [string, Parameters<typeof afterClaim>[0], ClaimStep][] = [
    ["a task that is ours is run", { kind: "mine", attempt: 2 }, { do: "run", attempt: 2 }],
    [
      "one that is over is answered from its row",
      { kind: "over", record },
      { do: "answer", record },
    ],
    [
      "one that runs elsewhere is looked at again soon",
      { kind: "running", leaseUntilMs: NOW_MS + 30_000 },
      { do: "wait", delayMs: 200 },
    ],
    [
      "one whose lease lapses before that, when it lapses",
      { kind: "running", leaseUntilMs: NOW_MS + 99.5 },
      { do: "wait", delayMs: 100 },
    ],
    [
      "one whose lease has lapsed by our clock alone is not asked for without pause",
      { kind: "running", leaseUntilMs: NOW_MS - 5000 },
      { do: "wait", delayMs: 50 },
    ],
    ["another text under its id is refused", { kind: "conflict" }, { do: "refuse" }],
  ];
  test.each(rows)("%s", (_, claim, step) => {
    expect(afterClaim(claim, NOW_MS)).toEqual(step);
  });
});

describe("after an attempt", () => {
  const failed = { kind: "failed", error: { code: "task-failed" } } as const;
  const stopped = { kind: "failed", error: { code: "shutting-down" }, isLast: false } as const;
  const rows: [string, Parameters<typeof afterAttempt>[0], EndStep][] = [
    ["a task that is done is answered", { kind: "done" }, { do: "reply" }],
    [
      "one that failed comes again after a pause",
      { ...failed, isLast: false },
      { do: "retry", delayMs: 200 },
    ],
    [
      "one that failed for the last time is dead-lettered",
      { ...failed, isLast: true },
      { do: "dead-letter" },
    ],
    ["one that our stop cut short comes again at once", stopped, { do: "redeliver", delayMs: 0 }],
    [
      "one that somebody has taken over is not answered by us",
      { kind: "lost" },
      { do: "redeliver", delayMs: 50 },
    ],
    ["one that no thread took comes again", { kind: "unstarted" }, { do: "redeliver", delayMs: 0 }],
  ];
  test.each(rows)("%s", (_, end, step) => {
    expect(afterAttempt(end, 3, { firstMs: 100, maxMs: 1000 }, 0)).toEqual(step);
  });
});
