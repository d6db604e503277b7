// Blocks of text that the summaries on a terminal are made of, and which of them a small one shows.
import type { Alarm } from "../document/blocks.ts";
import type { Place } from "./paint.ts";
import { cut, hanging, wrap } from "./plain-text.ts";

/** Invalidates the numbers of the run, or qualifies them. */
function alarmLines({ title, lines }: Alarm, { width, paint }: Place): string {
  const rest = lines.flatMap((line) => wrap(line, width, "   "));
  return [paint.bad(cut(`!! ${title}`, width)), ...rest].join("\n");
}

export interface SummaryBlock {
  /** Lines without one at the end; an empty block is no block. */
  readonly text: string;
  /** Shown instead where there is no room for `text`. */
  readonly short?: string;
  /** Blocks of the lowest worth are left out first; absent: never left out. */
  readonly worth?: number;
  /** Its short form is never left out. */
  readonly isKept?: boolean;
}

/** An alarm of which the title and its first line stay where there is little room. */
export function alarmBlock(alarm: Alarm, place: Place): SummaryBlock {
  const short = alarmLines({ ...alarm, lines: alarm.lines.slice(0, 1) }, place);
  return { text: alarmLines(alarm, place), short, worth: ALARM_WORTH, isKept: true };
}

/** Below that of the figures: the sentence has the first reason. */
const ALARM_WORTH = 6;

/** The one sentence of the run. */
export function sentenceBlock(sentence: string, { width, paint }: Place): SummaryBlock {
  return { text: wrap(sentence, width, "").map(paint.strong).join("\n") };
}

const MAX_WARNINGS = 8;

export function warningBlock(
  warnings: readonly string[],
  worth: number,
  { texts, width, paint }: Place,
): SummaryBlock {
  const { warning, moreWarnings } = texts.report;
  const first = (most: number): string =>
    [
      ...warnings.slice(0, most).flatMap((own) => hanging(warning(own), width).map(paint.doubt)),
      ...(warnings.length > most ? [moreWarnings(warnings.length - most)] : []),
    ].join("\n");
  return { text: first(MAX_WARNINGS), short: first(1), worth };
}

/**
 * The blocks in their order, parted by an empty line and ended by a line end; where `rows` is a number, only those that
 * fit it: what is left out stands in the report.
 */
export function joinBlocks(blocks: readonly SummaryBlock[], rows: number | null): string {
  const shown = blocks
    .filter(({ text }) => text !== "")
    .map((block) => ({ block, text: block.text }));
  if (rows !== null) fit(shown, rows);
  const texts = shown.map(({ text }) => text).filter((text) => text !== "");
  return `${texts.join("\n\n")}\n`;
}

/** Shortens and empties texts until they fit. */
function fit(shown: { readonly block: SummaryBlock; text: string }[], rows: number): void {
  const isTooLong = (): boolean => heightOf(shown.map(({ text }) => text)) > rows;
  const byWorth = shown
    .filter(({ block }) => block.worth !== undefined)
    .sort((a, b) => (a.block.worth ?? 0) - (b.block.worth ?? 0));
  for (const own of byWorth) {
    if (!isTooLong()) break;
    own.text = own.block.short ?? "";
    if (isTooLong() && own.block.isKept !== true) own.text = "";
  }
  // Leaving out a long one may have made room for the short form of another.
  for (const own of byWorth.toReversed()) {
    if (own.text !== "" || own.block.text === "") continue;
    for (const text of [own.block.text, own.block.short ?? ""]) {
      own.text = text;
      if (!isTooLong()) break;
      own.text = "";
    }
  }
}

function heightOf(texts: readonly string[]): number {
  const heights = texts.filter((text) => text !== "").map((text) => text.split("\n").length);
  return heights.reduce((sum, height) => sum + height, 0) + Math.max(0, heights.length - 1);
}
