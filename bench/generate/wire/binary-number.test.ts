import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatBinaryNumber } from "../../run/load/format-binary-number.ts";
import {
  BINARY_NUMBERS,
  encodeBinaryNumber,
  readBinaryNumber,
  wrapNumber,
} from "./binary-number.ts";

const rows: [string, number, number[]][] = [
  ["u16be", 0x0102, [1, 2]],
  ["u16le", 0x0102, [2, 1]],
  ["u16be", 65_537, [0, 1]],
  ["u32be", 0x01020304, [1, 2, 3, 4]],
  ["u32le", 2 ** 32 - 1, [255, 255, 255, 255]],
  ["u64be", 2 ** 40 + 1, [0, 0, 1, 0, 0, 0, 0, 1]],
  ["u64le", 2 ** 40 + 1, [1, 0, 0, 0, 0, 1, 0, 0]],
];
test.each(rows)("%s of %p", (name, value, bytes) => {
  const number = BINARY_NUMBERS.get(name);
  if (number === undefined) throw new Error(`${name} is unknown`);
  expect(formatBinaryNumber(number)).toBe(name);
  expect([...encodeBinaryNumber(value, number)]).toEqual(bytes);
});

test("what is written is read back, anywhere, modulo its width", () => {
  const anyNumber = fc.constantFrom(...BINARY_NUMBERS.values());
  fc.assert(
    fc.property(anyNumber, fc.maxSafeNat(), fc.nat({ max: 9 }), (number, value, at) => {
      const bytes = new Uint8Array(at + 12);
      bytes.set(encodeBinaryNumber(value, number), at);
      expect(readBinaryNumber(bytes, at, number)).toBe(wrapNumber(value, number));
    }),
  );
});

test("any eight bytes are one value, however large", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.boolean(), (bytes, isLittle) => {
      const value = readBinaryNumber(bytes, 0, { bytes: 8, endian: isLittle ? "le" : "be" });
      const exact = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, isLittle);
      expect(BigInt(value)).toBe(exact);
    }),
  );
});
