// docs/output-schema.md is what scripts/write-output-schema.ts makes of the code, and what is printed is as it says.
import { unclassified } from "../../bench/run/notice.ts";
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadFamilies, outputSchemaDocument } from "../../scripts/output-schema.ts";
import { compareRuns } from "../../bench/judge/compare/compare-runs.ts";
import type { CompareReport } from "../../bench/report/compare/report.ts";
import { compareOutput } from "../../bench/report/compare/output.ts";
import { loadOutput } from "../../bench/report/load/output.ts";
import { sweepOutput } from "../../bench/report/sweep/output.ts";
import type { LoadRun } from "../../bench/run/load/run.ts";
import { untranslated } from "../../src/units/text.ts";
import { simulateLoad } from "../support/load-fixture.ts";
import { noisyLoad } from "../support/noisy-load.ts";
import { outputProblems } from "../support/output-problems.ts";
import { simulateReport } from "../support/report-fixture.ts";

const END = { folder: "results/x", exitCode: 0 };
const run = simulateLoad({
  endOf: (i) => (i % 10 === 3 ? "timed out" : "ok"),
  judgement: {
    thresholds: [
      { text: "p99>1ms", kind: "fail-if", result: "failed", measured: untranslated("2 ms") },
    ],
  },
});
const families = loadFamilies(run);

/** The formatter aligns tables. */
function unaligned(markdown: string): string {
  return markdown.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
}

test("the document is up to date: bun scripts/write-output-schema.ts writes it anew", () => {
  const kept = readFileSync(join(import.meta.dir, "../../docs/output-schema.md"), "utf8");
  expect(unaligned(outputSchemaDocument(run))).toBe(unaligned(kept));
});

test("a load's output is as it says, whatever was measured", () => {
  const begun: LoadRun = {
    ...run,
    status: "running",
    endedAt: null,
    result: null,
    judgement: null,
  };
  for (const one of [run, begun, simulateLoad({ ratePerSec: null, durationNs: 1e7 })]) {
    expect(outputProblems(loadOutput(one, END), families)).toEqual([]);
  }
  expect(loadOutput(run, END).checks).toEqual([
    { kind: "threshold", name: "p99>1ms", result: "failed", measured: "2 ms" },
  ]);
});

test("a sweep's output is as it says", () => {
  const report = simulateReport({ levels: [1, 10, 11], warnings: [unclassified("thin evidence")] });
  const output = sweepOutput(report.run, END);
  expect(outputProblems(output)).toEqual([]);
  expect(output.checks.map(({ name }) => name)).toEqual(["width", "service", "overhead", "order"]);
  expect(output.warnings).toContain("thin evidence");
  expect(outputProblems(sweepOutput({ ...report.run, judgement: null }, END))).toEqual([]);
});

test("a comparison's output is as it says", () => {
  const runs = (first: number): LoadRun[] =>
    [0, 1, 2].map((i) => noisyLoad({ seed: first + i, seconds: 2, slowness: 1 }));
  const [runsA, runsB] = [runs(1), runs(100)];
  const side = { commandLine: "bun bench load", label: "", target: "tcp://a:1", runs: ["a-1"] };
  const comparison: CompareReport["comparison"] = {
    schemaVersion: run.schemaVersion,
    command: "compare",
    label: "",
    status: "complete",
    commandLine: "bun bench compare",
    seed: 1,
    tolerance: 0.05,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    environment: run.environment,
    a: side,
    b: side,
    result: compareRuns(runsA, runsB, { tolerance: 0.05, seed: 1, isInterleaved: false }),
  };
  const output = compareOutput({ comparison, runsA, runsB }, END);
  expect(outputProblems(output)).toEqual([]);
  expect(output.metrics.length).toBeGreaterThan(3);
  const none = compareOutput({ comparison: { ...comparison, result: null }, runsA, runsB }, END);
  expect(outputProblems(none)).toEqual([]);
});

test("a field that is missing, unknown or of another type is a problem", () => {
  const { folder: _, ...rest } = sweepOutput(simulateReport({ levels: [1] }).run, END);
  const wrong = { ...rest, seed: "1", more: 1, warnings: "none" };
  expect(outputProblems(wrong)).toEqual([
    'folder is missing, not "folder"',
    'seed is "1", not number',
    'warnings is "none", not Array',
    "more",
  ]);
});
