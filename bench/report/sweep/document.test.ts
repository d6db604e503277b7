import { unclassified } from "../../run/notice.ts";
import { untranslated } from "../../../src/units/text.ts";
import { ENGLISH } from "../../../test/support/texts.ts";
import { describe, expect, test } from "bun:test";
import { levelsTo, simulateReport } from "../../../test/support/report-fixture.ts";
import { renderCharts, reportHtml } from "./reports.ts";
import { left, right, table } from "../document/blocks.ts";
import { escapeXml } from "../document/escape.ts";
import { escapeMarkdown, formatMarkdown } from "../document/markdown.ts";
import { reportMarkdown } from "./document.ts";

const EVIL = '<script>alert(1)</script> <img src="http://evil/x.png"> | `a` **b** & "c"';

const hostile = simulateReport({
  levels: [1, 11],
  label: EVIL,
  errorCode: EVIL,
  outcomeOf: (_, i) => (i === 3 ? "error" : "ok"),
  warnings: [unclassified(EVIL)],
  judgement: { sentence: untranslated(EVIL), warnings: [unclassified(`${EVIL} again`)] },
});

describe("report.md", () => {
  test("says the sentence first, then the verdicts, then shows the pictures", () => {
    const lines = reportMarkdown(simulateReport({ levels: [1, 11], label: "demo" })).split("\n");
    expect(lines.slice(0, 9)).toEqual([
      "# Escalera, demo: 1 to 11 clients at once, 10 threads × 3 s per task",
      "",
      "**10 threads of 3.001 s, as expected; 2.1 ms of overhead at the start and 0.9 ms per step**",
      "",
      "| verdict  | result   | measured                      |",
      "| -------- | -------- | ----------------------------- |",
      "| width    | pass     | 10 threads, as expected       |",
      "| service  | pass     | 3.001 s (allowed 3 s ± 15 ms) |",
      "| overhead | **FAIL** | a is 90 ms (allowed 60 ms)    |",
    ]);
    const text = lines.join("\n");
    for (const name of ["residuals", "staircase", "throughput", "histogram", "threads"]) {
      expect(text).toContain(`](${name}.svg)`);
    }
    expect(text).toContain("a percentile mostly shows which step");
    expect(text).toContain("the residuals by step tell more");
  });

  test("has every table aligned", () => {
    const tables = reportMarkdown(
      simulateReport({ levels: levelsTo(25), secondAttempts: [7], label: "a|b" }),
    )
      .split("\n\n")
      .filter((block) => block.startsWith("|"));
    expect(tables.length).toBeGreaterThan(6);
    for (const own of tables) {
      const widths = own
        .trim()
        .split("\n")
        .map((line) => Array.from(line).length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  test("marks an interrupted and an invalid run before its sentence", () => {
    const text = reportMarkdown(
      simulateReport({
        levels: [5],
        isInterrupted: true,
        judgement: { isValid: false, invalidReasons: [unclassified("level 5: late twice")] },
      }),
    );
    const order = [
      "> **INTERRUPTED**",
      "> **INVALID**",
      "> level 5: late twice",
      "**10 threads of",
    ];
    expect(order.map((part) => text.indexOf(part))).toEqual(
      order.map((part) => text.indexOf(part)).toSorted((a, b) => a - b),
    );
    expect(text).toContain("> **INVALID**");
  });

  test("says of a target that threads and service were what was expected", () => {
    const text = reportMarkdown(simulateReport({ levels: [5, 15], isBlackBox: true }));
    expect(text).toContain("expected of the target: 10 threads × 3 s per task");
    expect(text).toContain("The target was already running.");
    expect(reportMarkdown(simulateReport({ levels: [5] }))).not.toContain("expected of the target");
  });

  test("lets no markup of anyone's through", () => {
    const text = reportMarkdown(hostile);
    const bare = text.replaceAll(/(`+)[^\n]*?\1/g, "").replaceAll(/\\./g, "");
    expect(bare).not.toMatch(/<script|<img|\*\*b/);
  });

  test("of a run without any level or judgement still reads", () => {
    const { run, attempts } = simulateReport({ levels: [] });
    const text = reportMarkdown({
      attempts,
      texts: ENGLISH,
      run: { ...run, judgement: null, status: "running" },
    });
    expect(text).toContain("The run has not ended");
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe("markdown", () => {
  test.each([
    ["plain 3.001 s, -2 ms", "plain 3.001 s, -2 ms"],
    ["a|b <c> *d* _e_ [f] `g` ~h~", "a\\|b \\<c\\> \\*d\\* \\_e\\_ \\[f\\] \\`g\\` \\~h\\~"],
    ["two\r\nlines", "two lines"],
    ["&lt; & more", "\\&lt; & more"],
    ["# no heading", "\\# no heading"],
    ["- no item", "\\- no item"],
    ["1. no item", "1\\. no item"],
    ["3.001 s", "3.001 s"],
    ["-2.5 ms", "-2.5 ms"],
    ["---", "\\---"],
  ])("%p is escaped as %p", (text, escaped) => expect(escapeMarkdown(text)).toBe(escaped));

  test("tables are as wide as their widest cell, by characters", () => {
    expect(
      formatMarkdown(
        [
          table(
            [left("name"), right("µs")],
            [
              ["ñandú", "1.50"],
              ["—", "12.25"],
            ],
          ),
        ],
        ENGLISH,
      ).trimEnd(),
    ).toBe(
      ["| name  |    µs |", "| ----- | ----: |", "| ñandú |  1.50 |", "| —     | 12.25 |"].join(
        "\n",
      ),
    );
  });
});

describe("report.html", () => {
  const report = simulateReport({ levels: levelsTo(25), secondAttempts: [7] });
  const html = reportHtml(report, renderCharts(report));

  test("refers to nothing but the files beside it", () => {
    const bare = html.replaceAll(/ xmlns(:\w+)?="[^"]*"/g, "");
    expect(bare).not.toMatch(/https?:\/\//);
    expect(bare).not.toMatch(/<(script|link|img|iframe|object|embed)\b|@import/);
    for (const [, target] of bare.matchAll(/(?:href|src)="([^"]*)"|url\(([^)]*)\)/g)) {
      expect(target ?? "#").toMatch(/^#|^[\w-]+\.\w+$/);
    }
  });

  test("has an id only once", () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("holds the pictures and what the markdown says", () => {
    expect(html.match(/<svg /g)).toHaveLength(6);
    for (const heading of reportMarkdown(report).matchAll(/^## (.+)$/gm)) {
      expect(html).toContain(`<h2>${escapeXml(heading[1] ?? "")}</h2>`);
    }
  });

  test("lets no markup of anyone's through", () => {
    const text = reportHtml(hostile, renderCharts(hostile));
    expect(text).not.toMatch(/<script|<img/);
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });

  describe("with its script", () => {
    const script = { text: "show()", sha256: "c2hvdw==" };
    const page = reportHtml(hostile, {}, script);

    test("allows this script and nothing else, and no request", () => {
      const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
      expect(policy).toBe(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-c2hvdw=='; base-uri 'none'; form-action 'none'",
      );
    });

    test("carries the run whatever is in it, and lets no markup of anyone's through", () => {
      const scripts = [...page.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, text]) => text);
      expect(scripts).toHaveLength(2);
      expect(JSON.parse(scripts[0] ?? "")).toMatchObject({ kind: "sweep", run: { label: EVIL } });
      expect(scripts[1]).toBe(script.text);
      expect(page).not.toContain("<img");
    });
  });

  test("says where a picture was not drawn", () => {
    expect(reportHtml(report, {})).toContain("This chart was not drawn.");
  });

  test("is the same to the byte every time", () => {
    expect(reportHtml(report, renderCharts(report))).toBe(html);
  });
});

test.each([
  [`<a b="c" d='e'>&`, "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;"],
  ["nul \u0000 bell \u0007 tab \t", "nul \uFFFD bell \uFFFD tab \t"],
  ["lone \uD800 surrogate, whole 😀", "lone \uFFFD surrogate, whole 😀"],
])("%p is escaped for XML", (text, escaped) => expect(escapeXml(text)).toBe(escaped));
