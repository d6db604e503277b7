// Whole numbers: as the user types them, and with their nouns.
import { OptionsError } from "./options-error.ts";
import { problems } from "./problems.ts";

/**
 * Parses a whole number from `min` to `max`.
 * @throws {OptionsError} naming the value and the limits.
 */
export function parseCount(text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new OptionsError(problems.notACount(text, min, max));
  }
  return value;
}

/** "1 thread", "10 threads"; irregular plurals are given. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
