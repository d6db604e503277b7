import { untranslated } from "../../../src/units/text.ts";
import { unclassified } from "../../run/notice.ts";
import type { Notice } from "../../run/header.ts";
import { ENGLISH } from "../../../test/support/texts.ts";
import { describe, expect, test } from "bun:test";
import { parseCsv } from "../../../test/support/parse-csv.ts";
import { levelsTo, simulateReport } from "../../../test/support/report-fixture.ts";
import type { Report } from "./report.ts";
import { junitXml } from "./junit.ts";
import { latencyHgrm } from "./reports.ts";
import { levelsCsv } from "./levels-csv.ts";
import { edgeTable, formatGroups, remeasuredTable } from "./level-table.ts";
import { formatSignificant } from "../document/phrases.ts";
import { summaryText } from "./summary-text.ts";
import { burstHistogram } from "./document.ts";
import type { Table } from "../document/blocks.ts";

const EXACT = { jitterNs: 0, startNs: 2e6, stepNs: 1e6 };

describe("levels.csv", () => {
  const { run } = simulateReport({ ...EXACT, levels: [11, 1, 5], secondAttempts: [5] });

  test("is RFC 4180, a row an attempt in order of level", () => {
    const rows = parseCsv(levelsCsv(run));
    expect(rows.map(({ level, attempt, is_judged }) => [level, attempt, is_judged])).toEqual([
      ["1", "1", "true"],
      ["5", "1", "false"],
      ["5", "2", "true"],
      ["11", "1", "true"],
    ]);
    expect(rows[3]).toMatchObject({
      makespan_ns: "6003000000",
      ideal_makespan_ns: "6000000000",
      groups: "10;1",
      ok: "11",
      host_busy_share: "0.11",
    });
  });

  test("has an empty cell, never a 0, for what is absent", () => {
    const refused = simulateReport({ levels: [3], outcomeOf: () => "refused" });
    expect(parseCsv(levelsCsv(refused.run))[0]).toMatchObject({
      ok: "0",
      failed: "3",
      makespan_ns: "",
      throughput_per_s: "",
      groups: "",
      response_p50_ns: "",
    });
    const drawn = simulateReport({ levels: [3], service: "exp:1s" });
    expect(parseCsv(levelsCsv(drawn.run))[0]).toMatchObject({ ideal_makespan_ns: "" });
  });

  test("quotes what needs it", () => {
    const [level] = run.levels;
    if (level === undefined) throw new Error("no level");
    const limits = ['late, it said "80 ms"', "busy host"].map(untranslated);
    const quoted = { ...run, levels: [{ ...level, self: { ...level.self, limits } }] };
    expect(levelsCsv(quoted)).toContain(',"late, it said ""80 ms""; busy host"\r\n');
  });
});

