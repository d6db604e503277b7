import { expect, test } from "bun:test";
import { simulateReport } from "../../../test/support/report-fixture.ts";
import type { Block } from "./blocks.ts";
import { formatMarkdown } from "./markdown.ts";
import { reportMarkdown } from "../sweep/document.ts";
import { ENGLISH } from "../../../test/support/texts.ts";

function picture(name: string): Block {
  return { kind: "picture", name, title: `The ${name}`, caption: "A caption." };
}

test("a section that folds ends at the next heading", () => {
  const text = formatMarkdown(
    [
      { kind: "heading", level: 2, text: "Evidence", fold: "Evidence: plenty" },
      { kind: "sentence", text: "All of it." },
      { kind: "heading", level: 2, text: "Open" },
      { kind: "sentence", text: "Seen at once." },
    ],
    ENGLISH,
  );
  expect(text).toBe(
    [
      "<details>",
      "<summary>Evidence: plenty</summary>",
      "",
      "**All of it.**",
      "",
      "</details>",
      "",
      "## Open",
      "",
      "**Seen at once.**",
      "",
    ].join("\n"),
  );
});

test("of pictures in a row two stand open, and none is lost", () => {
  const text = formatMarkdown(["a", "b", "c", "d"].map(picture), ENGLISH);
  const [open = "", folded = ""] = text.split("<details>");
  expect(open).toContain("![The a](a.svg)");
  expect(open).toContain("![The b](b.svg)");
  expect(open).not.toContain("c.svg");
  expect(folded).toContain("<summary>More charts: The c · The d</summary>");
  expect(folded).toContain("![The c](c.svg)");
  expect(folded).toContain("![The d](d.svg)");
  expect(formatMarkdown(["a", "b"].map(picture), ENGLISH)).not.toContain("<details>");
});

test("what takes away from every number is a box of its own on a code host", () => {
  const text = formatMarkdown(
    [{ kind: "alarm", title: "INVALID", lines: ["late", "twice"] }],
    ENGLISH,
  );
  expect(text).toBe("> [!CAUTION]\n> **INVALID**\n>\n> late\n>\n> twice\n");
});

test("a report is short at first sight: the sentence, and on what machine and when", () => {
  const text = reportMarkdown(simulateReport({ levels: [1, 10, 11, 20] }));
  const lines = text.split("\n");
  expect(lines[2]).toMatch(/^\*\*10 threads of /);
  expect(text).toContain(
    "<summary>How it was measured: 2 January 2026, 2 cores, Test CPU, Bun 1.4.5</summary>",
  );
  const open = text.replaceAll(/<details>(?:(?!<\/?details>).)*<\/details>/gs, "");
  const outermost = open.replaceAll(/<details>.*?<\/details>/gs, "");
  expect(outermost.split("\n").length).toBeLessThan(60);
  expect(outermost).not.toContain("<summary>");
});
