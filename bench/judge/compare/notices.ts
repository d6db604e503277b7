// The words of all that counts against a comparison or is doubtful about it.
import type { Text } from "../../../src/units/text.ts";
import { noticesOf } from "../../run/notice.ts";
import { formatShareOf } from "./figures.ts";

export const compareNotice = noticesOf({
  "invalid-run": (texts, { run, reason }: { readonly run: string; readonly reason: Text }) =>
    texts.comparison.invalidBecause(run, texts.of(reason)),
  "made-apart": (texts, { runToRunShare }: { readonly runToRunShare: number }) =>
    texts.comparison.madeApart(texts.number(formatShareOf(runToRunShare))),
  "other-plan": (texts, { differences }: { readonly differences: string }) =>
    texts.comparison.otherPlan(differences),
  "other-machine": (texts, { differences }: { readonly differences: string }) =>
    texts.comparison.otherMachine(differences),
  unfinished: (texts, { side, status }: Unfinished) => texts.comparison.unfinished(side, status),
  "ended-early": (texts, { failure }: { readonly failure: Text }) => texts.of(failure),
});

interface Unfinished {
  readonly side: "A" | "B";
  readonly status: "running" | "interrupted";
}
