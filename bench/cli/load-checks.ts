// What is doubtful about a load before it begins: told at once, as the run may take long to show it.
import { resolveEscapes } from "../generate/escapes.ts";
import type { LoadPlan } from "../measure/load-plan.ts";

const LF = 0x0a;

/** A line each. */
export function doubtsBefore({ requests }: LoadPlan): string[] {
  return requests.flatMap(({ name, content, reply }) => {
    if (content.kind !== "text" || reply.kind !== "line") return [];
    if (resolveEscapes(content.text).at(-1) === LF) return [];
    const which = requests.length === 1 ? "--send" : `request ${name}:`;
    return [
      `${which} "${content.text}" has no line end, and its reply is a line: a target that reads lines will wait for one and not answer; try "${content.text}\\r\\n"`,
    ];
  });
}
