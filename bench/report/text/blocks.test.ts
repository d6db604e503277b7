import { expect, test } from "bun:test";
import fc from "fast-check";
import { joinBlocks, type SummaryBlock } from "./blocks.ts";

const lines = (name: string, count: number): string =>
  Array.from({ length: count }, (_, i) => `${name}${i + 1}`).join("\n");

test("blocks of the lowest worth are left out first, and those without a worth never", () => {
  const blocks: SummaryBlock[] = [
    { text: lines("plot", 5), worth: 1 },
    { text: lines("figures", 3), worth: 3 },
    { text: lines("sentence", 2) },
  ];
  expect(joinBlocks(blocks, null)).toContain("plot5");
  expect(joinBlocks(blocks, 12)).toContain("plot5");
  expect(joinBlocks(blocks, 11)).toBe(`${lines("figures", 3)}\n\n${lines("sentence", 2)}\n`);
  expect(joinBlocks(blocks, 5)).toBe(`${lines("sentence", 2)}\n`);
  expect(joinBlocks(blocks, 1)).toBe(`${lines("sentence", 2)}\n`);
});

test("a block that was left out comes back where a longer one has become shorter", () => {
  const blocks: SummaryBlock[] = [
    { text: lines("table", 10), short: "table", worth: 8 },
    { text: lines("errors", 4), short: "errors", worth: 7 },
    { text: "sentence" },
  ];
  expect(joinBlocks(blocks, 8)).toBe(`table\n\n${lines("errors", 4)}\n\nsentence\n`);
  expect(joinBlocks(blocks, 5)).toBe("table\n\nerrors\n\nsentence\n");
});

test("what is shown fits as long as what is never left out does", () => {
  const block = fc.record({
    size: fc.integer({ min: 1, max: 20 }),
    short: fc.integer({ min: 1, max: 3 }),
    worth: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(block, { maxLength: 8 }), fc.integer({ min: 3, max: 60 }), (all, rows) => {
      const blocks: SummaryBlock[] = all.map(({ size, short, worth }) => ({
        text: lines("x", size),
        short: lines("x", Math.min(size, short)),
        worth,
      }));
      const text = joinBlocks([...blocks, { text: "sentence" }], rows);
      expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(rows);
      expect(text).toEndWith("sentence\n");
    }),
  );
});
