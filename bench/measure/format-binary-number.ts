import type { BinaryNumber } from "./load-plan.ts";

/** "u32be". */
export function formatBinaryNumber({ bytes, endian }: BinaryNumber): string {
  return `u${bytes * 8}${endian}`;
}
