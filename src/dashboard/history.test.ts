import { describe, expect, test } from "bun:test";
import { BIN_MS, HISTORY_MS, type Increment } from "./frames.ts";
import { History } from "./history.ts";

const T0 = 1_800_000_000_000;
const at = (ms: number, arrived: number, done = 0, failed = 0): Increment => [
  (T0 + ms) / BIN_MS,
  arrived,
  done,
  failed,
];
/** 25 tasks at once on 10 threads, 1 s a task. */
const BURST = [at(0, 25), at(1000, 0, 10), at(2000, 0, 10), at(3000, 0, 5)];
const TEN = { threads: 10, serviceMs: 1000 };

function historyOf(...increments: Increment[]): History {
  const history = new History();
  history.add(increments);
  return history;
}

function valueAt(
  { x, y }: { x: readonly number[]; y: readonly (number | null)[] | null },
  seconds: number,
): number | null | undefined {
  return y?.[x.findLastIndex((value) => value <= seconds + 1e-9)];
}

describe("the staircase", () => {
  test("draws itself, with the ideal of the same arrivals ahead of it", () => {
    const { x, arrived, done, ideal } =
      historyOf(...BURST.slice(0, 2)).stairs(T0 + 1500, 15, TEN) ?? fail();
    expect([0.9, 1.1, 1.5, 1.8].map((s) => valueAt({ x, y: done }, s))).toEqual([0, 10, 10, null]);
    expect([0.9, 1.1, 2.1, 3.1].map((s) => valueAt({ x, y: ideal }, s))).toEqual([0, 10, 20, 25]);
    expect(valueAt({ x, y: arrived }, 0.5)).toBe(25);
  });

  test("increments may come late and in pieces", () => {
    const pieces = historyOf(
      at(3000, 0, 2),
      at(1000, 0, 10),
      at(0, 20),
      at(2000, 0, 10),
      at(0, 5),
      at(3000, 0, 3),
    );
    const inOrder = historyOf(...BURST);
    expect(pieces.stairs(T0 + 4000, 0, TEN)).toEqual(inOrder.stairs(T0 + 4000, 0, TEN) ?? fail());
  });

  test("a burst after a second of nothing begins anew, one that follows sooner goes on", () => {
    const later = historyOf(...BURST, at(4100, 7)).stairs(T0 + 4200, 7, TEN) ?? fail();
    expect([later.arrived[0], later.done[0]]).toEqual([7, 0]);
    const sooner = historyOf(...BURST, at(3500, 7)).stairs(T0 + 4200, 7, TEN) ?? fail();
    expect(sooner.arrived[0]).toBe(25);
  });

  test.each([
    ["the service time is not known", BURST, { threads: 10, serviceMs: null }],
    ["tasks failed", [...BURST, at(3000, 0, 0, 1)], TEN],
    ["so many came that nobody sees steps", [at(0, 5001)], TEN],
  ] as const)("has no ideal where %s", (_, increments, capacity) => {
    const { ideal } = historyOf(...increments).stairs(T0 + 3500, 0, capacity) ?? fail();
    expect(ideal).toBeNull();
  });

  test("of a load that began before the last minute there is the last minute, and no ideal", () => {
    const history = new History();
    for (let ms = 0; ms < 2 * HISTORY_MS; ms += 100) history.add([at(ms, 1, 1)]);
    const { x, ideal, arrived } = history.stairs(T0 + 2 * HISTORY_MS, 10, TEN) ?? fail();
    expect(ideal).toBeNull();
    expect(x.length).toBeLessThanOrEqual(1300);
    expect(arrived.findLast((count) => count !== null)).toBe(599);
  });

  test("there is none before the first task", () => {
    expect(new History().stairs(T0, 0, TEN)).toBeUndefined();
  });
});

test("the queue and the threads of before follow from what is in hand now", () => {
  const { x, waiting, running } = historyOf(...BURST).depth(T0 + 3500, 0, TEN.threads);
  const ago = (y: readonly number[], ms: number) => valueAt({ x, y }, (ms - 3500) / 1000);
  expect([500, 1500, 2500, 3400].map((ms) => [ago(waiting, ms), ago(running, ms)])).toEqual([
    [15, 10],
    [5, 10],
    [0, 5],
    [0, 0],
  ]);
});

function fail(): never {
  throw new Error("there is no staircase");
}
