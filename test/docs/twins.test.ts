// A document and its Spanish twin say the same: whatever is no sentence is the very same in both.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CodeBlock, parseMarkdown } from "../support/markdown.ts";

const ROOT = join(import.meta.dir, "../..");

/** Of each pair: what it has at least, so that a reader that finds nothing is noticed; and headings that are one in both. */
const TWINS = [
  {
    english: "README.md",
    spanish: "README.es.md",
    least: { headings: 9, blocks: 16, commands: 31 },
    kept: ["Escalera"],
  },
  {
    english: "docs/methodology.md",
    spanish: "docs/methodology.es.md",
    least: { headings: 11, blocks: 1, commands: 3 },
    kept: [],
  },
  {
    english: "docs/glossary.md",
    spanish: "docs/glosario.md",
    least: { headings: 5, blocks: 0, commands: 4 },
    kept: [],
  },
] as const;

function read(name: string): ReturnType<typeof parseMarkdown> {
  return parseMarkdown(readFileSync(join(ROOT, name), "utf8"));
}

const COMMAND = /^(?:\$ )?(?:bun|npx|seq|printf|python3|scripts\/|docker) /;

/** A comment's words may differ: not that there is one. */
function withoutComment(line: string): string {
  return line.replace(/ {2,}# .+$/, " #");
}

/** What a program says is in the reader's language: its numbers, its signs and what it quotes are the same. */
function withoutWords(line: string): string {
  return line
    .split(/("[^"]*")/)
    .map((part, i) => (i % 2 === 1 ? part : part.replaceAll(/\p{L}+(?: \p{L}+)*/gu, "w")))
    .join("")
    .replaceAll(/(\d),(\d)/g, "$1.$2");
}

/** Of a drawing: its lines and arrows. */
const DRAWN = /[─│▶▲└┘]/;

function comparable({ lines }: CodeBlock): string[] {
  if (lines.some((line) => DRAWN.test(line))) {
    return lines.map((line) => line.replaceAll(/[^─│▶▲└┘]/g, ""));
  }
  const isSaid =
    !lines.some((line) => COMMAND.test(line)) && lines.every((line) => /^\S/.test(line));
  const hasOutput = lines.some((line) => line.startsWith("$ "));
  return lines.map((line) =>
    isSaid || (hasOutput && !COMMAND.test(line)) ? withoutWords(line) : withoutComment(line),
  );
}

/** Commands and flags within sentences, which may come in another order. */
function commandsIn(spans: readonly string[]): string[] {
  return [
    ...new Set(spans.filter((span) => /^(?:--?\w|bun |npx |seq |scripts\/)/.test(span))),
  ].sort();
}

/** To each other, and to documents that are twins themselves, a document links in its own language. */
const OWN_LINKS =
  /^(?:README|methodology|glossary|glosario|docs\/(?:methodology|glossary|glosario))(?:\.es)?\.md/;

describe.each(TWINS)("$english and its Spanish twin", ({ least, kept, ...names }) => {
  const english = read(names.english);
  const spanish = read(names.spanish);

  test("have headings of the same levels, in the same order", () => {
    const levels = english.headings.map(({ level }) => level);
    expect(spanish.headings.map(({ level }) => level)).toEqual(levels);
    expect(levels.length).toBeGreaterThanOrEqual(least.headings);
    // None was left untranslated.
    const untranslated = english.headings.filter(
      ({ text }, i) => spanish.headings[i]?.text === text,
    );
    expect(untranslated.map(({ text }) => text)).toEqual([...kept]);
  });

  test("show the same commands and code, but for comments and what programs say", () => {
    expect(spanish.blocks.map(comparable)).toEqual(english.blocks.map(comparable));
    expect(english.blocks.length).toBeGreaterThanOrEqual(least.blocks);
  });

  test("name the same commands and flags in their sentences", () => {
    expect(commandsIn(spanish.spans)).toEqual(commandsIn(english.spans));
    expect(commandsIn(english.spans).length).toBeGreaterThanOrEqual(least.commands);
  });

  test("link to the same files and pages, and to each other", () => {
    // A picture can have a Spanish twin, too.
    const others = (links: readonly string[]): string[] =>
      links.filter((link) => !OWN_LINKS.test(link)).map((link) => link.replace("-es.png", ".png"));
    expect(others(spanish.links)).toEqual(others(english.links));
    const nameOf = (path: string): string => path.replace(/^.*\//, "");
    expect(english.links[0]).toBe(nameOf(names.spanish));
    expect(spanish.links[0]).toBe(nameOf(names.english));
  });
});
