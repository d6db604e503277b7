// Reads the CSV that reports write, for tests.

/** A reader of RFC 4180 that knows nothing of the writer. */
export function parseCsv(text: string): Record<string, string>[] {
  const cells = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)].map(
    ([, quoted, bare, end]) => ({ value: quoted?.replaceAll('""', '"') ?? bare ?? "", end }),
  );
  const rows: string[][] = [[]];
  for (const { value, end } of cells) {
    rows.at(-1)?.push(value);
    if (end === "\r\n") rows.push([]);
  }
  const [names = [], ...records] = rows.slice(0, -1);
  return records.map((record) =>
    Object.fromEntries(names.map((name, i) => [name, record[i] ?? ""])),
  );
}
