// Unsigned integers in bytes, as binary protocols write lengths and ids: "u16be", "u32le", "u64be".
import { formatBinaryNumber } from "../../run/load/format-binary-number.ts";
import type { BinaryNumber } from "../../run/load/plan.ts";

export const BINARY_NUMBERS: ReadonlyMap<string, BinaryNumber> = new Map(
  ([2, 4, 8] as const)
    .flatMap((bytes) => (["be", "le"] as const).map((endian): BinaryNumber => ({ bytes, endian })))
    .map((number) => [formatBinaryNumber(number), number] as const),
);

/** What of the number `i`, from 0 to 2^53, fits into so many bytes. */
export function wrapNumber(i: number, { bytes }: BinaryNumber): number {
  return bytes === 8 ? i : i % 2 ** (8 * bytes);
}

/** The bytes of `i`, from 0 to 2^53, modulo what fits into them. */
export function encodeBinaryNumber(i: number, { bytes, endian }: BinaryNumber): Uint8Array {
  const encoded = new Uint8Array(bytes);
  let rest = i;
  for (let k = 0; k < bytes; k++) {
    encoded[endian === "le" ? k : bytes - 1 - k] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return encoded;
}

/**
 * The number that begins at `at`, where there are as many bytes as it has. A bigint where a number would not be exact,
 * so that equal bytes give equal values.
 */
export function readBinaryNumber(
  source: Uint8Array,
  at: number,
  { bytes, endian }: BinaryNumber,
): number | bigint {
  let value = 0;
  for (let k = 0; k < bytes; k++) {
    value = value * 256 + (source[endian === "be" ? at + k : at + bytes - 1 - k] as number);
  }
  if (value <= Number.MAX_SAFE_INTEGER) return value;
  const view = new DataView(source.buffer, source.byteOffset + at, bytes);
  return view.getBigUint64(0, endian === "le");
}
