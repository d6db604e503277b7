// README.md and README.es.md say the same: whatever is no sentence is the very same in both.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type CodeBlock, parseMarkdown } from "../support/markdown.ts";

const ROOT = join(import.meta.dir, "../..");
const [english, spanish] = ["README.md", "README.es.md"].map((name) =>
  parseMarkdown(readFileSync(join(ROOT, name), "utf8")),
) as [ReturnType<typeof parseMarkdown>, ReturnType<typeof parseMarkdown>];

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

function comparable({ lines }: CodeBlock): string[] {
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

describe("the two READMEs", () => {
  test("have headings of the same levels, in the same order", () => {
    const levels = english.headings.map(({ level }) => level);
    expect(spanish.headings.map(({ level }) => level)).toEqual(levels);
    expect(levels.length).toBeGreaterThan(8);
    // None was left untranslated.
    const kept = english.headings.filter(({ text }, i) => spanish.headings[i]?.text === text);
    expect(kept.map(({ text }) => text)).toEqual(["Escalera"]);
  });

  test("show the same commands and code, but for comments and what programs say", () => {
    expect(spanish.blocks.map(comparable)).toEqual(english.blocks.map(comparable));
    expect(english.blocks.length).toBeGreaterThan(15);
  });

  test("name the same commands and flags in their sentences", () => {
    expect(commandsIn(spanish.spans)).toEqual(commandsIn(english.spans));
    expect(commandsIn(english.spans).length).toBeGreaterThan(30);
  });

  test("link to the same files and pages, and to each other", () => {
    const others = (links: readonly string[]): string[] =>
      links.filter((link) => !link.startsWith("README"));
    expect(others(spanish.links)).toEqual(others(english.links));
    expect(english.links[0]).toBe("README.es.md");
    expect(spanish.links[0]).toBe("README.md");
  });
});
