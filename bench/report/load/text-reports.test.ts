import { unclassified } from "../../run/notice.ts";
import { describe, expect, test } from "bun:test";
import { untranslated } from "../../../src/units/text.ts";
import {
  type SimulatedLoad,
  simulateLoad,
  thresholdResult,
} from "../../../test/support/load-fixture.ts";
import { parseCsv } from "../../../test/support/parse-csv.ts";
import { tagsAreBalanced } from "../../../test/support/tags-are-balanced.ts";
import { FAILURE_KINDS } from "../../run/failure.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { errorsCsv } from "./errors-csv.ts";
import { githubBenchmarks } from "./github-benchmarks.ts";
import { loadJunit } from "./junit.ts";
import { loadReports } from "./reports.ts";
import { loadOutput } from "./output.ts";
import { loadSummaryText } from "./summary-text.ts";
import { slicesCsv } from "./slices-csv.ts";
import { ENGLISH } from "../../../test/support/texts.ts";

const SECOND = 1e9;

/** 5 % of 10,000 never answered, 30 reset. */
const censored = simulateLoad({
  endOf: (i) => (i % 20 === 3 ? "timed out" : i % 333 === 7 ? "reset" : "ok"),
  run: { label: "demo" },
});
const notBegun: LoadRun = {
  ...simulateLoad(),
  status: "interrupted",
  result: null,
  judgement: null,
};
const EVIL = 'a "b", <c>\r\nd\u0000\u001B[31m\u009B2J';

describe("slices.csv", () => {
  test("has a row a slice, with what was due in it and what happened in it", () => {
    const rows = parseCsv(slicesCsv(simulateLoad({ responseNs: () => 1.5e6 })));
    // The last reply comes after the load, in a slice of its own.
    expect(rows).toHaveLength(11);
    expect(rows.at(-1)).toMatchObject({ intended: "0", completed_in_slice: "1", p50_ms: "" });
    expect(rows[1]).toEqual({
      start_s: "1",
      duration_s: "1",
      intended: "1000",
      sent: "1000",
      ok: "1000",
      failed: "0",
      expected_errors: "0",
      unanswered: "0",
      completed_in_slice: "1000",
      in_flight_max: "2",
      p50_ms: "1.5",
      p90_ms: "1.5",
      p99_ms: "1.5",
      max_ms: "1.5",
    });
  });

  test("has an empty cell where the count can't carry it or it was never answered", () => {
    const [row] = parseCsv(slicesCsv(censored));
    expect(row).toMatchObject({ intended: "1000", unanswered: "50", p99_ms: "", max_ms: "" });
    expect(Number(row?.["p90_ms"])).toBeGreaterThan(0);
    const [few] = parseCsv(slicesCsv(simulateLoad({ sliceNs: SECOND / 100 })));
    expect(few).toMatchObject({ intended: "10", p50_ms: "" });
    expect(few?.["max_ms"]).not.toBe("");
  });

  test("cuts the slice in which the load ended", () => {
    const rows = parseCsv(slicesCsv(simulateLoad({ durationNs: 2.5 * SECOND })));
    expect(rows.map((row) => row["duration_s"])).toEqual(["1", "1", "0.5"]);
  });

  test("of a run that measured nothing is its header", () => {
    expect(slicesCsv(notBegun)).toMatch(/^start_s,[^\r\n]+\r\n$/);
  });
});

describe("errors.csv", () => {
  test("has a row a kind of error", () => {
    expect(parseCsv(errorsCsv(censored)).map(({ kind, count }) => [kind, count])).toEqual([
      ["reset", "30"],
      ["reply time-out", "500"],
    ]);
  });

  test("keeps what a target said to one cell of one line", () => {
    const text = errorsCsv(withExample(censored, EVIL));
    expect(text.split("\r\n")).toHaveLength(4);
    expect(parseCsv(text)[0]?.["example"]).toBe('a "b", <c>\\r\\nd\\x00\\x1b[31m\\x9b2J');
  });
});

