import { expect, test } from "bun:test";
import { waitWithin } from "./clock.ts";

const MS = 1e6;

test.each([
  ["is what the stamps say", 1000, 50, 1010.5, 30, 10.5],
  ["is nothing where the worker's clock is behind", 1000, 50, 990, 30, 0],
  ["leaves room for the service where the worker's clock is ahead", 1000, 50, 5000, 30, 20],
  ["is nothing for a task that an earlier asker had run", 1000, 2, 400, 300, 0],
])("the wait %s", (_, acceptedAtMs, sojournMs, startedAtMs, serviceMs, waitMs) => {
  const waitNs = waitWithin(acceptedAtMs, sojournMs * MS, startedAtMs, serviceMs * MS);
  expect(waitNs).toBe(waitMs * MS);
});
