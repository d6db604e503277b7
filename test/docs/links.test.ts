// Every file that a document links to is there, and so is every heading that a link goes to.
import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseMarkdown } from "../support/markdown.ts";

const ROOT = join(import.meta.dir, "../..");
const DOCUMENTS = [
  "README.md",
  "README.es.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "results/README.md",
  ...new Bun.Glob("docs/*.md").scanSync(ROOT),
];

/** As code hosts name them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

test("the documents are found", () => {
  expect(DOCUMENTS).toContain("docs/wire.md");
});

test.each(DOCUMENTS)("the links of %s lead somewhere", (name) => {
  const { links } = parseMarkdown(readFileSync(join(ROOT, name), "utf8"));
  const dead = links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? join(ROOT, name) : join(ROOT, dirname(name), path);
    if (!existsSync(target)) return true;
    if (anchor === undefined) return false;
    const { headings } = parseMarkdown(readFileSync(target, "utf8"));
    return !headings.some(({ text }) => anchorOf(text) === anchor);
  });
  expect(dead).toEqual([]);
});
