import { expect, test } from "bun:test";
import { NS_PER_MS } from "../units/duration.ts";
import { drawServiceNs, parseServiceTime } from "../units/service-time.ts";
import { amountOf, type BuiltInWork } from "./work.ts";

const exponential = (seed: number): BuiltInWork => ({
  kind: "sleep",
  service: parseServiceTime("exp:300ms"),
  seed,
});

function amounts(work: BuiltInWork): number[] {
  return Array.from({ length: 50 }, (_, seq) => amountOf(work, NS_PER_MS, seq));
}

test("a distribution's jobs are what its seed and the order of acceptance say", () => {
  const drawnNs = Array.from({ length: 50 }, (_, seq) =>
    drawServiceNs(parseServiceTime("exp:300ms"), 5, seq),
  );
  expect(amounts(exponential(5))).toEqual(drawnNs);
  expect(amounts(exponential(6))).not.toEqual(drawnNs);
});

test("the amount of work is time by calibrated rate, whole", () => {
  const work: BuiltInWork = { kind: "spin", service: parseServiceTime("3ms"), seed: 1 };
  expect(amountOf(work, 1000.4, 0)).toBe(3001);
});
