import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { COLOURED, PLAIN } from "./paint.ts";
import { AREA_FRAME_ROWS, type AreaPlot, drawArea, roundTicks } from "./area.ts";

/** 10 at a time, every tenth of the x-axis. */
const stairs = (at: number): number => 10 * Math.floor(at * 10 + 1e-9);

const PLOT: AreaPlot = {
  title: "completions   █ measured   ─ ideal",
  area: (from) => stairs(Math.max(0, from - 0.05)),
  line: (from) => stairs(from),
  top: 90,
  yText: (value) => `${value}`,
  ticks: [
    { at: 0, text: "0 s" },
    { at: 1, text: "30 s" },
    { at: 0.5, text: "15 s" },
  ],
};

describe("an area plot", () => {
  test("fills what was measured, and the ideal rides on top of it", () => {
    expect(drawArea({ ...PLOT, top: 40, area: PLOT.line ?? PLOT.area }, 26, 5)).toEqual([
      "completions   █ measured …",
      "40 ┤         ╭────────────",
      "30 ┤       ╭─╯████████████",
      "20 ┤     ╭─╯██████████████",
      "10 ┤   ╭─╯████████████████",
      "   ┤───╯██████████████████",
      " 0 └┬──────────┬─────────┬",
      "    0 s      15 s     30 s",
    ]);
  });

  test("shows what came late as a gap under the ideal, and nothing where nothing was measured", () => {
    const lateBy = (late: number) => (from: number) => (from < 0.5 + late ? 10 : 20);
    const late = drawArea({ ...PLOT, top: 20, line: lateBy(0), area: lateBy(0.2) }, 24, 3);
    expect(late.slice(1, 4)).toEqual([
      "20 ┤          ╭─────────",
      "10 ┤──────────╯   ██████",
      "   ┤████████████████████",
    ]);
    const none = drawArea({ ...PLOT, area: () => undefined, line: () => undefined }, 24, 3);
    expect(none.slice(1, 4)).toEqual(["100 ┤", " 50 ┤", "    ┤"]);
  });

  test("without a line uses all its rows, to an eighth of one", () => {
    const plot = { ...PLOT, top: 8, area: (from: number) => Math.round(from * 9) };
    const { line: _, ...alone } = plot;
    expect(drawArea(alone, 12, 2).slice(1, 3)).toEqual(["10 ┤     ▂▃▅", " 5 ┤ ▂▃▅████"]);
  });

  test("has round values at its ticks, on whole rows, and none between those of a count", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
        fc.integer({ min: 2, max: 40 }),
        fc.boolean(),
        (top, rows, isCount) => {
          const values: number[] = [];
          const yText = (value: number): string => {
            values.push(value);
            return "";
          };
          const yUnit = isCount ? { yUnit: 1 } : {};
          const plot = { ...PLOT, top, yText, ...yUnit, area: () => top, line: () => top };
          const drawn = drawArea(plot, 20, rows).slice(1, rows + 1);
          const interval = Math.min(...values.filter((value) => value > 0));
          const digit = interval / 10 ** Math.floor(Math.log10(interval) + 1e-9);
          expect([1, 2, 5].some((round) => Math.abs(digit - round) < 1e-6)).toBe(true);
          if (isCount) expect(interval).toBeGreaterThanOrEqual(1);
          // The line of the largest value is within the plot.
          expect(drawn.join("")).toContain("─");
        },
      ),
    );
  });

  test("ticks of an axis without a scale of its own are round too, the ends first", () => {
    const texts = (span: number, columns: number) =>
      roundTicks(span, columns, (value) => `${value}`).map(({ text }) => text);
    expect(texts(10, 70)).toEqual(["0", "10", "2", "4", "6", "8"]);
    expect(texts(7.3, 50)).toEqual(["0", "6", "2", "4"]);
    expect(texts(10, 25)).toEqual(["0", "10", "5"]);
    expect(roundTicks(8, 40, String).map(({ at }) => at)).toEqual([0, 1, 0.25, 0.5, 0.75]);
  });

  test("leaves out ticks there is no room for, the least important first", () => {
    expect(drawArea(PLOT, 16, 2).at(-1)).toBe("     0 s    30 s");
  });

  test("fits any width, whatever is drawn", () => {
    const value = fc.oneof(fc.double({ min: -10, max: 1e6, noNaN: true }), fc.constant(undefined));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 40 }),
        fc.array(value, { minLength: 1, maxLength: 50 }),
        fc.array(value, { minLength: 1, maxLength: 50 }),
        fc.string({ unit: fc.constantFrom("a", "é", "漢", "👩‍👩‍👧", "\u0301", " ", "█") }),
        fc.constantFrom(PLAIN, COLOURED),
        (width, rows, measured, ideal, text, paint) => {
          const plot: AreaPlot = {
            title: text,
            area: (from) => measured[Math.floor(from * measured.length)],
            line: (from) => ideal[Math.floor(from * ideal.length)],
            top: 1e6,
            yText: (own) => `${own.toFixed(1)} 漢`,
            ticks: [{ at: 1, text: "10,000 s" }],
          };
          const lines = drawArea(plot, width, rows, paint);
          expect(lines).toHaveLength(rows + AREA_FRAME_ROWS);
          for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  test("painted says the same as plain", () => {
    const painted = drawArea(PLOT, 60, 8, COLOURED);
    expect(painted.map((line) => Bun.stripANSI(line))).toEqual(drawArea(PLOT, 60, 8));
    // One stretch of a kind has one colour, not one a cell.
    expect(painted.join("").length).toBeLessThan(2 * drawArea(PLOT, 60, 8).join("").length);
  });
});
