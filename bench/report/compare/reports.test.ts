import { unclassified } from "../../run/notice.ts";
import { describe, expect, test } from "bun:test";
import { LOAD_JUDGEMENT, simulateLoad } from "../../../test/support/load-fixture.ts";
import { noisyLoad } from "../../../test/support/noisy-load.ts";
import { compareRuns } from "../../judge/compare/compare-runs.ts";
import type { Comparison } from "../../run/compare/comparison.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { NS_PER_SECOND } from "../../../src/units/duration.ts";
import type { CompareReport } from "./report.ts";
import { compareMarkdown, compareReports } from "./reports.ts";
import { compareTitle, sidesText } from "./phrases.ts";
import { compareText } from "./summary-text.ts";
import { COLOURED } from "../text/paint.ts";
import { ENGLISH, SPANISH } from "../../../test/support/texts.ts";

const HOSTILE = `<b>|\`x\`</b>\u001b[31m`;

function reportOf(
  runsA: readonly LoadRun[],
  runsB: readonly LoadRun[],
  changes: Partial<Comparison> = {},
): CompareReport {
  const sideOf = (side: string, runs: readonly LoadRun[]) => ({
    commandLine: `bun bench load tcp://127.0.0.1:1 --send '${HOSTILE}'`,
    label: "",
    target: `tcp://${side}:1`,
    runs: runs.map((_, i) => `${side}-${i + 1}`),
  });
  const [first] = runsA;
  if (first === undefined) throw new RangeError("there is no run");
  return {
    runsA,
    runsB,
    comparison: {
      schemaVersion: first.schemaVersion,
      command: "compare",
      label: "",
      status: "complete",
      commandLine: "bun bench compare",
      seed: 1,
      tolerance: 0.05,
      startedAt: first.startedAt,
      endedAt: first.endedAt,
      environment: first.environment,
      a: sideOf("a", runsA),
      b: sideOf("b", runsB),
      result: compareRuns(runsA, runsB, { tolerance: 0.05, seed: 1, isInterleaved: false }),
      ...changes,
    },
  };
}

const runsOf = (first: number, slowness = 1): LoadRun[] =>
  [0, 1, 2, 3, 4].map((i) => noisyLoad({ seed: first + i, seconds: 2, slowness }));

const worse = reportOf(runsOf(101), runsOf(201, 1.6));
const unanswered = reportOf(
  [simulateLoad({})],
  [simulateLoad({ timeoutNs: NS_PER_SECOND, endOf: (i) => (i % 20 === 0 ? "timed out" : "ok") })],
);
const invalid = reportOf(
  [simulateLoad({})],
  [
    simulateLoad({
      judgement: { ...LOAD_JUDGEMENT, isValid: false, invalidReasons: [unclassified("late")] },
    }),
  ],
);

test("on a terminal the differences stand on one axis, each with its interval", () => {
  const look = { paint: COLOURED, plotRows: 8, rows: null };
  for (const columns of [40, 80, 120]) {
    const text = compareText(worse, ENGLISH, columns, look);
    for (const line of text.split("\n")) {
      expect(Bun.stringWidth(line)).toBeLessThanOrEqual(columns);
    }
  }
  const text = compareText(worse, ENGLISH, 80, look);
  const plot = Bun.stripANSI(text).split("B against A: difference and its 95 % interval\n")[1];
  const rows = (plot ?? "").split("\n");
  expect(rows.slice(0, 2).join("\n")).toMatch(/^ {2}p50 +│ +├─*●─*┤ .*\+\d+ %\n {2}p90 /);
  expect(text).toContain("\u001B[31m├");
  expect(compareText(worse, ENGLISH, 80)).not.toContain("●");
});

describe("two sides on one target", () => {
  const target = "tcp://one:1";
  const side = (name: string, options: Record<string, unknown>, label = "") => ({
    commandLine: "",
    label,
    target,
    runs: [`${name}-1`],
    options: { target, out: name, ...options },
  });
  const given = {
    a: side("a", { connections: "8", send: "x", reply: "line" }),
    b: side("b", { connections: "8", send: "x", reply: "line", pipeline: "8", ordered: true }),
  };
  const report = reportOf(runsOf(101), runsOf(201), given);

  test("are named by the options that differ", () => {
    const title = "A without --pipeline without --ordered, B --pipeline 8 --ordered";
    for (const text of [compareMarkdown(report, ENGLISH), compareText(report, ENGLISH, 120)]) {
      expect(text).toContain(`Escalera compare: ${title}`);
    }
    expect(compareTitle(report.comparison, SPANISH)).toContain("A sin --pipeline");
  });

  test("have a table of these options, and of no other", () => {
    expect(compareText(report, ENGLISH, 80)).toMatch(
      /\n {2}option {6}A {2}B\n {2}--pipeline {2}— {2}8\n {2}--ordered {3}— {2}✓\n/,
    );
    const markdown = compareMarkdown(report, ENGLISH).split("<details>")[0] ?? "";
    expect(markdown).toMatch(/\| `--pipeline` \| — +\| `8` +\|/);
    expect(markdown).not.toContain("--connections");
    expect(markdown).not.toContain("--out");
  });

  test("are named by their labels where they have any, and by their targets where these differ", () => {
    const labelled = { ...given, b: { ...given.b, label: "deeper" } };
    expect(sidesText(labelled, ENGLISH)).toBe(`A ${target}, B deeper`);
    const elsewhere = { ...given, b: { ...given.b, target: "tcp://two:1" } };
    expect(sidesText(elsewhere, ENGLISH)).toBe(`A ${target}, B tcp://two:1`);
  });

  test("are named by their target where all options are the same, or many differ", () => {
    const same = { ...given, b: given.a };
    expect(sidesText(same, ENGLISH)).toBe(`A ${target}, B ${target}`);
    const many = { ...given, b: side("b", { rate: "5/s", seed: "2", think: "1s", timeout: "1s" }) };
    expect(sidesText(many, ENGLISH)).toBe(`A ${target}, B ${target}`);
    // As those of version 0.1 are.
    const { options: _, ...old } = given.a;
    expect(sidesText({ a: old, b: given.b }, ENGLISH)).toBe(`A ${target}, B ${target}`);
  });
});

