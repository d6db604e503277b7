import { expect, test } from "bun:test";
import { NS_PER_MS } from "../units/duration.ts";
import { drawServiceNs, parseServiceTime } from "../units/service-time.ts";
import { createJob, type Work } from "./work.ts";

const request = { id: "7", task: "Generar Facturas" };
const exponential = (seed: number): Work => ({
  kind: "sleep",
  service: parseServiceTime("exp:300ms"),
  seed,
});

function amounts(work: Work): number[] {
  return Array.from({ length: 50 }, (_, seq) => {
    const job = createJob(work, NS_PER_MS, { request, seq }, 0);
    return job.kind === "task" ? Number.NaN : job.amount;
  });
}

test("a distribution's jobs are what its seed and the order of acceptance say", () => {
  const drawnNs = Array.from({ length: 50 }, (_, seq) =>
    drawServiceNs(parseServiceTime("exp:300ms"), 5, seq),
  );
  expect(amounts(exponential(5))).toEqual(drawnNs);
  expect(amounts(exponential(6))).not.toEqual(drawnNs);
});

test("the amount of work is time by calibrated rate, whole", () => {
  const work: Work = { kind: "spin", service: parseServiceTime("3ms"), seed: 1 };
  expect(createJob(work, 1000.4, { request, seq: 0 }, 2)).toEqual({
    kind: "spin",
    slot: 2,
    amount: 3001,
  });
});

test("only a user's module is sent the text and the id", () => {
  const work: Work = { kind: "task", modulePath: "./my-task.ts" };
  expect(createJob(work, 1, { request, seq: 9 }, 1)).toEqual({ kind: "task", slot: 1, ...request });
});
