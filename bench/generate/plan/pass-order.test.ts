import { expect, test } from "bun:test";
import fc from "fast-check";
import { PassOrder } from "./pass-order.ts";

const pass = (order: PassOrder, number: number, count: number): number[] =>
  Array.from({ length: count }, (_, place) => order.at(number * count + place));

test("each pass holds every item once", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(), fc.nat(20), (count, seed, number) => {
      const items = pass(new PassOrder(count, seed), number, count);
      expect(items.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, k) => k));
    }),
  );
});

test("passes and seeds have orders of their own", () => {
  const order = new PassOrder(30, 1);
  const first = pass(order, 0, 30);
  expect(pass(order, 1, 30)).not.toEqual(first);
  expect(pass(order, 0, 30)).toEqual(first);
  expect(pass(new PassOrder(30, 2), 0, 30)).not.toEqual(first);
});

test("an item is as likely at any place as at any other", () => {
  const counts = new Map<string, number>();
  const order = new PassOrder(3, 7);
  const passes = 6000;
  for (let number = 0; number < passes; number++) {
    const key = pass(order, number, 3).join("");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const chiSquare = [...counts.values()].reduce(
    (sum, count) => sum + (count - 1000) ** 2 / 1000,
    0,
  );
  expect(counts.size).toBe(6);
  // With 5 degrees of freedom it stays below 36 but once in a million.
  expect(chiSquare).toBeLessThan(36);
});

test("the order is the same whatever order it is asked in", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.nat(),
      fc.array(fc.nat(100), { maxLength: 40 }),
      (count, seed, asked) => {
        const order = new PassOrder(count, seed);
        for (const i of asked) expect(order.at(i)).toBe(new PassOrder(count, seed).at(i));
      },
    ),
  );
});
