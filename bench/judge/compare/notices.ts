// The words of all that counts against a comparison or is doubtful about it.
import type { Text } from "../../../src/units/text.ts";
import { noticesOf } from "../../run/notice.ts";
import { formatShareOf } from "./figures.ts";

/** What each kind is made of. */
interface Values {
  "invalid-run": { run: string; reason: Text };
  "made-apart": { runToRunShare: number };
  "other-plan": { differences: string };
  "other-machine": { differences: string };
  unfinished: { side: "A" | "B"; status: "running" | "interrupted" };
  "ended-early": { failure: Text };
}

export const compareNotice = noticesOf<Values>({
  "invalid-run": (texts, { run, reason }) => texts.comparison.invalidBecause(run, texts.of(reason)),
  "made-apart": (texts, { runToRunShare }) =>
    texts.comparison.madeApart(texts.number(formatShareOf(runToRunShare))),
  "other-plan": (texts, { differences }) => texts.comparison.otherPlan(differences),
  "other-machine": (texts, { differences }) => texts.comparison.otherMachine(differences),
  unfinished: (texts, { side, status }) => texts.comparison.unfinished(side, status),
  "ended-early": (texts, { failure }) => texts.of(failure),
});
