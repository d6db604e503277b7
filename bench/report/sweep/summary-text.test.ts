import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { simulateClusterReport } from "../../../test/support/cluster-report-fixture.ts";
import { simulateLoad } from "../../../test/support/load-fixture.ts";
import { levelsTo, simulateReport } from "../../../test/support/report-fixture.ts";
import { loadSummaryText } from "../load/summary-text.ts";
import { COLOURED, type Look, PLAIN } from "../text/paint.ts";
import { summaryText } from "./summary-text.ts";
import { ENGLISH } from "../../../test/support/texts.ts";

const EXACT = { jitterNs: 0, startNs: 0, stepNs: 0 };
const sweep = simulateReport({ ...EXACT, levels: levelsTo(30), label: "漢字" });
const cluster = simulateClusterReport({ levels: [1, 4, 5, 8] });
const load = simulateLoad();

const SUMMARIES: Record<string, (columns: number, look?: Look) => string> = {
  sweep: (columns, look) => summaryText(sweep, columns, look),
  cluster: (columns, look) => summaryText(cluster, columns, look),
  load: (columns, look) => loadSummaryText(load, ENGLISH, columns, look),
};

describe.each(Object.keys(SUMMARIES))("the summary of a %s on a terminal", (name) => {
  const summarize = SUMMARIES[name] ?? (() => "");

  test("ends with what it says in a pipe", () => {
    const looked = summarize(80, { paint: COLOURED, plotRows: 8, rows: null });
    expect(Bun.stripANSI(looked)).toEndWith(summarize(80));
    expect(looked.length).toBeGreaterThan(summarize(80).length);
  });

  test("on a small one leaves out what matters least, and never the sentence", () => {
    const sentence = summarize(80).trimEnd().split("\n").at(-1) ?? "";
    for (const rows of [19, 25, 35, 60]) {
      const lines = summarize(80, { paint: PLAIN, plotRows: 8, rows }).trimEnd().split("\n");
      expect(lines.length).toBeLessThanOrEqual(rows);
      expect(lines.at(-1)).toBe(sentence);
    }
    const plot = /[┤│]/;
    expect(summarize(80, { paint: PLAIN, plotRows: 8, rows: 80 })).toMatch(plot);
    expect(summarize(80, { paint: PLAIN, plotRows: 8, rows: 16 })).not.toMatch(plot);
  });

  test("is no wider than the terminal", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 160 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(PLAIN, COLOURED),
        (columns, plotRows, paint) => {
          for (const line of summarize(columns, { paint, plotRows, rows: null }).split("\n")) {
            expect(Bun.stringWidth(line)).toBeLessThanOrEqual(columns);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

const LOOK: Look = { paint: PLAIN, plotRows: 7, rows: null };

function linesOf(text: string, from: string, count: number): string[] {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.includes(from));
  return lines.slice(first, first + count);
}

test("a sweep's plots are the stairs of its largest level, and the sawtooth", () => {
  const text = summaryText(sweep, 40, LOOK);
  expect(linesOf(text, "completions over", 10)).toEqual([
    "█ measured  ─ ideal   completions over …",
    "30 ┤                                 ╭──",
    "   ┤                                 │██",
    "20 ┤                      ╭──────────╯██",
    "   ┤                      │█████████████",
    "10 ┤           ╭──────────╯█████████████",
    "   ┤           │████████████████████████",
    "   ┤───────────╯████████████████████████",
    " 0 └┬──────────┬──────────┬──────────┬──",
    "    0 s       3 s        6 s        9 s",
  ]);
  expect(linesOf(text, "throughput", 10)).toEqual([
    "█ measured  ─ ideal   throughput: n / m…",
    "4/s ┤",
    "    ┤           ╭╮          ╭╮         ╭",
    "    ┤         ╭─╯│     ╭────╯│  ╭──────╯",
    "2/s ┤      ╭──╯██│╭────╯█████╰──╯███████",
    "    ┤    ╭─╯█████╰╯█████████████████████",
    "    ┤  ╭─╯██████████████████████████████",
    "    ┤──╯████████████████████████████████",
    "0/s └┬────┬─────┬────┬─────┬─────┬─────┬",
    "     1    5    10   15    20    25    30",
  ]);
});

test("a cluster's plot has its hops one after the other", () => {
  const text = summaryText(cluster, 80, LOOK);
  expect(linesOf(text, "what each hop adds", 12)).toEqual([
    "what each hop adds beyond the ideal, n = 8 (medians, one after the other)",
    "  client → entry server       █████                                      1 ms",
    "  accepted → broker confirms  │   █████████                              2 ms",
    "  confirmed → delivered       │           ▏                              0 ms",
    "  delivered → row claimed     │           ███████                        1.5 ms",
    "  claimed → thread starts     │                 ███                      0.5 ms",
    "  on the thread               │                   ▏                      0 ms",
    "  thread ends → stored        │                   █████████████          3 ms",
    "  stored → reply leaves       │                               ██         0.25 ms",
    "  reply → entry server        │                                ██████    1.25 ms",
    "  entry server → client       │                                     ███  0.5 ms",
    "                              0     2 ms    4 ms    6 ms    8 ms  10 ms",
  ]);
});

test("a load's plot is its rate over time, with what was offered", () => {
  const broken = simulateLoad({ durationNs: 4e9, endOf: (i) => (i < 2000 ? "ok" : "dropped") });
  expect(loadSummaryText(broken, ENGLISH, 46, LOOK).split("\n").slice(0, 10)).toEqual([
    "█ ok replies per second   ─ offered",
    "1,000/s ┤─────────────────────────────────────",
    "        ┤██████████████████",
    "        ┤██████████████████",
    "  500/s ┤██████████████████",
    "        ┤██████████████████",
    "        ┤██████████████████",
    "        ┤██████████████████",
    "    0/s └┬────────┬────────┬────────┬────────┬",
    "         0 s     1 s      2 s      3 s     4 s",
  ]);
  expect(loadSummaryText(simulateLoad({ durationNs: 1e8 }), ENGLISH, 60, LOOK)).not.toContain("┤");
  const closed = simulateLoad({ ratePerSec: null, durationNs: 1e8, sliceNs: 2e7 });
  expect(loadSummaryText(closed, ENGLISH, 60, LOOK)).not.toContain("─ offered");
});

test("colours tell a verdict, but its word does too", () => {
  const look = { paint: COLOURED, plotRows: 0, rows: null };
  const text = summaryText(sweep, 80, look);
  expect(text).toContain(COLOURED.good("pass   "));
  expect(text).toContain("\u001B[31mFAIL");
});
