// Rates: "2k/s" or "60/min" in, a number per second inside.
import { OptionsError } from "./options-error.ts";
import { problems } from "./problems.ts";

/** Highest accepted rate: an arrival every 100 ns, more than a process can send. */
export const MAX_RATE_PER_SEC = 10e6;

const TIMES: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6 };

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600 };

/**
 * Reads "1000", "1000/s", "1.5k", "2k/s", "60/min" (or "60/m"), "3600/h"; without a unit it is a second's. Result: 0 to
 * 10 million a second.
 * @throws {OptionsError} if the text is no such rate or is out of range.
 */
export function parseRate(text: string): number {
  const match = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([kM]?)(?:\s*\/\s*([a-z]+))?$/.exec(text.trim());
  const times = TIMES[match?.[2] ?? ""] ?? Number.NaN;
  const perSec = (Number(match?.[1]) * times) / (SECONDS_PER_UNIT[match?.[3] ?? "s"] ?? Number.NaN);
  if (!(perSec >= 0 && perSec <= MAX_RATE_PER_SEC)) {
    throw new OptionsError(problems.notARate(text));
  }
  return perSec;
}
