// What a load run's report says, in the order in which it is read: the sentence, the thresholds, the response times,
// the load, the charts, then the evidence.
import type { Texts } from "../../messages/texts.ts";
import type { LoadResult, LoadRun } from "../../run/load/run.ts";
import { type Block, left } from "../document/blocks.ts";
import { exchangeSection } from "./first-exchanges.ts";
import { generatorSection, targetSection, warmupSection } from "./evidence-sections.ts";
import { howLoadWasMeasured } from "./how-measured.ts";
import { loadAlarms, loadTitle } from "./phrases.ts";
import { LOAD_PICTURES, loadPicture } from "./pictures.ts";
import { errorSection, loadSection, namedSection, responseSection } from "./result-sections.ts";
import { allWarnings, sentenceOf } from "../document/phrases.ts";

export function loadDocument(run: LoadRun, texts: Texts): Block[] {
  const { result } = run;
  return [
    { kind: "heading", level: 1, text: loadTitle(run, texts) },
    ...loadAlarms(run, texts).map(({ title, lines }): Block => ({ kind: "alarm", title, lines })),
    { kind: "sentence", text: sentenceOf(run, texts) },
    ...thresholds(run, texts),
    ...(result === null ? [] : resultSections(run, result, texts)),
    ...warnings(run, texts),
    ...howLoadWasMeasured(run, texts),
  ];
}

function resultSections(run: LoadRun, result: LoadResult, texts: Texts): Block[] {
  return [
    ...responseSection(run.plan, result.run, texts),
    ...loadSection(run.plan, result.run, texts),
    ...exchangeSection(run.plan, result, texts),
    ...errorSection(result.run, texts),
    ...namedSection(result.run, texts),
    { kind: "heading", level: 2, text: texts.report.pictures },
    ...LOAD_PICTURES.map((name) => loadPicture(name, texts)),
    ...generatorSection(run.judgement, result, texts),
    ...targetSection(result.watched, texts),
    ...(result.warmup === null ? [] : warmupSection(result.warmup, texts)),
  ];
}

function thresholds({ judgement }: LoadRun, texts: Texts): Block[] {
  if (judgement === null || judgement.thresholds.length === 0) return [];
  const words = texts.loadReport.thresholds;
  return [
    {
      kind: "table",
      columns: [left(words.threshold), left(words.result), left(words.measured)],
      rows: judgement.thresholds.map(({ kind, text, result, measured }) => [
        { code: `${kind} ${text}` },
        result === "unknown" ? { strong: texts.report.thresholdResults.unknown } : { result },
        texts.of(measured),
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
