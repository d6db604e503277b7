import type { BinaryNumber } from "./plan.ts";

/** "u32be". */
export function formatBinaryNumber({ bytes, endian }: BinaryNumber): string {
  return `u${bytes * 8}${endian}`;
}
