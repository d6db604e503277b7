import { unclassified } from "../../run/notice.ts";
import { describe, expect, test } from "bun:test";
import { untranslated } from "../../../src/units/text.ts";
import fc from "fast-check";
import {
  type LoadFixture,
  type SimulatedLoad,
  simulateLoad,
  WATCHED,
  thresholdResult,
} from "../../../test/support/load-fixture.ts";
import { histogramOf, phaseOf } from "../../../test/support/load-phase-fixture.ts";
import { percentileText } from "../../judge/load/texts.ts";
import { ResponseTimes } from "../../run/load/censored.ts";
import type { LoadPhase, LoadRun } from "../../run/load/run.ts";
import { formatHtml } from "../document/html.ts";
import { renderLoadCharts } from "./reports.ts";
import { loadDocument, loadMarkdown } from "./document.ts";
import { responseTimesOf } from "./responses.ts";
import { loadSummaryText } from "./summary-text.ts";
import { ENGLISH } from "../../../test/support/texts.ts";

const SECOND = 1e9;

/** What it must stand: every kind of end, and a run of nothing. */
const CASES: readonly (readonly [name: string, fixture: LoadFixture])[] = [
  ["a sound run", {}],
  ["a freeze", { responseNs: (i) => (i >= 5000 && i < 7000 ? (7000 - i) * 1e6 : 2e5) }],
  ["5 % never answered", { endOf: (i) => (i % 20 === 3 ? "timed out" : "ok") }],
  ["dropped requests", { endOf: (i) => (i >= 5000 && i < 7000 ? "dropped" : "ok") }],
  ["unsent requests", { endOf: (i) => (i >= 9000 ? "unsent" : "ok") }],
  ["a closed loop", { ratePerSec: null, durationNs: 0.02 * SECOND }],
  ["one request", { ratePerSec: 1, durationNs: SECOND }],
  ["no request", { ratePerSec: 0 }],
  ["all failed", { endOf: () => "refused", durationNs: SECOND }],
  ["none answered", { endOf: () => "timed out", durationNs: SECOND }],
];

const EVIL =
  '<script>alert(1)</script> <img src="http://evil/x.png"> | `a` **b** & "c"\r\n# d\u0000\u001B[31m\u009B2J\u202E';

const hostile = withFailure(
  simulateLoad({
    durationNs: SECOND,
    names: ["GET", EVIL],
    endOf: (i) => (i % 10 === 3 ? "wrong reply" : "ok"),
    watched: [{ ...WATCHED, command: EVIL }],
    run: {
      label: EVIL,
      warnings: [unclassified(EVIL)],
      commandLine: EVIL,
      options: { [EVIL]: EVIL },
    },
    judgement: {
      sentence: untranslated(EVIL),
      warnings: [unclassified(`${EVIL} again`)],
      invalidReasons: [unclassified(EVIL)],
      isValid: false,
      thresholds: [thresholdResult(EVIL, "failed", EVIL)],
    },
  }),
  EVIL,
);

