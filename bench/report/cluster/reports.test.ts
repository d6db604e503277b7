import { ENGLISH } from "../../../test/support/texts.ts";
import { describe, expect, test } from "bun:test";
import { simulateClusterReport } from "../../../test/support/cluster-report-fixture.ts";
import { simulateReport } from "../../../test/support/report-fixture.ts";
import { tagsAreBalanced } from "../../../test/support/tags-are-balanced.ts";
import { CLUSTER_ROWS, parseRequestsCsv, PLAIN_ROWS } from "../../run/sweep/requests-csv.ts";
import { renderCharts, reportHtml } from "../sweep/reports.ts";
import { besideTable, wayTable } from "./sections.ts";
import { reportMarkdown } from "../sweep/document.ts";
import { summaryText } from "../sweep/summary-text.ts";
import { threadsChart } from "../sweep/threads-chart.ts";
import { pickLevels } from "./waterfall-chart.ts";

const HOP_NAMES = Object.values(ENGLISH.sweepReport.cluster.hops);
const report = simulateClusterReport({ levels: [1, 4, 5, 8] });
const local = simulateReport({ levels: [1, 4, 5, 8], threads: 4 });

describe("the report of a cluster", () => {
  const markdown = reportMarkdown(report);

  test("says what distribution costs, level by level, and where on the way", () => {
    expect(markdown).toContain("Distribution costs 10.02 ms per task (median of 4 levels)");
    expect(markdown).toContain("## What distribution costs");
    expect(markdown).toContain("## The way of a task");
    expect(markdown).toContain("](waterfall.svg)");
    for (const hop of HOP_NAMES) expect(markdown).toContain(hop);
    expect(markdown).toContain("2 workers of 2 threads behind 2 entry servers and haproxy");
  });

  test("has both tables in the terminal, within its width", () => {
    const text = summaryText(report, 100);
    expect(text).toContain("Distribution costs 10.02 ms per task");
    expect(text).toContain("client → entry server");
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    for (const line of summaryText(report, 50).split("\n")) {
      expect(line.length).toBeLessThanOrEqual(50);
    }
  });

  test("draws the waterfall, the same every time", () => {
    const { waterfall = "" } = renderCharts(report);
    expect(waterfall).toStartWith("<svg");
    expect(waterfall).not.toMatch(/NaN|undefined/);
    for (const hop of HOP_NAMES) expect(waterfall).toContain(hop);
    for (const level of [1, 4, 5, 8]) expect(waterfall).toContain(`n = ${level}`);
    expect(renderCharts(report).waterfall).toBe(waterfall);
    const html = reportHtml(report, renderCharts(report));
    expect(html).toContain(waterfall.slice(0, 200));
    expect(tagsAreBalanced(waterfall)).toBe(true);
  });

  test("parts the threads of one number by their workers", () => {
    const { option } = threadsChart(report);
    const [axis] = option.yAxis as [{ readonly data: readonly string[] }];
    expect(axis.data).toEqual(["worker-1 · 1", "worker-1 · 2", "worker-2 · 1", "worker-2 · 2"]);
  });

  test("says so where nothing can be compared and no way is told", () => {
    const { attempts, run } = report;
    const bare = {
      texts: ENGLISH,
      run,
      attempts: attempts.map((attempt) => ({
        ...attempt,
        samples: attempt.samples.map((sample) => ({ ...sample, report: null })),
      })),
    };
    expect(reportMarkdown(bare)).toContain(ENGLISH.sweepReport.cluster.noWay);
    expect(reportMarkdown(bare)).toContain(ENGLISH.sweepReport.cluster.unknown);
    expect(besideTable(bare).rows).toEqual([]);
    expect(wayTable(bare, 5).rows).toEqual([]);
  });
});

test("the report of a single server has none of it", () => {
  expect(reportMarkdown(local)).not.toMatch(/istribution costs|waterfall|way of a task/);
  expect(summaryText(local, 100)).not.toContain("istribution");
  expect(Object.keys(renderCharts(local))).not.toContain("waterfall");
});

describe("which levels are shown hop by hop", () => {
  const waterfalls = Array.from({ length: 100 }, (_, i) => ({
    level: i + 1,
    count: i + 1,
    hops: [],
    whole: { medianNs: 0, p90Ns: 0 },
  }));
  const levelsOf = (width: number, most: number): number[] =>
    pickLevels(waterfalls, width, most).map(({ level }) => level);

  test("are all where there is room, else those around the edges, and the last", () => {
    expect(levelsOf(30, 100)).toHaveLength(100);
    expect(levelsOf(30, 8)).toEqual([1, 30, 31, 60, 61, 90, 91, 100]);
    expect(levelsOf(10, 4)).toEqual([1, 10, 11, 100]);
  });
});

describe("requests.csv of a cluster", () => {
  const samples = report.attempts.flatMap((attempt) => attempt.samples);
  const text = CLUSTER_ROWS.header + samples.map(CLUSTER_ROWS.formatRow).join("");

  test("has the columns of any run first, and reads back whole", () => {
    expect(CLUSTER_ROWS.header).toStartWith(PLAIN_ROWS.header.trimEnd());
    expect(parseRequestsCsv(text)).toEqual(samples);
  });

  test("has empty cells where no way is told", () => {
    const plain = samples.map((sample) => ({ ...sample, report: null }));
    const rows = plain.map(CLUSTER_ROWS.formatRow).join("");
    expect(rows).toContain(`${",".repeat(16)}\r\n`);
    expect(parseRequestsCsv(CLUSTER_ROWS.header + rows)).toEqual(plain);
  });

  test("with half a way is refused", () => {
    const [row = ""] = samples.map(CLUSTER_ROWS.formatRow);
    const cut = row.replace(/,[\d.]+\r\n$/, ",\r\n");
    expect(() => parseRequestsCsv(CLUSTER_ROWS.header + cut)).toThrow(/line 2: some instants/);
    expect(() => parseRequestsCsv(CLUSTER_ROWS.header + cut.slice(1))).toThrow(/line 2/);
  });
});
