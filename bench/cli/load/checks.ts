// What is doubtful about a load before it begins: told at once, as the run may take long to show it.
import { resolveEscapes } from "../../generate/wire/escapes.ts";
import { say } from "../../messages/texts.ts";
import type { LoadPlan } from "../../run/load/plan.ts";

import type { Text } from "../../../src/units/text.ts";

const LF = 0x0a;

/** A line each. */
export function doubtsBefore({ requests }: LoadPlan): Text[] {
  return requests.flatMap(({ name, content, reply }) => {
    if (content.kind !== "text" || reply.kind !== "line") return [];
    if (resolveEscapes(content.text).at(-1) === LF) return [];
    return say(({ loadCommand }) =>
      loadCommand.noLineEnd(
        requests.length === 1 ? "--send" : loadCommand.ofRequest(name),
        content.text,
      ),
    );
  });
}
