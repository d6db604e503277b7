import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { COLOURED, PLAIN } from "./paint.ts";
import { drawSpans, type Span } from "./spans.ts";

const text = (value: number): string => `${value}`;
const bar = (label: string, from: number, to: number): Span => ({
  label,
  from,
  to,
  text: `${to - from} ms`,
  kind: "measured",
});

describe("spans", () => {
  test("as bars follow one another on one axis", () => {
    expect(drawSpans([bar("a", 0, 2), bar("bb", 2, 10), bar("c", 10, 8)], text, 32)).toEqual([
      "  a   █████                2 ms",
      "  bb  │   ███████████████  8 ms",
      "  c   │             █████  -2 ms",
      "      0   2  4   6  8  10",
    ]);
  });

  test("as intervals have their value in them, their ends and open ends, and 0", () => {
    const spans: Span[] = [
      { label: "p50", from: -10, to: 30, mark: 5, text: "+5 %", kind: "muted" },
      { label: "p99", from: 10, to: Infinity, mark: 20, text: "+20 %", kind: "bad" },
    ];
    expect(drawSpans(spans, text, 40)).toEqual([
      "  p50  ├────────●───────────────┤  +5 %",
      "  p99        │      ├─────●─────>  +20 %",
      "       -10   0     10    20    30",
    ]);
  });

  test("of nothing are nothing, and of zeros a mark", () => {
    expect(drawSpans([], text, 40)).toEqual([]);
    expect(drawSpans([bar("a", 0, 0)], text, 25)[0]).toBe("  a  ▏               0 ms");
  });

  test("fit any width, whatever they are", () => {
    const value = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -9, max: 9 }));
    const spans = fc.array(
      fc.record({
        label: fc.string({ unit: fc.constantFrom("a", "漢", " ", "é"), maxLength: 60 }),
        from: value,
        to: value,
        text: fc.string({ unit: fc.constantFrom("1", "%", "漢") }),
        kind: fc.constantFrom("measured", "good", "bad"),
      }),
    );
    fc.assert(
      fc.property(
        spans,
        fc.integer({ min: 1, max: 150 }),
        fc.constantFrom(PLAIN, COLOURED),
        fc.boolean(),
        (all, width, paint, hasMark) => {
          const marked = all.map((span) => (hasMark ? { ...span, mark: span.from } : span));
          for (const line of drawSpans(marked, text, width, paint)) {
            expect(Bun.stringWidth(line)).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });
});
