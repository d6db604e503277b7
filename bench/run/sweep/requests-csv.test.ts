import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseRequestsCsv, PLAIN_ROWS } from "./requests-csv.ts";
import { formatCell } from "../csv.ts";
import { OUTCOMES, type RequestSample } from "./sample.ts";

const instant = fc.nat({ max: 2 ** 31 - 1 });
const sample: fc.Arbitrary<RequestSample> = fc.record({
  level: fc.integer({ min: 1, max: 20_000 }),
  repeat: fc.integer({ min: 1, max: 9 }),
  attempt: fc.integer({ min: 1, max: 2 }),
  lane: fc.integer({ min: 1, max: 20 }),
  connection: fc.integer({ min: 1, max: 20_000 }),
  outcome: fc.constantFrom(...OUTCOMES),
  errorCode: fc.option(fc.stringMatching(/^[A-Za-z][A-Za-z_-]{0,20}$/)),
  intendedStartNs: instant,
  sentNs: fc.option(instant),
  firstByteNs: fc.option(instant),
  repliedNs: fc.option(instant),
  report: fc.option(
    fc.record({
      thread: fc.nat(100),
      acceptedSeq: instant,
      waitNs: instant,
      serviceNs: instant,
      sojournNs: instant,
      startedAtMs: fc.double({ min: 1.7e12, max: 1.8e12, noNaN: true }),
    }),
  ),
});
const samples = fc.array(sample, { maxLength: 8 });

describe("requests.csv", () => {
  test("reads back what it wrote", () => {
    fc.assert(
      fc.property(samples, (written) => {
        const text = PLAIN_ROWS.header + written.map(PLAIN_ROWS.formatRow).join("");
        expect(parseRequestsCsv(text)).toEqual(written);
      }),
    );
  });

  test("cut anywhere after its header, still gives every whole row", () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (written, share) => {
        const rows = written.map(PLAIN_ROWS.formatRow);
        const body = rows.join("");
        const cut = body.slice(0, Math.floor(share * body.length));
        const read = parseRequestsCsv(PLAIN_ROWS.header + cut);
        expect(read).toEqual(written.slice(0, read.length));
        expect(rows.slice(0, read.length + 1).join("").length).toBeGreaterThanOrEqual(cut.length);
      }),
    );
  });

  test.each([
    ["level,repeat\r\n", "unknown header"],
    [`${PLAIN_ROWS.header}1,2,3\r\n`, "line 2: 3 cells"],
    [`${PLAIN_ROWS.header}x,1,1,1,1,ok${",".repeat(14)}\r\n`, 'level is "x"'],
    [`${PLAIN_ROWS.header}1,1,1,1,1,fine${",".repeat(14)}\r\n`, 'outcome is "fine"'],
    [`${PLAIN_ROWS.header}1,1,1,1,1,ok${",".repeat(14)}\r\n`, "intended_start_ns is empty"],
  ])("%p is refused by name", (text, message) => {
    expect(() => parseRequestsCsv(text)).toThrow(message);
  });

  test.each([
    ["busy", "busy"],
    [null, ""],
    ['a "b", c', '"a ""b"", c"'],
    ["two\r\nlines", '"two\r\nlines"'],
  ])("the cell of %p is %p", (value, cell) => expect(formatCell(value)).toBe(cell));
});
