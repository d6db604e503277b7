// A sweep's report in Spanish says all that the English one says, and no word of it in English.
import { unclassified } from "../../run/notice.ts";
import { describe, expect, test } from "bun:test";
import { simulateClusterReport } from "../../../test/support/cluster-report-fixture.ts";
import { levelsTo, simulateReport } from "../../../test/support/report-fixture.ts";
import {
  englishIn,
  headsOf,
  textsIn,
  tokensOf,
  withoutCode,
} from "../../../test/support/languages.ts";
import { SPANISH } from "../../../test/support/texts.ts";
import type { Language } from "../../../src/units/text.ts";
import { judge } from "../../judge/sweep/judge.ts";
import { localBaselineChart } from "../cluster/local-baseline-chart.ts";
import { burstHistogramChart, burstPercentilesChart } from "./burst-charts.ts";
import type { Chart } from "../chart/chart.ts";
import { completionsChart } from "./completions-chart.ts";
import { healthChart } from "./health-chart.ts";
import { histogramChart } from "./histogram-chart.ts";
import { reportHtml } from "./reports.ts";
import { reportMarkdown } from "./document.ts";
import { PLAIN } from "../text/paint.ts";
import { judgedInOrder, type Report } from "./report.ts";
import { residualsChart } from "./residuals-chart.ts";
import { listedRun, runListText } from "../run-list.ts";
import { untranslated } from "../../../src/units/text.ts";
import { staircaseChart } from "./staircase-chart.ts";
import { summaryText } from "./summary-text.ts";
import { threadsChart } from "./threads-chart.ts";
import { throughputChart } from "./throughput-chart.ts";
import { waterfallChart } from "../cluster/waterfall-chart.ts";

const REPORTS: readonly (readonly [string, (language: Language) => Report])[] = [
  [
    "a sweep with repeats and second attempts",
    (language) =>
      simulateReport({
        levels: [1, 7, 10, 11, 20],
        repeats: 2,
        secondAttempts: [7],
        language,
      }),
  ],
  [
    "a sweep of a distribution that was stopped, with failures",
    (language) =>
      simulateReport({
        levels: [5, 30, 31],
        service: "exp:300ms",
        isInterrupted: true,
        outcomeOf: (_, i) => (i === 2 ? "error" : i === 3 ? "timeout" : "ok"),
        warnings: [unclassified("= 2")],
        language,
      }),
  ],
  [
    "a black box that answers nothing",
    (language) =>
      simulateReport({
        levels: [1, 2],
        isBlackBox: true,
        outcomeOf: () => "refused",
        language,
      }),
  ],
  ["a cluster", (language) => simulateClusterReport({ levels: levelsTo(8), language })],
];

/** Words that both languages have, names, and units. */
const SHARED = new Set(
  "ideal local error CPU JSON Linux Bun commit kernel Escalera abc1234 Test busy exp haproxy worker workers no a b c n k S s t0 ms µs GiB UTC x ok 2026".split(
    " ",
  ),
);

function isShared(text: string): boolean {
  const words = text.match(/\p{L}[\p{L}\d]*/gu) ?? [];
  return words.every((word) => SHARED.has(word) || /^p\d+$/.test(word));
}

describe.each(REPORTS)("the report of %s", (_, make) => {
  const [english, spanish] = [judgedReport(make("en")), judgedReport(make("es"))];

  test("has the same structure in both languages", () => {
    const [a, b] = [tokensOf(reportHtml(english, {})), tokensOf(reportHtml(spanish, {}))];
    expect(b.map(({ tag }) => tag)).toEqual(a.map(({ tag }) => tag));
    expect(headsOf(reportMarkdown(spanish))).toEqual(headsOf(reportMarkdown(english)));
  });

  test("has no text of one language in the other", () => {
    const [a, b] = [tokensOf(reportHtml(english, {})), tokensOf(reportHtml(spanish, {}))];
    const same = b.flatMap(({ text }, i) => (text === a[i]?.text ? [text] : []));
    expect(same.filter((text) => !isShared(text))).toEqual([]);
    const page = b.map(({ text }) => text).join("\n");
    expect(englishIn(page)).toEqual([]);
    expect(englishIn(withoutCode(reportMarkdown(spanish)))).toEqual([]);
    const look = { paint: PLAIN, plotRows: 8, rows: null };
    expect(englishIn(summaryText(spanish, 120, look))).toEqual([]);
    const list = runListText([listedRun("x", spanish.run, SPANISH)], [], 100, SPANISH);
    expect(englishIn(list)).toEqual([]);
  });

  test("has charts and tooltips without a word of English", () => {
    const chartsOf = (report: Report): Chart[] => [
      staircaseChart(report),
      throughputChart(report),
      residualsChart(report),
      histogramChart(report),
      threadsChart(report),
      healthChart(report),
      localBaselineChart(report),
      waterfallChart(report),
      ...judgedInOrder(report)
        .slice(-1)
        .flatMap((attempt) => [
          completionsChart(attempt, report),
          burstHistogramChart([attempt], report),
          burstPercentilesChart([attempt], report),
        ]),
    ];
    const said = chartsOf(english).map((chart) => new Set(textsIn(chart)));
    for (const [i, chart] of chartsOf(spanish).entries()) {
      const texts = textsIn(chart);
      expect(texts.filter((text) => said[i]?.has(text) === true && !isShared(text))).toEqual([]);
      expect(englishIn(texts.join("\n"))).toEqual([]);
      // A decimal point would be an English number.
      expect(texts.filter((text) => /\d\.\d/.test(text))).toEqual([]);
    }
  });
});

test("the report of a sweep in Spanish has a decimal comma, and its dates are written out", () => {
  const text = reportMarkdown(simulateReport({ levels: [1, 10, 11], language: "es" }));
  expect(text).toContain("2 de enero de 2026, 03:04:05 UTC");
  expect(text).toMatch(/\| +11 \| +11 \| +6,00\d \|/);
  expect(reportHtml(simulateReport({ levels: [1], language: "es" }), {})).toContain(
    '<html lang="es">',
  );
});

/** With what is judged of it for real; what the fixture says of its limits is in English. */
function judgedReport(report: Report): Report {
  const { run, attempts } = report;
  const levels = run.levels.map((level) => ({
    ...level,
    self: { ...level.self, limits: level.self.limits.map(() => untranslated("= 80 ms")) },
  }));
  const judgement = judge(run.expected, run.bounds, attempts, { seed: 1 });
  return { ...report, run: { ...run, levels, judgement } };
}
