// What a load run's report says, in the order in which it is read: the sentence, the thresholds, the response times,
// the load, the charts, then the evidence.
import type { Texts } from "../../messages/texts.ts";
import type { LoadResult, LoadRun } from "../../run/load/run.ts";
import { type Block, heading, left, picture, table, warningSection } from "../document/blocks.ts";
import { formatMarkdown } from "../document/markdown.ts";
import { allWarnings, sentenceOf } from "../document/phrases.ts";
import { generatorSection, targetSection, warmupSection } from "./evidence-sections.ts";
import { exchangeSection } from "./first-exchanges.ts";
import { howLoadWasMeasured } from "./how-measured.ts";
import { hasErrors, loadAlarms, loadTitle } from "./phrases.ts";
import { errorSection, loadSection, namedSection, responseSection } from "./result-sections.ts";

/** In the order in which they are read; that of the errors, where there are any, stands in their section. */
export const LOAD_PICTURES = ["response-over-time", "rates", "percentiles", "histogram"] as const;

export function loadMarkdown(run: LoadRun, texts: Texts): string {
  return formatMarkdown(loadDocument(run, texts), texts);
}

export function loadDocument(run: LoadRun, texts: Texts): Block[] {
  const { result } = run;
  const pictures = [...LOAD_PICTURES, ...(hasErrors(run) ? ["errors"] : [])];
  return [
    { kind: "heading", level: 1, text: loadTitle(run, texts) },
    ...loadAlarms(run, texts),
    { kind: "sentence", text: sentenceOf(run, texts) },
    ...thresholds(run, texts),
    ...(result === null ? [] : resultSections(run, result, texts)),
    ...warningSection(allWarnings(run, texts), texts),
    ...howLoadWasMeasured(run, result === null ? [] : pictures, texts),
  ];
}

function resultSections(run: LoadRun, result: LoadResult, texts: Texts): Block[] {
  return [
    ...responseSection(run.plan, result.run, texts),
    ...loadSection(run.plan, result.run, texts),
    ...exchangeSection(run.plan, result, texts),
    ...errorSection(result.run, texts),
    ...namedSection(result.run, texts),
    heading(texts.report.pictures),
    ...LOAD_PICTURES.map((name) => picture(name, texts.loadReport.charts[name])),
    ...generatorSection(run.judgement, result, texts),
    ...targetSection(result.watched, texts),
    ...(result.warmup === null ? [] : warmupSection(result.warmup, texts)),
  ];
}

function thresholds({ judgement }: LoadRun, texts: Texts): Block[] {
  if (judgement === null || judgement.thresholds.length === 0) return [];
  const words = texts.loadReport.thresholds;
  const results = texts.report.thresholdResults;
  return [
    table(
      [left(words.threshold), left(words.result), left(words.measured)],
      judgement.thresholds.map(({ kind, text, result, measured }) => [
        { code: `${kind} ${text}` },
        result === "unknown"
          ? { strong: results.unknown }
          : { result: results[result], look: result === "passed" ? "pass" : "fail" },
        texts.of(measured),
      ]),
    ),
  ];
}
