// A load's and a comparison's reports in Spanish say all that the English ones say, and no word of it in English.
import { unclassified } from "../../run/notice.ts";
import { describe, expect, test } from "bun:test";
import {
  type LoadFixture,
  type SimulatedLoad,
  simulateLoad,
  WATCHED,
} from "../../../test/support/load-fixture.ts";
import { noisyLoad } from "../../../test/support/noisy-load.ts";
import {
  englishIn,
  headsOf,
  textsIn,
  tokensOf,
  withoutCode,
} from "../../../test/support/languages.ts";
import { ENGLISH, SPANISH } from "../../../test/support/texts.ts";
import { untranslated } from "../../../src/units/text.ts";
import { compareRuns } from "../../judge/compare/compare-runs.ts";
import type { LoadRun } from "../../run/load/run.ts";
import type { Chart } from "../chart/chart.ts";
import { compareChart } from "../compare/percentiles-chart.ts";
import type { CompareReport } from "../compare/report.ts";
import { compareReports } from "../compare/reports.ts";
import { compareText } from "../compare/summary-text.ts";
import { differencesChart } from "../compare/differences-chart.ts";
import { errorsChart } from "./errors-chart.ts";
import { loadReports } from "./reports.ts";
import { loadSummaryText } from "./summary-text.ts";
import { PLAIN } from "../text/paint.ts";
import { percentilesChart } from "./percentiles-chart.ts";
import { ratesChart } from "./rates-chart.ts";
import { responseCourseChart } from "./response-times-chart.ts";
import { responseHistogramChart } from "./response-histogram-chart.ts";

const SECOND = 1e9;
const LOOK = { paint: PLAIN, plotRows: 8, rows: null };
const NOTHING = untranslated("= 1");
const NO_NOTICE = unclassified(NOTHING);

const LOADS: readonly (readonly [name: string, fixture: LoadFixture])[] = [
  [
    "an open load with everything",
    {
      names: ["GET", "SET"],
      warmupNs: SECOND,
      watched: [WATCHED],
      sliceNs: SECOND / 10,
      endOf: (i) => (["ok", "ok", "ok", "reset", "dropped", "timed out"] as const)[i % 6] ?? "ok",
      run: { status: "interrupted", warnings: [NO_NOTICE], label: "x" },
      judgement: {
        isValid: false,
        invalidReasons: [NO_NOTICE],
        thresholds: (["passed", "failed", "unknown"] as const).map((result) => ({
          kind: "fail-if",
          text: "p99>1ms",
          result,
          measured: NOTHING,
        })),
      },
    },
  ],
  ["a closed load", { ratePerSec: null, durationNs: 1e8, sliceNs: 1e7 }],
  ["a burst that nothing answers", { endOf: () => "refused", plan: { loop: { kind: "burst" } } }],
  ["a load of several decades", { responseNs: (i) => 1e4 * 1.5 ** (i % 30) }],
];

const inBoth = { en: ENGLISH, es: SPANISH } as const;

describe.each(LOADS)("the report of %s", (_, fixture) => {
  // What is judged is said elsewhere: here it is in no language.
  const judgement = { sentence: NOTHING, ...fixture.judgement };
  const run = withoutExamples(simulateLoad({ ...fixture, judgement }));
  const [english, spanish] = [loadReports(run, ENGLISH), loadReports(run, SPANISH)];

  test("has the same structure in both languages, and no English in Spanish", () => {
    expectTwins(english, spanish);
  });

  test("has charts and tooltips without a word of English", () => {
    const chartsOf = (language: "en" | "es"): Chart[] =>
      [responseCourseChart, ratesChart, percentilesChart, responseHistogramChart, errorsChart].map(
        (chart) => chart(run, inBoth[language]),
      );
    expectSpanish(chartsOf("es"));
  });

  test("has a summary of as many blocks without a word of English", () => {
    const [a, b] = [ENGLISH, SPANISH].map((texts) => loadSummaryText(run, texts, 140, LOOK));
    expect(b?.split("\n\n").length).toBe(a?.split("\n\n").length);
    expect(englishIn(b ?? "")).toEqual([]);
    expect(b).not.toMatch(/(?<![p\d.])\d+\.\d+(?![\d.])/);
  });
});

describe("the report of a comparison", () => {
  const runs = (first: number, slowness: number): LoadRun[] =>
    [0, 1, 2, 3].map((i) => noisyLoad({ seed: first + i, seconds: 2, slowness }));
  const [runsA, runsB] = [runs(1, 1), runs(100, 1.6)];
  const side = { commandLine: "bun bench load", label: "", target: "tcp://a:1", runs: ["a-1"] };
  const [first] = runsA;
  const found = compareRuns(runsA, runsB, { tolerance: 0.05, seed: 1, isInterleaved: true });
  const report: CompareReport = {
    runsA,
    runsB,
    comparison: {
      schemaVersion: 3,
      command: "compare",
      label: "x",
      status: "interrupted",
      commandLine: "bun bench compare",
      seed: 1,
      tolerance: 0.05,
      startedAt: "2026-01-02T03:04:05.000Z",
      endedAt: null,
      environment: first!.environment,
      a: side,
      b: side,
      result: { ...found, isValid: false, invalidReasons: [NO_NOTICE], sentence: NOTHING },
    },
  };

  test("has the same structure in both languages, and no English in Spanish", () => {
    expectTwins(compareReports(report, ENGLISH), compareReports(report, SPANISH));
    expectSpanish([compareChart(report, SPANISH), differencesChart(report, SPANISH)]);
    const [a, b] = [ENGLISH, SPANISH].map((texts) => compareText(report, texts, 140, LOOK));
    expect(b?.split("\n\n").length).toBe(a?.split("\n\n").length);
    expect(englishIn(b ?? "")).toEqual([]);
  });
});

/** What a failed request said is quoted, in its own language. */
function withoutExamples(run: SimulatedLoad): SimulatedLoad {
  const failures = run.result.run.failures.map((tally) => ({ ...tally, example: NOTHING }));
  return { ...run, result: { ...run.result, run: { ...run.result.run, failures } } };
}

function expectTwins(
  english: Readonly<Record<string, string>>,
  spanish: Readonly<Record<string, string>>,
): void {
  const { "report.html": pageA = "", "report.md": textA = "" } = english;
  const { "report.html": pageB = "", "report.md": textB = "" } = spanish;
  const withoutCharts = (html: string): string => html.replaceAll(/<svg[\s\S]*?<\/svg>/g, "");
  const [a, b] = [tokensOf(withoutCharts(pageA)), tokensOf(withoutCharts(pageB))];
  expect(b.map(({ tag }) => tag)).toEqual(a.map(({ tag }) => tag));
  expect(englishIn(b.map(({ text }) => text).join("\n"))).toEqual([]);
  expect(headsOf(textB)).toEqual(headsOf(textA));
  expect(englishIn(withoutCode(textB))).toEqual([]);
  // What programs read is the same.
  for (const name of ["junit.xml", "slices.csv", "errors.csv", "latency.hgrm"]) {
    expect(spanish[name]).toBe(english[name]);
  }
}

function expectSpanish(charts: readonly Chart[]): void {
  for (const chart of charts) {
    const texts = textsIn(chart);
    expect(texts.length).toBeGreaterThan(0);
    expect(englishIn(texts.join("\n"))).toEqual([]);
    // A decimal point would be an English number.
    expect(texts.filter((text) => /(?<![p\d.])\d+\.\d+(?![\d.])/.test(text))).toEqual([]);
  }
}
