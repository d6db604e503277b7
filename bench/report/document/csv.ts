// Tables as RFC 4180: a header, then rows, each ended by CR LF.
import { type CsvCell, formatRow } from "../../run/csv.ts";

/** The whole file, with a value of every column for each of `rows`. */
export function formatCsv<Row>(
  columns: readonly (readonly [name: string, valueOf: (row: Row) => CsvCell])[],
  rows: readonly Row[],
): string {
  const header = columns.map(([name]) => name);
  const records = rows.map((row) => columns.map(([, valueOf]) => valueOf(row)));
  return [header, ...records].map(formatRow).join("");
}