describe("junit.xml of a load", () => {
  const thresholds = [
    thresholdResult("p99>200ms", "passed", "1.1 ms"),
    thresholdResult("errors>1%", "failed", "5 %"),
    thresholdResult('p99[<"&>]>1s', "unknown", "too few"),
  ];

  test("has a case for the run, one for what failed and one a threshold; an unknown one is a failure", () => {
    expect(loadJunit(simulateLoad({ run: { label: "<x>" }, judgement: { thresholds } })))
      .toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="5" failures="2" errors="0" skipped="0">
  <testsuite name="escalera load &lt;x&gt;" tests="5" failures="2" errors="0" skipped="0" timestamp="2026-01-02T03:04:05.000Z">
    <testcase classname="escalera.load" name="run"/>
    <testcase classname="escalera.load" name="failed requests and silences"/>
    <testcase classname="escalera.load" name="p99&gt;200ms"/>
    <testcase classname="escalera.load" name="errors&gt;1%"><failure message="failed: 5 %"></failure></testcase>
    <testcase classname="escalera.load" name="p99[&lt;&quot;&amp;&gt;]&gt;1s"><failure message="unknown: too few"></failure></testcase>
  </testsuite>
</testsuites>
`);
  });

  test("of an invalid run is an error, and no threshold counts", () => {
    const judgement = { thresholds, isValid: false, invalidReasons: [unclassified(EVIL)] };
    const xml = loadJunit(simulateLoad({ judgement }));
    expect(xml).toContain('failures="0" errors="1" skipped="3"');
    expect(xml).not.toContain("\u0000");
    expect(xml).not.toContain("\u001B");
    expect(tagsAreBalanced(xml)).toBe(true);
  });

  test("of a run without an ok reply, or without a result, is an error", () => {
    for (const run of [simulateLoad({ endOf: () => "refused" }), notBegun]) {
      expect(loadJunit(run)).toContain("no request got an ok reply");
      expect(loadJunit(run)).toContain('errors="1"');
    }
  });
});

describe("the numbers for github-action-benchmark", () => {
  test("are latencies and errors, and the throughput, each with what it is of", () => {
    const { smallerIsBetter, biggerIsBetter } = githubBenchmarks(simulateLoad());
    expect(smallerIsBetter.map(({ name, unit }) => `${name} ${unit}`)).toEqual([
      "p50 ms",
      "p90 ms",
      "p99 ms",
      "p99.9 ms",
      "errors %",
    ]);
    expect(biggerIsBetter).toEqual([
      {
        name: "throughput",
        unit: "ok replies/s",
        value: 1000,
        extra: "tcp://127.0.0.1:6379, open load, 1,000/s for 10 s, 50 connections, 10,000 requests",
      },
    ]);
  });

  test("say of a percentile that was never answered that it is a lower bound", () => {
    const { smallerIsBetter } = githubBenchmarks(censored);
    const p99 = smallerIsBetter.find(({ name }) => name === "demo: p99");
    expect(p99?.value).toBeCloseTo(5000, 0);
    expect(p99?.extra).toStartWith("> 5 s: this is a lower bound; ");
    // 9,970 requests can't carry it.
    expect(smallerIsBetter.map(({ name }) => name)).not.toContain("demo: p99.9");
    expect(smallerIsBetter.at(-1)).toMatchObject({ name: "demo: errors", value: 5.3 });
  });

  test("are none of a run whose numbers would spoil the history", () => {
    for (const run of [
      notBegun,
      simulateLoad({ judgement: { isValid: false } }),
      simulateLoad({ run: { status: "interrupted" } }),
      simulateLoad({ endOf: () => "refused" }),
    ]) {
      expect(githubBenchmarks(run)).toEqual({ smallerIsBetter: [], biggerIsBetter: [] });
    }
  });
});

test("latency.hgrm is in milliseconds and has the ok replies from the intended start alone", () => {
  const run = simulateLoad({
    durationNs: 0.01 * SECOND,
    responseNs: (i) => (i + 1) * 1e6,
    lagNs: () => 0.9e6,
    endOf: (i) => (i === 9 ? "timed out" : "ok"),
  });
  expect(loadReports(run, ENGLISH)["latency.hgrm"]).toMatch(
    /#\[Max {5}= +9\.0\d+, Total count {4}= +9\]/,
  );
});

test("the files of a run that measured nothing have no picture, and the report names none", () => {
  const files = loadReports(notBegun, ENGLISH);
  expect(Object.keys(files)).toEqual([
    "report.md",
    "report.html",
    "latency.hgrm",
    "junit.xml",
    "slices.csv",
    "errors.csv",
  ]);
  expect(files["report.md"]).not.toContain(".svg");
});

describe("the summary of a load for the terminal", () => {
  test("is histogram, rates, percentiles, errors, health, warnings, thresholds, and last the sentence", () => {
    const run = simulateLoad({
      durationNs: 2 * SECOND,
      responseNs: (i) => 1e6 + (i % 4) * 1e6,
      endOf: (i) => (i % 500 === 3 ? "out of ports" : "ok"),
      judgement: {
        warnings: [unclassified("thin evidence")],
        thresholds: [thresholdResult("p99>200ms", "passed", "4 ms")],
      },
    });
    expect(loadSummaryText(run, ENGLISH, 100)).toBe(
      `    1 ms – 1.2 ms │████████████████████████████████████████ 500
  1.2 ms – 1.4 ms │
  1.4 ms – 1.6 ms │
  1.6 ms – 1.8 ms │
  1.8 ms –   2 ms │
    2 ms – 2.2 ms │████████████████████████████████████████ 500
  2.2 ms – 2.4 ms │
  2.4 ms – 2.6 ms │
  2.6 ms – 2.8 ms │
  2.8 ms –   3 ms │
    3 ms – 3.2 ms │████████████████████████████████████████ 500
  3.2 ms – 3.4 ms │
  3.4 ms – 3.6 ms │
  3.6 ms – 3.8 ms │
  3.8 ms –   4 ms │
    4 ms – 4.2 ms │████████████████████████████████████████ 496

  offered  1,000/s  2,000 requests in 2 s
  sent     1,000/s  2,000
  ok         997/s  1,996
  failed            4, 0.2 %

          from intended start  from actual send
  p50                    2 ms              2 ms
  p75                    3 ms              3 ms
  p90                    4 ms           3.99 ms
  p95                    4 ms              4 ms
  p99                    4 ms              4 ms
  p99.9                     —                 —
  p99.99                    —                 —
  max                    4 ms              4 ms
  mean                 2.5 ms           2.49 ms

  4 out of ports (0.2 %), from 0.007 to 1.507 s
    an example of out of ports
    → keep connections open (no --reconnect), use fewer, or widen net.ipv4.ip_local_port_range

generator: lag p50 0.01 ms, p99 0.02 ms, max 0.02 ms; event-loop delay at most 0.515 ms; CPU 95 %
  (80 % busy waiting); host 60 %

warning: thin evidence

  passed  fail-if p99>200ms  4 ms

1,000 requests a second offered and 1,000 sent; none failed.
`,
    );
  });

  test("keeps to the width it is given", () => {
    const run = withExample(
      simulateLoad({
        endOf: (i) => (i % 20 === 3 ? "out of descriptors" : i % 30 === 0 ? "dropped" : "ok"),
        run: {
          status: "interrupted",
          warnings: [unclassified("word ".repeat(60)), unclassified("x".repeat(200))],
        },
        judgement: {
          isValid: false,
          invalidReasons: [unclassified("late by 20 ms ".repeat(9))],
          thresholds: [
            thresholdResult(
              "p99[a rather long name of a request]>200ms",
              "unknown",
              "too few requests: p99 needs 1,000, and the run has 12",
            ),
          ],
        },
      }),
      "y".repeat(200),
    );
    for (const columns of [40, 47, 60, 80, 120]) {
      for (const line of loadSummaryText(run, ENGLISH, columns).split("\n")) {
        expect(Array.from(line).length).toBeLessThanOrEqual(columns);
      }
    }
  });

  test("marks what takes away from its numbers, above its sentence", () => {
    const text = loadSummaryText(
      simulateLoad({
        run: { status: "interrupted" },
        judgement: { isValid: false, invalidReasons: [unclassified("late by 20 ms")] },
      }),
      ENGLISH,
      80,
    );
    expect(text).toContain("\n!! INTERRUPTED\n");
    expect(text.indexOf("!! INVALID")).toBeLessThan(text.indexOf("1,000 requests a second"));
  });

  test("says > time-out where requests were never answered", () => {
    expect(loadSummaryText(censored, ENGLISH, 80)).toMatch(/^ {2}p99 +> 5 s +> 5 s$/m);
  });

  test("of a closed loop names no offered rate and no lag", () => {
    const text = loadSummaryText(simulateLoad({ ratePerSec: null, durationNs: 1e7 }), ENGLISH, 80);
    expect(text).not.toMatch(/offered {2}|lag|intended/);
    expect(text).toMatch(/^ {2}sent /m);
  });

  test("of nothing still reads", () => {
    expect(loadSummaryText(notBegun, ENGLISH, 80)).toContain("!! NOTHING MEASURED");
    for (const run of [
      simulateLoad({ ratePerSec: 0 }),
      simulateLoad({ ratePerSec: 1, durationNs: SECOND }),
      simulateLoad({ endOf: () => "refused" }),
      simulateLoad({ generators: [], hostBusyShare: null }),
    ]) {
      expect(loadSummaryText(run, ENGLISH, 80)).not.toMatch(/NaN|undefined|Infinity|null/);
    }
  });

  test("lets no escape of anyone's through", () => {
    const text = loadSummaryText(
      withExample(
        simulateLoad({
          endOf: (i) => (i === 3 ? "wrong reply" : "ok"),
          run: { warnings: [unclassified(EVIL)] },
          judgement: {
            sentence: untranslated(EVIL),
            thresholds: [thresholdResult(EVIL, "failed", EVIL)],
          },
        }),
        EVIL,
      ),
      ENGLISH,
      80,
    );
    // eslint-disable-next-line no-control-regex -- these are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
  });
});

describe("the summary of a load for scripts", () => {
  const flat = loadOutput(censored, { folder: "results/x", exitCode: 0 });

  test("tells a lower bound from a measured time", () => {
    expect(flat).toMatchObject({
      offered_per_s: 1000,
      intended: 10_000,
      ok: 9470,
      failed: 30,
      timed_out: 500,
      error_share: 0.053,
      errors_reset: 30,
      errors_reply_time_out: 500,
      errors_refused: 0,
      response_p50_is_lower_bound: false,
      response_p99_is_lower_bound: true,
      response_p99_9_ns: null,
      response_p99_9_is_lower_bound: false,
      response_mean_ns: null,
      response_never_answered: 500,
    });
    expect(flat["response_p99_ns"]).toBeGreaterThanOrEqual(5 * SECOND);
  });

  test("is flat but for its lists, is JSON, and has the same names of every run", () => {
    for (const run of [
      simulateLoad(),
      notBegun,
      simulateLoad({ ratePerSec: null, durationNs: 1e7 }),
      simulateLoad({ ratePerSec: 0, generators: [] }),
    ]) {
      const own = loadOutput(run, { folder: "results/x", exitCode: 0 });
      expect(Object.keys(own)).toEqual(Object.keys(flat));
      expect(JSON.parse(JSON.stringify(own))).toEqual(own);
      const lists = Object.keys(own).filter(
        (name) => typeof own[name] === "object" && own[name] !== null,
      );
      expect(lists).toEqual(["invalid_reasons", "warnings", "checks", "failures"]);
    }
    expect(Object.keys(flat).filter((name) => name.startsWith("errors_"))).toHaveLength(
      FAILURE_KINDS.length,
    );
  });
});

/** The run with what its first failure of each kind said. */
function withExample(run: SimulatedLoad, example: string): SimulatedLoad {
  const failures = run.result.run.failures.map((tally) => ({
    ...tally,
    example: untranslated(example),
  }));
  return { ...run, result: { ...run.result, run: { ...run.result.run, failures } } };
}
