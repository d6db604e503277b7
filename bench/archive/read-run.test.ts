import { unclassified } from "../run/notice.ts";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulateLoad, thresholdResult } from "../../test/support/load-fixture.ts";
import { levelsTo, simulateReport } from "../../test/support/report-fixture.ts";
import { PLAIN_ROWS } from "../run/sweep/requests-csv.ts";
import { SCHEMA_VERSION } from "../run/versions.ts";
import type { Report } from "../report/sweep/report.ts";
import { untranslated } from "../../src/units/text.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import { listRuns } from "./list-runs.ts";
import { readLoadRun, readRun } from "./read-run.ts";

let results = "";
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), "escalera-read-"));
});
afterEach(() => rmSync(results, { recursive: true }));

function write(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(results, name);
  mkdirSync(path, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

function writeRun(name: string, run: object): string {
  return write(name, { "run.json": JSON.stringify(run) });
}

function writeSweep(name: string, { run, attempts }: Omit<Report, "texts">): string {
  // As they come: the rows of lanes and connections are mixed.
  const rows = attempts.flatMap(({ samples }) => samples).toReversed();
  const csv = PLAIN_ROWS.header + rows.map(PLAIN_ROWS.formatRow).join("");
  return write(name, { "run.json": JSON.stringify(run), "requests.csv": csv });
}

describe("a run's folder that is read back", () => {
  test("has the bursts of a sweep again, each with its own rows", () => {
    const report = simulateReport({ levels: levelsTo(12), repeats: 2, secondAttempts: [7] });
    const saved = readRun(writeSweep("sweep", report));
    if (saved.kind !== "sweep") throw new Error(`it is a ${saved.kind}`);
    expect(saved.run).toEqual(report.run);
    expect(saved.attempts).toEqual([...report.attempts]);
  });

  test("has a load", () => {
    const run = simulateLoad({});
    const path = writeRun("load", run);
    expect(readRun(path)).toEqual({ kind: "load", path, run });
    expect(readLoadRun(path)).toEqual(run);
  });

  test("has a load of schema version 2 under the names of today", () => {
    const run = simulateLoad({});
    const named = {
      censored: "gaveUp",
      generatorLag: "ownLag",
      sentInSlice: "sentHere",
      completedInSlice: "okHere",
    };
    let json = JSON.stringify({ ...run, schemaVersion: 2 });
    for (const [today, before] of Object.entries(named)) {
      expect(json).toContain(`"${today}":`);
      json = json.replaceAll(`"${today}":`, `"${before}":`);
    }
    expect(readLoadRun(write("version-2", { "run.json": json }))).toEqual(run);
  });

  test("has a load of an earlier version, whose words were English alone and whose thresholds held or were crossed", () => {
    const { judgement, ...run } = simulateLoad({});
    const old = {
      ...run,
      schemaVersion: 1,
      warnings: ["thin evidence"],
      judgement: {
        sentence: "1,000 requests",
        isValid: true,
        invalidReasons: [],
        warnings: ["late"],
        thresholds: [
          { text: "p99>1s", result: "held", measured: "1 ms" },
          { text: "max>1s", result: "crossed", measured: "2 s" },
        ],
      },
    };
    expect(judgement).not.toBeNull();
    const read = readLoadRun(writeRun("old", old));
    expect(read.warnings).toEqual([unclassified("thin evidence")]);
    expect(read.judgement).toEqual({
      sentence: untranslated("1,000 requests"),
      isValid: true,
      invalidReasons: [],
      failures: [],
      warnings: [unclassified("late")],
      thresholds: [
        thresholdResult("p99>1s", "passed", "1 ms"),
        thresholdResult("max>1s", "failed", "2 s"),
      ],
      isUnknownAllowed: false,
    });
  });

  test("has a comparison of an earlier version", () => {
    const none = { kind: "none" };
    const metric = {
      name: "p50",
      a: none,
      b: none,
      difference: null,
      isBound: false,
      interval: null,
      adjustedChance: null,
      verdict: "worse",
      isBeyondTolerance: false,
      note: "",
    };
    const result = {
      method: "blocks",
      unitsA: 1,
      unitsB: 1,
      isValid: true,
      invalidReasons: [],
      metrics: [metric, { ...metric, verdict: "too few data", note: "it wants more" }],
      sentence: "B is worse.",
      warnings: ["apart"],
    };
    const { label, status, startedAt, endedAt, environment, commandLine, seed } = simulateLoad({});
    const side = { label, commandLine, target: "tcp://a:1", runs: [] };
    const old = {
      label,
      status,
      startedAt,
      endedAt,
      environment,
      commandLine,
      seed,
      result,
      schemaVersion: 1,
      command: "compare",
      a: side,
      b: side,
      tolerance: 0,
    };
    const saved = readRun(write("compared", { "compare.json": JSON.stringify(old) }));
    if (saved.kind !== "compare") throw new Error(`it is a ${saved.kind}`);
    expect(saved.comparison.result).toMatchObject({
      sentence: untranslated("B is worse."),
      warnings: [unclassified("apart")],
      metrics: [{ note: null }, { note: untranslated("it wants more") }],
    });
  });

  test("of an interrupted sweep leaves out the rows of a burst that never ended", () => {
    const report = simulateReport({ levels: [1, 2, 3], isInterrupted: true });
    const run = { ...report.run, levels: report.run.levels.slice(0, 2) };
    const saved = readRun(writeSweep("sweep", { run, attempts: report.attempts }));
    expect(saved.kind === "sweep" && saved.attempts).toEqual(report.attempts.slice(0, 2));
  });

  test("by a version that knew English alone keeps what failed in English", () => {
    const run = simulateLoad({ endOf: (i) => (i === 0 ? "reset" : "ok") });
    const old = run.result.run.failures.map((tally) => ({ ...tally, example: tally.example.en }));
    const result = { ...run.result, run: { ...run.result.run, failures: old } };
    const read = readLoadRun(writeRun("english", { ...run, schemaVersion: 1, result }));
    expect(read.result?.run.failures.length).toBeGreaterThan(0);
    expect(read.result?.run.failures).toEqual(run.result.run.failures);
  });

  test("of a pipeline, by a version that took replies for granted in order, loses its percentiles", () => {
    const { plan, result, ...rest } = simulateLoad({ plan: { pipeline: 8 }, names: ["a", "b"] });
    const { isOrdered: _, ...oldPlan } = plan;
    const { unmatched: __, ...oldPhase } = result.run;
    const requests = (kind: string) => plan.requests.map((own) => ({ ...own, reply: { kind } }));
    const read = (kind: string, pipeline: number) =>
      readLoadRun(
        writeRun(`${kind}-${pipeline}`, {
          ...rest,
          schemaVersion: 2,
          plan: { ...oldPlan, pipeline, requests: requests(kind) },
          result: { ...result, run: oldPhase },
        }),
      );
    const unknown = read("length32be", 8);
    expect(unknown.plan.requests[0]?.reply).toEqual({
      kind: "frame",
      length: { bytes: 4, endian: "be" },
      isInclusive: false,
    });
    expect(unknown.result?.run.unmatched?.reason).toBe("no order");
    expect(unknown.result?.run.response.count).toBe(0);
    for (const known of [read("line", 1), read("http", 8), read("json-id", 8)]) {
      expect(known.result?.run.unmatched).toBeNull();
      expect(known.result?.run.response).toEqual(result.run.response);
    }
  });

  test("of an earlier version has its English words in every language", () => {
    const { run, attempts } = simulateReport({ levels: [1, 11] });
    const old = {
      ...run,
      schemaVersion: 1,
      warnings: ["a warning"],
      levels: run.levels.map((own) => ({ ...own, self: { ...own.self, limits: ["late"] } })),
      judgement: {
        sentence: "As expected.",
        verdicts: [{ name: "width", result: "pass", summary: "10 threads", evidence: {} }],
        warnings: ["a doubt"],
        isValid: true,
        invalidReasons: ["a reason"],
      },
    };
    const path = writeSweep("old", { run: old as unknown as typeof run, attempts });
    const saved = readRun(path);
    if (saved.kind !== "sweep") throw new Error("no sweep");
    expect(saved.run.warnings).toEqual([unclassified("a warning")]);
    expect(saved.run.levels[0]?.self.limits).toEqual([untranslated("late")]);
    expect(saved.attempts[0]?.self.limits).toEqual([untranslated("late")]);
    expect(saved.run.judgement).toMatchObject({
      sampling: "fixed",
      sentence: untranslated("As expected."),
      verdicts: [{ summary: untranslated("10 threads") }],
      warnings: [untranslated("a doubt")],
      invalidReasons: [untranslated("a reason")],
      inconclusiveReasons: [],
    });
  });

  const load = simulateLoad({});
  const refusals: [string, Readonly<Record<string, string>>, string][] = [
    ["that has no record", { "report.md": "" }, "not a run's folder"],
    ["whose record is cut", { "run.json": '{"schemaVersion":1' }, "run.json: broken ("],
    ["whose record is no object", { "run.json": "null" }, "run.json: not a run's record"],
    ["without a version", { "run.json": "{}" }, "schemaVersion is missing"],
    [
      "of a newer version",
      { "run.json": JSON.stringify({ ...load, schemaVersion: SCHEMA_VERSION + 1 }) },
      `written by a newer Escalera (schema version ${SCHEMA_VERSION + 1}; this one reads up to ${SCHEMA_VERSION})`,
    ],
    [
      "of an unknown command",
      { "run.json": JSON.stringify({ ...load, command: "dance" }) },
      'unknown command ("dance")',
    ],
    [
      "with a field that was changed to what it can't be",
      { "run.json": JSON.stringify({ ...load, plan: { ...load.plan, connections: "many" } }) },
      'run.json: plan.connections is "many"; expected a number',
    ],
    [
      "with a value that is none of a few",
      { "run.json": JSON.stringify({ ...load, status: "done" }) },
      'run.json: status is "done"; expected "running" or "complete" or "interrupted"',
    ],
    [
      "of an earlier version, broken",
      { "run.json": JSON.stringify({ ...load, schemaVersion: 1, warnings: 3 }) },
      "run.json: warnings is 3; expected a list",
    ],
    [
      "that is wrong throughout",
      {
        "run.json": JSON.stringify({ ...load, warnings: Array.from({ length: 13 }, () => null) }),
      },
      "run.json: and 3 more problems",
    ],
    [
      "that lacks a field",
      { "run.json": JSON.stringify({ ...load, plan: undefined }) },
      "run.json: plan is missing",
    ],
  ];
  test.each(refusals)("%s is refused", (_, files, problem) => {
    const path = write("broken", files);
    expect(() => readRun(path)).toThrow(OptionsError);
    expect(() => readRun(path)).toThrow(problem);
    expect(() => readRun(path)).toThrow(path);
  });

  test("is refused in both languages", () => {
    const path = writeRun("changed", { ...load, seed: null, label: 4 });
    try {
      readRun(path);
      expect.unreachable();
    } catch (error) {
      expect((error as OptionsError).problems.map(({ es }) => es)).toEqual([
        `${path}/run.json: label es 4; se esperaba un texto`,
        `${path}/run.json: seed es null; se esperaba un número`,
      ]);
    }
  });

  test("of a sweep without its rows, or with too few of them, is refused", () => {
    const report = simulateReport({ levels: [1, 2] });
    const path = writeSweep("sweep", { run: report.run, attempts: report.attempts.slice(0, 1) });
    expect(() => readRun(path)).toThrow("0 rows for level 2, repeat 1, attempt 1");
    writeFileSync(join(path, "requests.csv"), "level\r\n");
    expect(() => readRun(path)).toThrow("requests.csv: unknown header");
    rmSync(join(path, "requests.csv"));
    expect(() => readRun(path)).toThrow("can't read");
  });

  test("that is no load is no side of a comparison", () => {
    const path = writeSweep("sweep", simulateReport({ levels: [1] }));
    expect(() => readLoadRun(path)).toThrow("a run of another kind (sweep)");
  });

  test("that is not there is refused", () => {
    expect(() => readRun(join(results, "none"))).toThrow(OptionsError);
  });
});

describe("a list of runs", () => {
  test("has the newest first, names what is broken, and passes over the rest", () => {
    const run = simulateLoad({});
    const older = writeRun("b-older", { ...run, startedAt: "2026-01-01T00:00:00.000Z" });
    const newer = writeRun("a-newer", { ...run, startedAt: "2026-01-02T00:00:00.000Z" });
    const same = writeRun("c-same", { ...run, startedAt: "2026-01-02T00:00:00.000Z" });
    const broken = write("broken", { "run.json": "{" });
    writeFileSync(join(results, "README.md"), "");
    mkdirSync(join(results, ".hidden"));
    symlinkSync(join(results, "nowhere"), join(results, "link"));
    const list = listRuns(results);
    expect(list.runs.map(({ path }) => path)).toEqual([newer, same, older]);
    expect(list.broken.map(({ path }) => path)).toEqual([broken]);
    expect(list.broken[0]?.problem).toContain("broken");
  });

  test("of a folder that is not there is refused", () => {
    expect(() => listRuns(join(results, "none"))).toThrow(OptionsError);
  });
});
