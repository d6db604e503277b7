// "did you mean": the known name that a mistyped one is closest to.
import { closest, distance } from "fastest-levenshtein";

const MAX_EDITS = 3;

/** Undefined where none is close: more than 3 edits away, or more than two fifths of the name. */
export function similarName(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(name, known);
  return distance(name, best) <= Math.min(MAX_EDITS, 0.4 * name.length) ? best : undefined;
}
