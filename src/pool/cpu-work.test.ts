import { expect, test } from "bun:test";
import fc from "fast-check";
import { amountPerMs, hash, spin } from "./cpu-work.ts";

test("spin does its whole amount: in two parts it ends where it ends in one", () => {
  const part = fc.integer({ min: 0, max: 2 ** 21 });
  fc.assert(
    fc.property(part, part, fc.integer({ min: 1 }), (a, b, state) => {
      expect(spin(b, spin(a, state))).toBe(spin(a + b, state));
    }),
    { numRuns: 10 },
  );
});

test("spin is a xorshift generator with shifts 13, 17 and 5", () => {
  // The first state from 1, by hand: 1 ^ 2^13 = 8193; 8193 >>> 17 = 0; 8193 ^ (8193 << 5) = 270369.
  expect(spin(1, 1)).toBe(270_369);
  expect(spin(0, 5)).toBe(5);
});

test.each([0, 1, 65_535, 65_536, 200_000])("hash is the SHA-256 of %p zero bytes", (bytes) => {
  const expected = new Bun.CryptoHasher("sha256").update(new Uint8Array(bytes)).digest("hex");
  expect(hash(bytes)).toBe(expected);
});

test("calibration finds an amount of work, whatever the speed", () => {
  let done = 0;
  const perMs = amountPerMs((amount) => {
    done += amount;
    spin(amount, 1);
  });
  expect(perMs).toBeGreaterThan(0);
  expect(done).toBeGreaterThan(perMs);
});
