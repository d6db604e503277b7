// What a load run's report says, in the order in which it is read: the sentence, the thresholds, the response times,
// the load, the pictures, then what they rest on.
import type { Texts } from "../messages/texts.ts";
import type { LoadResult, LoadRun } from "../measure/load-run.ts";
import { type Block, left } from "./document.ts";
import { exchangeSection } from "./first-exchanges.ts";
import { generatorSection, targetSection, warmupSection } from "./load-evidence-sections.ts";
import { howLoadWasMeasured } from "./load-how-measured.ts";
import { loadAlarms, loadTitle } from "./load-phrases.ts";
import { LOAD_PICTURES } from "./load-pictures.ts";
import {
  errorSection,
  loadSection,
  namedSection,
  responseSection,
} from "./load-result-sections.ts";
import { allWarnings, sentenceOf } from "./phrases.ts";

export function loadDocument(run: LoadRun, texts: Texts): Block[] {
  const { result } = run;
  return [
    { kind: "heading", level: 1, text: loadTitle(run) },
    ...loadAlarms(run).map(({ title, lines }): Block => ({ kind: "alarm", title, lines })),
    { kind: "sentence", text: sentenceOf(run, texts) },
    ...thresholds(run),
    ...(result === null ? [] : resultSections(run, result)),
    ...warnings(run, texts),
    ...howLoadWasMeasured(run, texts),
  ];
}

function resultSections(run: LoadRun, result: LoadResult): Block[] {
  return [
    ...responseSection(run.plan, result.run),
    ...loadSection(run.plan, result.run),
    ...exchangeSection(run.plan, result),
    ...errorSection(result.run),
    ...namedSection(result.run),
    { kind: "heading", level: 2, text: "Pictures" },
    ...LOAD_PICTURES.map((picture): Block => ({ kind: "picture", ...picture })),
    ...generatorSection(run.judgement, result),
    ...targetSection(result.watched),
    ...(result.warmup === null ? [] : warmupSection(result.warmup)),
  ];
}

function thresholds({ judgement }: LoadRun): Block[] {
  if (judgement === null || judgement.thresholds.length === 0) return [];
  return [
    {
      kind: "table",
      columns: [left("what must not be"), left("result"), left("measured")],
      rows: judgement.thresholds.map(({ text, result, measured }) => [
        { code: text },
        // It counts as crossed.
        result === "unknown" ? { strong: "UNKNOWN" } : { result },
        measured,
      ]),
    },
  ];
}

function warnings(run: LoadRun, texts: Texts): Block[] {
  const all = allWarnings(run, texts);
  if (all.length === 0) return [];
  return [
    { kind: "heading", level: 2, text: texts.report.warnings },
    { kind: "list", items: all.map((warning) => [warning]) },
  ];
}
