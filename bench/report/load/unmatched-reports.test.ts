// Every report of a run whose replies could not be matched to their requests: a dash for each time of a single request.
import { describe, expect, test } from "bun:test";
import { simulateLoad } from "../../../test/support/load-fixture.ts";
import { ENGLISH, SPANISH } from "../../../test/support/texts.ts";
import { githubBenchmarks } from "./github-benchmarks.ts";
import { renderLoadCharts } from "./reports.ts";
import { loadMarkdown } from "./document.ts";
import { loadReports } from "./reports.ts";
import { loadOutput } from "./output.ts";
import { loadSummaryText } from "./summary-text.ts";
import { slicesCsv } from "./slices-csv.ts";

const run = simulateLoad({ unmatched: "no order", warmupNs: 1e9, names: ["GET", "SET"] });
const languages = [ENGLISH, SPANISH];

/** Rows of percentiles and their cells, in markdown and in a terminal. */
const ROW = /^[| ]*(p[\d.,]+|max|máx\.) +[| ]*(\S.*)$/gm;

describe("a run without matched replies", () => {
  test("has a mean in the terminal and in markdown, and no percentile", () => {
    for (const texts of languages) {
      for (const text of [loadSummaryText(run, texts, 100), loadMarkdown(run, texts)]) {
        const rows = [...text.matchAll(ROW)];
        expect(rows.length).toBeGreaterThanOrEqual(8);
        for (const [row, , cells = ""] of rows) {
          expect(cells.split(/[| ]+/).filter((cell) => cell !== "" && cell !== "—")).toEqual([]);
          expect(row).toContain("—");
        }
        expect(text).toMatch(/(?:mean|media) +\|? *0[.,]\d+ ms/);
      }
    }
  });

  test("has none of its named requests and of its warm-up either", () => {
    const text = loadMarkdown(run, ENGLISH);
    for (const name of ["GET", "SET"]) {
      expect(text).toMatch(new RegExp(`^\\| ${name} .*(?:\\| +— ){4}\\|$`, "m"));
    }
    const warmup = text.slice(text.indexOf("## Warm-up"));
    expect(warmup).toMatch(/^\| +1,000 .*(?:\| +— ){4}\|$/m);
  });

  test("has null for every percentile and lower bound of none in JSON, and its mean", () => {
    const values = loadOutput(run, { folder: "results/x", exitCode: 0 });
    for (const [name, value] of Object.entries(values)) {
      if (/^(?:response|send_to_reply)_(?:p\d+.*|max)_ns$/.test(name)) expect(value).toBeNull();
      if (name.endsWith("_is_lower_bound")) expect(value).toBe(false);
    }
    expect(values["response_mean_ns"]).toBeGreaterThan(100_000);
    expect(values["response_never_answered"]).toBe(0);
  });

  test("has no value in files for others", () => {
    const rows = slicesCsv(run).trimEnd().split("\r\n").slice(1);
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) expect(row).toEndWith(",,,,");
    expect(loadReports(run, ENGLISH)["latency.hgrm"]).toMatch(/Total count {4}= +0\]/);
    expect(githubBenchmarks(run).smallerIsBetter.map(({ name }) => name)).toEqual(["errors"]);
  });

  test("says how replies were matched, where several are in flight", () => {
    const howOf = (fixture: Parameters<typeof simulateLoad>[0]): string | undefined =>
      /\| replies are matched +\| (.*?) +\|/.exec(
        loadMarkdown(simulateLoad(fixture), ENGLISH),
      )?.[1];
    const { plan } = simulateLoad();
    const requests = plan.requests.map((request) => ({
      ...request,
      id: { kind: "at", offset: 4, number: { bytes: 4, endian: "be" } } as const,
    }));
    expect(howOf({})).toBeUndefined();
    expect(howOf({ unmatched: "no order" })).toBe("not at all: no ids, no order");
    expect(howOf({ plan: { pipeline: 8, isOrdered: true } })).toBe("in the order of the requests");
    expect(howOf({ plan: { pipeline: 8, requests } })).toBe("by id (id-at 4:u32be)");
  });

  test("has charts that say why there is nothing to draw", () => {
    for (const texts of languages) {
      const { rates, ...others } = renderLoadCharts(run, texts);
      for (const name of ["response-over-time", "percentiles", "histogram"] as const) {
        expect(others[name]).toContain(texts.loadReport.charts.notMatched);
      }
      expect(rates).not.toContain(texts.loadReport.charts.notMatched);
    }
  });
});
