// Small texts about a comparison that its reports share.
import type { Texts } from "../../messages/texts.ts";
import { formatShareOf } from "../../judge/compare/figures.ts";
import { optionDifferences } from "../../judge/compare/asked.ts";
import { contextWarnings } from "../../judge/compare/context.ts";
import type { Comparison } from "../../run/compare/comparison.ts";
import type { CompareReport } from "./report.ts";
import { alarm, type Alarm } from "../document/blocks.ts";
import { present } from "../../../src/units/present.ts";

/** "Escalera compare, new parser: A tcp://127.0.0.1:6379, B after". */
export function compareTitle({ label, a, b }: Comparison, texts: Texts): string {
  return texts.compareReport.title(label, sidesText({ a, b }, texts));
}

/** With more differing options the title has none of them; the table has all. */
const MAX_NAMED_OPTIONS = 3;
const MAX_CHARACTERS = 40;

/** "A before, B after": by label or target; if both sides have the same, by the options that differ. */
export function sidesText({ a, b }: Pick<Comparison, "a" | "b">, texts: Texts): string {
  const [nameA, nameB] = [a.label || a.target, b.label || b.target];
  const differences = optionDifferences(a, b);
  if (nameA !== nameB || differences.length === 0 || differences.length > MAX_NAMED_OPTIONS) {
    return `A ${nameA}, B ${nameB}`;
  }
  const nameOf = (side: "a" | "b"): string =>
    differences.map((own) => namedOption(own.name, own[side], texts)).join(" ");
  return `A ${nameOf("a")}, B ${nameOf("b")}`;
}

function namedOption(name: string, value: string | null, { compareReport }: Texts): string {
  if (value === null) return compareReport.options.without(name);
  // The address needs no name, a switch has no value.
  return [...(name === "target" ? [] : [name]), ...(value === "" ? [] : [shortOf(value)])].join(
    " ",
  );
}

function shortOf(value: string): string {
  return value.length <= MAX_CHARACTERS ? value : `${value.slice(0, MAX_CHARACTERS - 1)}…`;
}

export function compareSentence({ result, status }: Comparison, texts: Texts): string {
  if (result !== null) return texts.of(result.sentence);
  return status === "running" ? texts.compareReport.notEnded : texts.compareReport.nothingCompared;
}

/** What invalidates or qualifies all numbers of the comparison. */
export function compareAlarms({ status, result, a, b }: Comparison, texts: Texts): Alarm[] {
  const words = texts.compareReport.alarms;
  const titles = texts.report.alarms;
  return present(
    status === "interrupted" &&
      alarm(titles.interrupted, [
        words.stopped(words.runs(a.runs.length), words.runs(b.runs.length)),
      ]),
    result?.isValid === false &&
      alarm(titles.invalid, [words.invalidMeaning, ...result.invalidReasons.map(texts.of)]),
    result !== null &&
      result.metrics.length === 0 &&
      alarm(titles.nothingMeasured, [words.noReply]),
  );
}

/** Warnings; of two saved runs also the differences that make them less comparable. */
export function compareWarnings(
  { comparison, runsA, runsB }: CompareReport,
  texts: Texts,
): string[] {
  const { result } = comparison;
  const [a, b] = [runsA[0], runsB[0]];
  const context =
    result?.method === "blocks" && a !== undefined && b !== undefined ? contextWarnings(a, b) : [];
  return [...(result?.warnings ?? []), ...context].map(texts.of);
}

/** Why metrics have no verdict: one line per reason. */
export function compareNotes({ result }: Comparison, texts: Texts): string[] {
  const words = texts.compareReport;
  const noted = (result?.metrics ?? []).flatMap(({ name, note }) =>
    note === null ? [] : [{ name: words.metrics[name], note: texts.of(note) }],
  );
  return [...Map.groupBy(noted, ({ note }) => note)].map(([note, metrics]) =>
    words.noteOf(metrics.map(({ name }) => name).join(", "), note),
  );
}

/** Paragraphs: what was resampled, and how a verdict is decided. */
export function methodText({ result, tolerance }: Comparison, texts: Texts): string[] {
  const { how } = texts.compareReport;
  if (result === null || result.metrics.length === 0) return [];
  const { method, unitsA, unitsB } = result;
  return [
    method === "repeats" ? how.pairs(unitsA) : how.blocks(unitsA, unitsB),
    how.intervals(texts.number(formatShareOf(tolerance))),
  ];
}