test("latency.hgrm is in milliseconds and has the judged ok replies alone", () => {
  const hgrm = latencyHgrm(
    simulateReport({
      ...EXACT,
      levels: [3],
      secondAttempts: [3],
      outcomeOf: (_, i) => (i === 1 ? "timeout" : "ok"),
    }),
  );
  expect(hgrm).toContain("Value     Percentile TotalCount 1/(1-Percentile)");
  expect(hgrm).toMatch(/#\[Max {5}= +3002\.\d+, Total count {4}= +2\]/);
});

describe("junit.xml", () => {
  const { run } = simulateReport({ levels: [1, 11], label: '<b>"x"&' });

  test("has a test case a verdict, and one for the run", () => {
    expect(junitXml(run)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="5" failures="1" errors="0" skipped="1">
  <testsuite name="escalera sweep &lt;b&gt;&quot;x&quot;&amp;" tests="5" failures="1" errors="0" skipped="1" timestamp="2026-01-02T03:04:05.000Z">
    <testcase classname="escalera.sweep" name="run"/>
    <testcase classname="escalera.sweep" name="width"/>
    <testcase classname="escalera.sweep" name="service"/>
    <testcase classname="escalera.sweep" name="overhead"><failure message="a is 90 ms (allowed 60 ms)"></failure></testcase>
    <testcase classname="escalera.sweep" name="order"><skipped message="unknown: the server does not tell"></skipped></testcase>
  </testsuite>
</testsuites>
`);
  });

  test("of an invalid run is an error, and no verdict counts", () => {
    const { judgement } = run;
    if (judgement === null) throw new Error("not judged");
    const invalid = {
      ...judgement,
      isValid: false,
      invalidReasons: [unclassified("level 11: late\u0000 twice")],
    };
    const xml = junitXml({ ...run, judgement: invalid });
    expect(xml).toContain('failures="0" errors="1" skipped="4"');
    expect(xml).toContain('<error message="level 11: late\uFFFD twice">');
  });

  test("of a run that did not end is an error", () => {
    const xml = junitXml({ ...run, status: "interrupted" });
    expect(xml).toContain('<error message="the run is interrupted">');
    expect(junitXml({ ...run, judgement: null })).toContain("the run is not judged");
  });
});

describe("a text histogram", () => {
  const { run } = simulateReport({ levels: [1] });
  test("of a staircase has its steps in the middle of its rows", () => {
    const sorted = [...repeated(3.002e9, 10), ...repeated(6.004e9, 10), ...repeated(9.006e9, 5)];
    expect(burstHistogram(sorted, run.expected, ENGLISH)).toBe(
      [
        "2.25 – 3.75 s │████████████████████████████████████████ 10",
        "3.75 – 5.25 s │",
        "5.25 – 6.75 s │████████████████████████████████████████ 10",
        "6.75 – 8.25 s │",
        "8.25 – 9.75 s │████████████████████ 5",
      ].join("\n"),
    );
  });

  test("of a single step shows the spread within it", () => {
    expect(burstHistogram([3.001e9, 3.0012e9, 3.0049e9], run.expected, ENGLISH)).toBe(
      [
        "3.0010 – 3.0015 s │████████████████████████████████████████ 2",
        "3.0015 – 3.0020 s │",
        "3.0020 – 3.0025 s │",
        "3.0025 – 3.0030 s │",
        "3.0030 – 3.0035 s │",
        "3.0035 – 3.0040 s │",
        "3.0040 – 3.0045 s │",
        "3.0045 – 3.0050 s │████████████████████ 1",
      ].join("\n"),
    );
  });

  test("has 12 rows at most, keeps every reply and shows a single one among thousands", () => {
    for (const service of ["3s", "333ms", "exp:300ms"]) {
      const { attempts, run: own } = simulateReport({ levels: [1000], service });
      const sorted = (attempts[0]?.samples ?? [])
        .map(({ repliedNs, intendedStartNs }) => (repliedNs ?? 0) - intendedStartNs)
        .toSorted((a, b) => a - b);
      const rows = burstHistogram(sorted, own.expected, ENGLISH).split("\n");
      expect(rows.length).toBeLessThanOrEqual(12);
      expect(rows.reduce((sum, row) => sum + Number(/ (\d+)$/.exec(row)?.[1] ?? 0), 0)).toBe(1000);
    }
    expect(burstHistogram([...repeated(3e9, 9999), 6e9], run.expected, ENGLISH)).toEndWith("│█ 1");
  });

  test("of no reply is empty", () => expect(burstHistogram([], run.expected, ENGLISH)).toBe(""));
});

describe("the table of levels", () => {
  test("shows the edges of the stairs, the first and the last where they are too many", () => {
    const report = simulateReport({ levels: levelsTo(100) });
    expect(levelsOf(edgeTable(report, 8))).toEqual([
      "1",
      "10",
      "11",
      "20",
      "81",
      "90",
      "91",
      "100",
    ]);
    expect(levelsOf(edgeTable(simulateReport({ levels: [1, 5, 10, 11] }), 8))).toEqual([
      "1",
      "5",
      "10",
      "11",
    ]);
  });

  test("has a dash for what is absent and for bursts that can't be set against the ideal", () => {
    const { columns, rows } = edgeTable(
      simulateReport({
        ...EXACT,
        levels: [3, 5],
        outcomeOf: (level, i) => (level === 3 || i === 1 ? "refused" : "ok"),
      }),
      8,
    );
    expect(columns.map(({ head }) => head)).toEqual([
      "n",
      "ok",
      "makespan (s)",
      "ideal (s)",
      "late (µs)",
      "throughput (1/s)",
      "ideal (1/s)",
      "groups",
    ]);
    expect(rows).toEqual([
      ["3", "0", "—", "3.000", "—", "—", "1.00", "—"],
      ["5", "4", "3.002", "3.000", "—", "1.33", "1.67", "4"],
    ]);
  });

  test("shows both attempts of a level that was measured again, and why", () => {
    const { rows } = remeasuredTable(simulateReport({ levels: [1, 5], secondAttempts: [5] }));
    expect(rows.map((row) => [row[0], row[1], row.at(-1)])).toEqual([
      ["5", "1", "the event loop stood still for 80 ms"],
      ["5", "2", "—"],
    ]);
  });

  test.each([
    [[], "—"],
    [[7], "7"],
    [[10, 10, 5], "10 · 10 · 5"],
    [[10, 10, 10, 7], "10 ×3 · 7"],
  ])("groups %p are written %p", (groups, text) => expect(formatGroups(groups)).toBe(text));

  test.each([
    [0, "0"],
    [3.3333, "3.33"],
    [0.03333, "0.0333"],
    [33333, "33333"],
    [9.999, "10.0"],
  ])("%p is written with the digits that count: %p", (value, text) => {
    expect(formatSignificant(value)).toBe(text);
  });
});

describe("the summary for the terminal", () => {
  test("is the levels, the warnings, the verdicts, and last the sentence", () => {
    const report = simulateReport({
      ...EXACT,
      levels: [1, 10, 11],
      warnings: [unclassified("thin evidence")],
    });
    expect(summaryText(report, 100)).toBe(
      `   n  ok  makespan (s)  ideal (s)  late (ms)  throughput (1/s)  ideal (1/s)  groups
   1   1         3.002      3.000       2.00             0.333        0.333  1
  10  10         3.002      3.000       2.00              3.33         3.33  10
  11  11         6.003      6.000       3.00              1.83         1.83  10 · 1

warning: thin evidence

  width     pass     10 threads, as expected
  service   pass     3.001 s (allowed 3 s ± 15 ms)
  overhead  FAIL     a is 90 ms (allowed 60 ms)
  order     unknown  the server does not tell

10 threads of 3.001 s, as expected; 2.1 ms of overhead at the start and 0.9 ms per step
`,
    );
  });

  test("keeps to the width it is given", () => {
    const report = loud({ warnings: ["word ".repeat(60), "x".repeat(200)].map(unclassified) });
    for (const columns of [40, 60, 80, 120]) {
      for (const line of summaryText(report, columns).split("\n")) {
        expect(Array.from(line).length).toBeLessThanOrEqual(columns);
      }
    }
  });

  test("marks what takes away from its numbers, above its verdicts and its sentence", () => {
    const text = summaryText(loud({}), 80);
    expect(text).toContain("\n!! INTERRUPTED\n");
    expect(text.indexOf("!! INVALID")).toBeLessThan(text.indexOf("  width "));
    expect(text).toContain("!! INVALID\n   The load generator or its host was the limit");
    expect(text.indexOf("!! INVALID")).toBeLessThan(text.indexOf("10 threads of 3.001 s"));
  });

  test("lets no escape of anyone's through", () => {
    expect(
      summaryText(loud({ warnings: [unclassified("\u001B[31mred\u0007\u009B2J")] }), 80),
    ).not.toMatch(
      // eslint-disable-next-line no-control-regex -- these are what must not be there
      /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/,
    );
  });
});

function repeated(timeNs: number, count: number): number[] {
  return Array.from({ length: count }, () => timeNs);
}

function levelsOf(table: Table<string>): (string | undefined)[] {
  return table.rows.map(([level]) => level);
}

function loud(options: { readonly warnings?: readonly Notice[] }): Report {
  return simulateReport({
    levels: levelsTo(40),
    isInterrupted: true,
    judgement: {
      isValid: false,
      invalidReasons: [unclassified("level 20: the event loop was late by 80 ms, twice")],
    },
    ...options,
  });
}