describe("report.md of a load", () => {
  test("says the sentence first, then the thresholds, then the response times", () => {
    const lines = loadMarkdown(
      simulateLoad({
        run: { label: "demo" },
        judgement: {
          thresholds: [
            thresholdResult("p99>200ms", "passed", "1.13 ms"),
            thresholdResult("errors>0|1%", "failed", "2 %"),
            thresholdResult("p99.99>1s", "unknown", "too few"),
          ],
        },
      }),
      ENGLISH,
    ).split("\n");
    expect(lines.slice(0, 16)).toEqual([
      "# Escalera load, demo: tcp://127.0.0.1:6379, open load, 1,000/s for 10 s, 50 connections",
      "",
      "**1,000 requests a second offered and 1,000 sent; none failed.**",
      "",
      "| threshold              | result      | measured |",
      "| ---------------------- | ----------- | -------- |",
      "| `fail-if p99>200ms`    | passed      | 1.13 ms  |",
      "| `fail-if errors>0\\|1%` | **FAILED**  | 2 %      |",
      "| `fail-if p99.99>1s`    | **unknown** | too few  |",
      "",
      "## Response times",
      "",
      "| percentile | from intended start | from actual send |",
      "| ---------- | ------------------: | ---------------: |",
      "| p50        |            0.117 ms |         0.108 ms |",
      "| p75        |            0.292 ms |         0.282 ms |",
    ]);
  });

  test("has its sections in the order in which they are read", () => {
    const text = loadMarkdown(
      simulateLoad({
        names: ["GET", "SET"],
        warmupNs: SECOND,
        watched: [WATCHED],
        endOf: (i) => (i === 7 ? "reset" : "ok"),
        run: { warnings: [unclassified("thin evidence")] },
      }),
      ENGLISH,
    );
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
      "Response times",
      "Load",
      "Errors",
      "By request",
      "Charts",
      "Was the load generator the limit?",
      "Processes of the target",
      "Warm-up",
      "Warnings",
    ]);
  });

  test("marks before its sentence what takes away from its numbers", () => {
    const run = simulateLoad({
      endOf: () => "refused",
      durationNs: SECOND,
      run: { status: "interrupted" },
      judgement: {
        isValid: false,
        invalidReasons: [unclassified("late by 20 ms: use --generators 2")],
      },
      plan: {
        target: {
          kind: "tls",
          hostname: "::1",
          port: 443,
          caFile: null,
          certFile: null,
          keyFile: null,
          isInsecure: true,
        },
      },
    });
    const text = loadMarkdown(run, ENGLISH);
    const order = ["INTERRUPTED", "INVALID", "late by 20 ms", "NOTHING MEASURED", "INSECURE"]
      .map((part) => text.indexOf(part))
      .concat(text.indexOf("\n**1,000 requests"));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(text).toStartWith("# Escalera load: tls://\\[::1\\]:443");
  });

  test("says of a kind of error how often, when, what it said and what helps", () => {
    const run = withFailure(
      simulateLoad({ endOf: (i) => (i % 1000 === 8 ? "out of descriptors" : "ok") }),
      "EMFILE\r\n",
    );
    expect(loadMarkdown(run, ENGLISH)).toContain(
      "| out of descriptors |       10 | 0.1 % |  0.008 s | 9.008 s | `EMFILE\\r\\n`  | raise the limit of open files",
    );
  });

  test("counts every request once", () => {
    const run = simulateLoad({
      endOf: (i) => (["ok", "reset", "dropped", "unsent", "timed out"] as const)[i % 5] ?? "ok",
    });
    const text = loadMarkdown(run, ENGLISH);
    expect(text).toContain("10,000 = 6,000 sent + 2,000 dropped + 2,000 unsent");
    expect(text).toContain("6,000 = 2,000 ok + 2,000 failed + 2,000 timed out + 0 unfinished");
  });

  test("says in plain words what its times run from, and what a closed loop can't see", () => {
    expect(loadMarkdown(simulateLoad(), ENGLISH)).toContain("runs from the intended start");
    const closed = loadMarkdown(simulateLoad({ ratePerSec: null, durationNs: 1e7 }), ENGLISH);
    expect(closed).toContain("coordinated omission");
    expect(closed).toContain("from start of the request");
    expect(closed).toContain("no rate: a closed load and a burst have no schedule");
    expect(loadMarkdown(simulateLoad({ plan: { loop: { kind: "burst" } } }), ENGLISH)).toContain(
      "Burst:",
    );
  });

  test("keeps the warm-up apart, and says so", () => {
    const text = loadMarkdown(simulateLoad({ warmupNs: 2 * SECOND }), ENGLISH);
    expect(text).toContain("The 2 s before the measured time. The result does not include them.");
    expect(loadMarkdown(simulateLoad(), ENGLISH)).not.toContain("## Warm-up");
  });

  test("has every table aligned", () => {
    const tables = loadMarkdown(
      simulateLoad({ names: ["a|b", "ñ"], endOf: (i) => (i === 3 ? "reset" : "ok") }),
      ENGLISH,
    )
      .split("\n\n")
      .filter((block) => block.startsWith("|"));
    expect(tables.length).toBeGreaterThan(6);
    for (const table of tables) {
      const lines = table.trim().split("\n");
      expect(new Set(lines.map((line) => Array.from(line).length)).size).toBe(1);
    }
  });

  test.each(CASES)("of %s reads, without a NaN", (_, fixture) => {
    expect(loadMarkdown(simulateLoad(fixture), ENGLISH)).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  test("of a run that has not begun says so", () => {
    const run: LoadRun = { ...simulateLoad(), status: "running", result: null, judgement: null };
    const text = loadMarkdown(run, ENGLISH);
    expect(text).toContain("The run has not ended, so there is no verdict yet.");
    expect(text).not.toMatch(/NaN|undefined|Infinity|null|\.svg/);
  });

  test("lets no markup and no escape of anyone's through", () => {
    const text = loadMarkdown(hostile, ENGLISH);
    expect(text).not.toMatch(CONTROLS);
    const bare = text
      .replaceAll(/^```.*?^```$/gms, "")
      .replaceAll(/(`+)[^\n]*?\1/g, "")
      .replaceAll(/\\./g, "");
    expect(bare).not.toMatch(/<script|<img|\*\*b|^# d/m);
    for (const table of text.split("\n\n").filter((block) => block.startsWith("|"))) {
      const bars = table
        .trim()
        .split("\n")
        .map((line) => line.match(/(?<!\\)\|/g)?.length);
      expect(new Set(bars).size).toBe(1);
    }
  });
});

describe("report.html of a load", () => {
  const run = simulateLoad({ names: ["GET", "SET"], warmupNs: SECOND, sliceNs: SECOND / 10 });
  const html = formatHtml(loadDocument(run, ENGLISH), renderLoadCharts(run, ENGLISH), ENGLISH);

  test("refers to nothing outside itself, and runs no script", () => {
    const bare = html.replaceAll(/ xmlns(:\w+)?="[^"]*"/g, "");
    expect(bare).not.toMatch(/https?:\/\/|<(script|link|img|iframe|object|embed)\b|@import/);
  });

  test("holds the four pictures, with ids of their own", () => {
    expect(html.match(/<svg /g)).toHaveLength(4);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("lets no markup of anyone's through", () => {
    const text = formatHtml(
      loadDocument(hostile, ENGLISH),
      renderLoadCharts(hostile, ENGLISH),
      ENGLISH,
    );
    expect(text).not.toMatch(/<script|<img/);
    expect(text).not.toContain("\u0000");
    expect(text).not.toContain("\u001B");
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });
});

describe("every percentile that is printed", () => {
  test.each(CASES)("of %s is that of ResponseTimes", (_, fixture) => {
    const { run } = simulateLoad(fixture).result;
    const { fromStart, fromSend } = responseTimesOf(run);
    const rows = [...loadMarkdown(simulateLoad(fixture), ENGLISH).matchAll(ROW)];
    expect(rows.length).toBe(8);
    for (const [, name, start, send] of rows) {
      const percentile = name === "max" ? 100 : Number(name?.slice(1));
      const exact = new ResponseTimes(run).percentile(percentile);
      expect(start?.replaceAll("\\", "")).toBe(percentileText(exact, ENGLISH));
      expect(send?.replaceAll("\\", "")).toBe(
        percentileText(fromSend.percentile(percentile), ENGLISH),
      );
      expect(fromStart.percentile(percentile)).toEqual(exact);
      const line = loadSummaryText(simulateLoad(fixture), ENGLISH, 100)
        .split("\n")
        .find((own) => own.startsWith(`  ${name} `));
      if (fromStart.count > 0) expect(line).toContain(`  ${percentileText(exact, ENGLISH)}`);
    }
  });

  test("from the actual send is never said to be longer than it was", () => {
    const ends = ["ok", "ok", "ok", "timed out", "unfinished", "unsent", "dropped"] as const;
    const request = fc
      .tuple(fc.nat(2000), fc.nat(500), fc.nat(3000), fc.constantFrom(...ends))
      .map(([intendedMs, lagMs, tookMs, end]) => ({
        name: "",
        intendedNs: intendedMs * 1e6,
        sentNs: (intendedMs + lagMs) * 1e6,
        generatorLagNs: 0,
        endedNs: (intendedMs + lagMs + tookMs) * 1e6,
        end,
      }));
    fc.assert(
      fc.property(fc.array(request, { minLength: 20, maxLength: 60 }), (requests) => {
        const phase: LoadPhase = phaseOf(requests, { endNs: 3 * SECOND });
        const sinceSend = (wanted: readonly string[]) =>
          histogramOf(
            requests
              .filter(({ end }) => wanted.includes(end))
              .map(({ sentNs, endedNs }) => endedNs - sentNs),
          );
        const truth = new ResponseTimes({
          counts: { dropped: 0, ok: phase.counts.ok },
          unmatched: null,
          response: sinceSend(["ok"]),
          censored: sinceSend(["timed out", "unfinished"]),
        });
        const { fromSend } = responseTimesOf(phase);
        expect(fromSend.count).toBe(truth.count);
        for (const percentile of [0, 50, 100]) {
          const [low, high] = rangeOf(fromSend, percentile);
          const [trueLow, trueHigh] = rangeOf(truth, percentile);
          // Twice the resolution of a histogram of 4 digits, as it went through two.
          expect(low).toBeLessThanOrEqual(trueLow * 1.0002 + 2000);
          expect(high).toBe(trueHigh);
        }
      }),
      { numRuns: 30 },
    );
  });
});

const ROW = /^\| (p[\d.]+|max) +\| +(\S.*?) +\| +(\S.*?) +\|$/gm;

/** All but tab and line end. */
// eslint-disable-next-line no-control-regex -- these are what must not be there
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/;

/** Infinite where it is only known to be longer than something. */
function rangeOf(times: ResponseTimes, percentile: number): [low: number, high: number] {
  const found = times.percentile(percentile);
  switch (found.kind) {
    case "exact":
      return [found.ns, found.ns];
    case "over":
      return [found.ns, Infinity];
    case "between":
      return [found.lowNs, found.highNs];
    case "too few":
    case "unmatched":
      return [0, Infinity];
    default:
      return found satisfies never;
  }
}

/** The run with what its first failure said. */
function withFailure(run: SimulatedLoad, example: string): SimulatedLoad {
  const failures = run.result.run.failures.map((tally) => ({
    ...tally,
    example: untranslated(example),
  }));
  return { ...run, result: { ...run.result, run: { ...run.result.run, failures } } };
}
