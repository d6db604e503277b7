// A recorded trace of arrivals: one offset from the start a line.
import {
  MAX_DURATION_NS,
  type Ns,
  NS_PER_SECOND,
  parseDuration,
} from "../../../src/units/duration.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { type Texts, usageError } from "../../messages/texts.ts";
import { problems } from "../../../src/units/problems.ts";
import { joinTexts } from "../../../src/units/text.ts";

/** Most arrivals of one trace: 80 MB in each generator. */
const MAX_ARRIVAL_TIMES = 10e6;

/**
 * Reads a trace: one offset a line, as a duration ("1.5s", "20ms") or a plain number of seconds, none before the one
 * above it. What follows a `#` and empty lines are passed over. Result: integer ns, ascending or equal, 1 to `maxCount`.
 * @throws {OptionsError} naming the first line that is wrong.
 */
export function parseArrivalTimes(text: string, maxCount = MAX_ARRIVAL_TIMES): Float64Array {
  const timesNs: Ns[] = [];
  let lineNumber = 0;
  let lastNs: Ns = 0;
  // Line by line: an array of all lines would take more memory than the times.
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const [content = ""] = text.slice(start, end).split("#", 1);
    const offset = content.trim();
    start = end + 1;
    lineNumber++;
    if (offset === "") continue;
    const timeNs = parseOffset(offset, lineNumber);
    if (timeNs < lastNs) {
      throw ofLine(lineNumber, (texts) => texts.options.offsetDecreases(offset));
    }
    if (timesNs.length === maxCount) {
      throw ofLine(lineNumber, (texts) => texts.options.tooManyArrivals(maxCount));
    }
    timesNs.push(timeNs);
    lastNs = timeNs;
  }
  if (timesNs.length === 0) throw usageError((texts) => texts.options.noArrivals());
  return new Float64Array(timesNs);
}

function parseOffset(offset: string, lineNumber: number): Ns {
  // Plain numbers may have an exponent, as programs print small ones.
  if (/^\d*\.?\d+(?:e[+-]?\d+)?$/i.test(offset)) {
    const timeNs = Math.round(Number(offset) * NS_PER_SECOND);
    if (timeNs <= MAX_DURATION_NS) return timeNs;
    throw ofLine(lineNumber, ({ of }) => of(problems.durationTooLong(offset, "24h")));
  }
  try {
    return parseDuration(offset);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    throw ofLine(lineNumber, ({ of }) => of(joinTexts(error.problems, "; ")));
  }
}

function ofLine(lineNumber: number, compose: (texts: Texts) => string): OptionsError {
  return usageError((texts) => texts.options.ofLine(lineNumber, compose(texts)));
}
