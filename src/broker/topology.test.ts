import { expect, test } from "bun:test";
import { OptionsError } from "../units/options-error.ts";
import { topologyOf, waitQueueFor } from "./topology.ts";

test("all is named after the tasks' queue", () => {
  expect(topologyOf("tasks")).toEqual({ tasks: "tasks", dead: "tasks.dead" });
});

test.each([
  ["nothing is too short for the shortest", -5, 200],
  ["", 0, 200],
  ["a delay of a queue is that queue's", 200, 200],
  ["", 1000, 1000],
  ["never later than asked, where that can be", 4999, 1000],
  ["", 29_999, 5000],
  ["nothing is too long for the longest", 3_600_000, 30_000],
])("a task waits in the queue of its delay: %s (%d ms: %d ms)", (_, askedMs, delayMs) => {
  expect(waitQueueFor(topologyOf("tasks"), askedMs)).toBe(`tasks.wait.${delayMs}ms`);
});

test.each(["", "amq.tasks", "x".repeat(121), "ñ".repeat(61)])(
  "%p can't be a queue's name",
  (queue) => {
    expect(() => topologyOf(queue)).toThrow(OptionsError);
  },
);
