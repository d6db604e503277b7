// Small texts about a comparison that its reports share.
import { shown } from "../messages/shown.ts";
import type { Texts } from "../messages/texts.ts";
import { formatShareOf } from "../judge/compare-figures.ts";
import { contextWarnings } from "../judge/compare-context.ts";
import type { Comparison } from "../judge/comparison.ts";
import { counted } from "../../src/units/counted.ts";
import type { CompareReport } from "./compare-document.ts";
import type { Alarm } from "./phrases.ts";

/** "Escalera compare, new parser: A tcp://127.0.0.1:6379, B after". */
export function compareTitle({ label, a, b }: Comparison): string {
  const title = label === "" ? "Escalera compare" : `Escalera compare, ${label}`;
  return `${title}: ${sidesText({ a, b })}`;
}

/** "A before, B after": by label, else by target. */
export function sidesText({ a, b }: Pick<Comparison, "a" | "b">): string {
  return `A ${a.label || a.target}, B ${b.label || b.target}`;
}

export function compareSentence({ result, status }: Comparison, texts: Texts): string {
  if (result !== null) return shown(result.sentence, texts);
  return status === "running"
    ? "The comparison has not ended: nothing is judged yet."
    : "Nothing could be compared.";
}

/** What takes away from every number that follows. */
export function compareAlarms({ status, result, a, b }: Comparison): Alarm[] {
  const alarms: Alarm[] = [];
  if (status === "interrupted") {
    const done = `${counted(a.runs.length, "run")} of A and ${counted(b.runs.length, "run")} of B`;
    alarms.push({
      title: "INTERRUPTED",
      lines: [`The comparison was stopped before its end: it has ${done}.`],
    });
  }
  if (result?.isValid === false) {
    const meaning = "In a run the generator or its host was the limit, not the target.";
    alarms.push({ title: "INVALID", lines: [meaning, ...result.invalidReasons] });
  }
  if (result !== null && result.metrics.length === 0) {
    alarms.push({ title: "NOTHING MEASURED", lines: ["A run got no ok reply."] });
  }
  return alarms;
}

/** Of two saved runs also what makes them less comparable than they look. */
export function compareWarnings(
  { comparison, runsA, runsB }: CompareReport,
  texts: Texts,
): string[] {
  const { result } = comparison;
  const [a, b] = [runsA[0], runsB[0]];
  const context =
    result?.method === "blocks" && a !== undefined && b !== undefined ? contextWarnings(a, b) : [];
  return [...(result?.warnings ?? []), ...context].map((warning) => shown(warning, texts));
}

/** Why metrics have no verdict: a line a reason. */
export function compareNotes({ result }: Comparison): string[] {
  const noted = (result?.metrics ?? []).filter(({ note }) => note !== "");
  return [...Map.groupBy(noted, ({ note }) => note)].map(
    ([note, metrics]) => `${metrics.map(({ name }) => name).join(", ")}: ${note}`,
  );
}

/** Paragraphs: what was drawn, how a verdict comes about. */
export function methodText({ result, tolerance }: Comparison): string[] {
  if (result === null || result.metrics.length === 0) return [];
  const { method, unitsA, unitsB } = result;
  const units =
    method === "repeats"
      ? `A and B were run in turn, ${counted(unitsA, "pair")} of runs (A B B A …). The intervals come from drawing whole pairs: requests within a run are not independent of one another.`
      : `The intervals come from drawing whole blocks of time, ${unitsA} of A and ${unitsB} of B: requests within a run are not independent of one another.`;
  return [
    units,
    `An interval is of one metric by itself. A verdict allows for all of them together: where A and B are the same, any is called worse in at most one comparison of twenty, and any better in as many. WORSE in capitals is beyond the tolerance of ${formatShareOf(tolerance)}.`,
  ];
}