describe("the markdown of a comparison", () => {
  test("begins with what a reviewer must know, and folds what it rests on", () => {
    const [summary = "", details = ""] = compareMarkdown(worse, ENGLISH).split("<details>");
    const lines = summary.trimEnd().split("\n");
    expect(lines[0]).toBe("# Escalera compare: A tcp://a:1, B tcp://b:1");
    expect(lines[2]).toStartWith("**B is worse in p50 (+");
    expect(lines.length).toBeLessThan(16);
    expect(summary).toMatch(
      /\| p50 +\| +2\.\d+ ms \| +3\.\d+ ms \| +\+\d+ % \| +\+\d+ to \+\d+ % \| \*\*WORSE\*\* /,
    );
    expect(details).toContain("`a-5`");
    expect(details).toContain("5 pairs of runs");
    expect(details).toContain("</details>");
  });

  test("has tables whose columns are aligned", () => {
    const tables = compareMarkdown(worse, ENGLISH).match(/(?:^\|.*\n)+/gm) ?? [];
    expect(tables.length).toBeGreaterThan(3);
    for (const table of tables) {
      const widths = table
        .trimEnd()
        .split("\n")
        .map((line) => Bun.stringWidth(line));
      expect(new Set(widths).size).toBe(1);
    }
  });

  test("says that a figure is a bound, and why there is none", () => {
    const text = compareMarkdown(unanswered, ENGLISH);
    expect(text).toMatch(/\| p99 +\|.*> 1 s \| +\\> \+[\d,]+ % \| +— \| \*\*WORSE\*\*/);
    expect(text).toContain("mean: the mean is not known where requests were never answered");
  });

  test("names what two saved runs differ in", () => {
    expect(compareMarkdown(unanswered, ENGLISH)).toContain("timeout (5 s, 1 s)");
    expect(compareMarkdown(unanswered, ENGLISH)).toContain("different times");
  });

  test("is loud about an invalid run", () => {
    const text = compareMarkdown(invalid, ENGLISH);
    expect(text).toContain("> **INVALID**");
    expect(text).toContain("b: late");
    expect(text).toContain("**B cannot be compared with A: a run is invalid.**");
  });

  test("has a picture only where the picture is", () => {
    expect(compareMarkdown(worse, ENGLISH)).not.toContain("![");
    expect(compareReports(worse, ENGLISH)["report.md"]).toContain("](percentiles.svg)");
  });
});

describe("the other files of a comparison", () => {
  test("hold together for any comparison, and let nothing through", () => {
    const interrupted = reportOf(runsOf(1), runsOf(11), { status: "interrupted", result: null });
    for (const report of [worse, unanswered, invalid, interrupted]) {
      const files = compareReports(report, ENGLISH);
      for (const [name, text] of Object.entries(files)) {
        expect(`${name}: ${text}`).not.toMatch(/NaN|undefined|Infinity|\[object/);
        expect(text).not.toContain("\u001b");
      }
      expect(files["report.html"]).toStartWith("<!doctype html>");
      expect(files["report.html"]).not.toContain("<b>");
      expect(files["report.html"]).not.toMatch(/(?:src|href)=/);
    }
  });

  test("draw both curves, with a dashed end where nothing was answered", () => {
    const svg = compareReports(unanswered, ENGLISH)["percentiles.svg"] ?? "";
    expect(svg).toStartWith("<svg");
    expect(svg).toContain("99.9 %");
    expect(svg).toContain("stroke-dasharray");
    expect(compareReports(worse, ENGLISH)["percentiles.svg"]).not.toContain("stroke-dasharray");
  });

  test("tell test tools what failed: a metric that is worse beyond the tolerance", () => {
    const xml = compareReports(worse, ENGLISH)["junit.xml"] ?? "";
    expect(xml).toMatch(/<testcase [^>]*name="p50"><failure message="worse: \+\d+ %">/);
    expect(xml).toMatch(/<testcase [^>]*name="errors"\/>/);
    expect(xml).toMatch(/<testcase [^>]*name="comparison"\/>/);
    expect(compareReports(unanswered, ENGLISH)["junit.xml"]).toMatch(
      /name="mean"><skipped message="unknown: /,
    );
    const refused = compareReports(invalid, ENGLISH)["junit.xml"] ?? "";
    expect(refused).toMatch(/name="comparison"><error message="INVALID: /);
    expect(refused).not.toContain("<failure");
  });
});

describe("the terminal's text of a comparison", () => {
  test("keeps to the width, and leaves out the interval where there is no room", () => {
    for (const report of [worse, unanswered, invalid]) {
      for (const columns of [40, 60, 80, 120]) {
        const lines = compareText(report, ENGLISH, columns).split("\n");
        for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(columns);
      }
    }
    expect(compareText(worse, ENGLISH, 100)).toContain("95 % interval");
    expect(compareText(worse, ENGLISH, 60)).not.toContain("95 % interval");
    expect(compareText(worse, ENGLISH, 60)).toMatch(/p50 +2\.\d+ ms +3\.\d+ ms +\+\d+ % +WORSE/);
  });
});
