import { join } from "node:path";
import { readRecord } from "../archive/read-run.ts";
import { ENGLISH } from "../../test/support/texts.ts";
import { describe, expect, test } from "bun:test";
import { simulateLoad, thresholdResult } from "../../test/support/load-fixture.ts";
import { simulateReport } from "../../test/support/report-fixture.ts";
import { listedRun, runListText } from "./run-list.ts";

const load = simulateLoad({
  endOf: (i) => (i % 100 === 0 ? "reset" : "ok"),
  run: { label: "redis" },
  judgement: {
    thresholds: [
      thresholdResult("p99>1ms", "failed", "1.1 ms"),
      thresholdResult("errors>5%", "passed", "1 %"),
    ],
  },
});
const sweep = simulateReport({ levels: [1, 10], isInterrupted: true }).run;

describe("a run in a list", () => {
  test("says of a load what it was and what came of it", () => {
    expect(listedRun("results/x", load, ENGLISH)).toEqual({
      path: "results/x",
      startedAt: "2026-01-02T03:04:05.000Z",
      command: "load",
      label: "redis",
      what: "tcp://127.0.0.1:6379, open load, 1,000/s for 10 s, 50 connections",
      result: expect.stringMatching(/^p99 1\.1\d ms, 990\/s, 1 % errors, p99>1ms FAILED$/),
    });
  });

  test("says of a sweep its verdicts, and that it was interrupted", () => {
    const { what, result } = listedRun("x", sweep, ENGLISH);
    expect(what).toBe("1 to 10 clients at once, 10 threads × 3 s per task");
    expect(result).toBe("interrupted, width pass, service pass, overhead FAIL, order unknown");
  });

  test("is loud where it is invalid, and says that nothing has ended yet", () => {
    const invalid = simulateLoad({ judgement: { isValid: false } });
    expect(listedRun("x", invalid, ENGLISH).result).toStartWith("INVALID, ");
    const begun = { ...load, status: "running" as const, result: null };
    expect(listedRun("x", begun, ENGLISH).result).toBe("not ended");
  });

  test("that peers made has its contests", () => {
    const peers = readRecord(join(import.meta.dir, "../../results/reference-peers"));
    expect(listedRun("x", peers, ENGLISH).what).toStartWith("redis, http, ");
  });
});

describe("the text of a list", () => {
  test("has all of each run within the width, and what can't be read", () => {
    const listed = [listedRun("results/x", load, ENGLISH), listedRun("results/y", sweep, ENGLISH)];
    const broken = [{ path: "results/z", problem: "results/z/run.json: broken (Unexpected end)" }];
    for (const columns of [60, 100]) {
      const text = runListText(listed, broken, columns, ENGLISH);
      for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
      expect(text).toContain("2026-01-02 03:04  load   redis");
      expect(text).toContain("\n    results/x\n");
      expect(text).toContain("cannot be read: results/z/run.json");
    }
  });
});
