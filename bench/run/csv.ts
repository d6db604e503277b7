// Rows of CSV (RFC 4180): cells between commas, ended by CR LF.

/** Null and undefined are absent: an empty cell, never a 0. */
export type CsvCell = string | number | boolean | null | undefined;

/** A row with its line end. */
export function formatRow(cells: readonly CsvCell[]): string {
  return `${cells.map(formatCell).join(",")}\r\n`;
}

/** Quoted where it has a comma, a quote or a line end. */
export function formatCell(value: CsvCell): string {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
