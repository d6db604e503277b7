// Laying out text by columns, as terminals and editors count them: a wide character has two, an escape none.
import { sliceAnsi, stringWidth, stripANSI } from "bun";

/** To a width in columns. */
export function pad(text: string, width: number, align: "left" | "right"): string {
  const spaces = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "right" ? spaces + text : text + spaces;
}

/** Each cell padded to the width of its column, of which there are as many as `aligns`. */
export function alignCells(
  rows: readonly (readonly string[])[],
  aligns: readonly ("left" | "right")[],
): string[][] {
  const widths = aligns.map((_, i) =>
    rows.reduce((widest, cells) => Math.max(widest, widthOf(cells[i] ?? "")), 0),
  );
  return rows.map((cells) => aligns.map((align, i) => pad(cells[i] ?? "", widths[i] ?? 0, align)));
}

/** A table without rules, a line a row, two columns in. */
export function tableLines(
  rows: readonly (readonly string[])[],
  aligns: readonly ("left" | "right")[],
  width: number,
): string[] {
  return alignCells(rows, aligns).map((cells) => cut(`  ${cells.join("  ")}`.trimEnd(), width));
}

export function widthOf(text: string): number {
  return stringWidth(text);
}

/** To at most `width` columns; an ellipsis tells that something is missing. No number is cut: a part of it would mislead. */
export function cut(line: string, width: number): string {
  if (widthOf(line) <= width) return line;
  const kept = slice(line, width, "…");
  const visible = stripANSI(kept).replace(/…$/, "");
  const [digits = ""] = /\d[\d.,\u00A0]*$/.exec(visible) ?? [];
  const isWithin = digits !== "" && /^[.,\u00A0]?\d/.test(stripANSI(line).slice(visible.length));
  return isWithin && digits.length < width ? slice(line, width - digits.length, "…") : kept;
}

/** The runtime's own keeps a wide character whole that begins within the width and ends beyond it. */
function slice(text: string, width: number, ellipsis = ""): string {
  for (let end = width; end > 0; end--) {
    const part = sliceAnsi(text, 0, end, ellipsis);
    if (widthOf(part) <= width) return part;
  }
  return "";
}

/** Lines that begin with `indent`; a number keeps its unit, and a word that is longer than a line is broken. */
export function wrap(text: string, width: number, indent: string): string[] {
  const room = Math.max(10, width - indent.length);
  const lines: string[] = [];
  let line = "";
  for (const word of plain(text)
    .replaceAll(BEFORE_UNIT, BOUND)
    .split(" ")
    .flatMap((own) => pieces(own, room))) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, indent + line].map((one) => one.replaceAll(BOUND, " "));
}

/** Lines of which all but the first begin two columns in. */
export function hanging(text: string, width: number): string[] {
  const [first = "", ...rest] = wrap(text, width, "  ");
  return [first.trimStart(), ...rest];
}

/** The space between a number and its unit. */
const BEFORE_UNIT = /(?<=\d) (?=(?:%|[nµm]?s|[KMG]iB|points|puntos)(?:[^\p{L}]|$))/gu;
/** Stands for it while lines are broken; no text has it. */
const BOUND = "\uE000";

function pieces(word: string, size: number): string[] {
  if (widthOf(word) <= size) return [word];
  const first = slice(word, size);
  return [first, ...pieces(word.slice(first.length), size)];
}

/** Untrusted text must not move the cursor or change colours: control characters become spaces. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ").trim();
}
