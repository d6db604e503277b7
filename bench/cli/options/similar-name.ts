// "did you mean": the known name that a mistyped one is closest to.

const MAX_EDITS = 3;

/** Undefined where none is close: more than 3 edits away, or more than two fifths of the name. */
export function similarName(name: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, edits: editDistance(name, candidate) }))
    .toSorted((a, b) => a.edits - b.edits);
  if (best === undefined) return undefined;
  return best.edits <= Math.min(MAX_EDITS, 0.4 * name.length) ? best.candidate : undefined;
}

/** Insertions, deletions and replacements that make one text of the other (Levenshtein), a row at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
