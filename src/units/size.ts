// Sizes in bytes: "64KiB" in, "64 KiB" out.
import { OptionsError } from "./options-error.ts";
import { problems } from "./problems.ts";

const BYTES_PER_UNIT: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/**
 * Reads "64KiB", "1MB", "512" (bytes); case does not matter. Result: whole bytes.
 * @throws {OptionsError} if the text is no such size.
 */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const perUnit = BYTES_PER_UNIT[match?.[2]?.toLowerCase() ?? "?"];
  const bytes = Number(match?.[1]) * (perUnit ?? Number.NaN);
  if (!Number.isSafeInteger(bytes)) {
    throw new OptionsError(problems.notASize(text));
  }
  return bytes;
}

/** Bytes in the largest binary unit that keeps the number at 1 or more, such as "64 KiB" or "1.2 GiB". */
export function formatSize(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"] as const;
  let value = bytes;
  let i = 0;
  while (value >= 1024 && i < units.length - 1) {
    value /= 1024;
    i++;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[i]}`;
}
