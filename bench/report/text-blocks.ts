// Blocks of text that every summary on a terminal begins with.
import type { Paint } from "./paint.ts";
import type { Alarm } from "./phrases.ts";
import { cut, wrap } from "./plain-text.ts";

/** What takes away from every number that follows. */
export function alarmLines({ title, lines }: Alarm, width: number, paint: Paint): string {
  const rest = lines.flatMap((line) => wrap(line, width, "   "));
  return [paint.bad(cut(`!! ${title}`, width)), ...rest].join("\n");
}

/** The one sentence of the run. */
export function sentenceLines(sentence: string, width: number, paint: Paint): string {
  return wrap(sentence, width, "").map(paint.strong).join("\n");
}
