import { expect, test } from "bun:test";
import { describeThrown } from "./reason.ts";

class Hostile extends Error {
  override get message(): string {
    throw new Error("no");
  }
}

const circular = new Error("round");
circular.cause = circular;

const rows: [string, unknown, string][] = [
  ["an Error says its message", new Error("disk full"), "disk full"],
  ["an Error without a message says its name", new TypeError(), "TypeError"],
  ["a cause is told too", new Error("a", { cause: new Error("b") }), "a (cause: b)"],
  ["a cause may be anything", new Error("a", { cause: 5 }), "a (cause: 5 was thrown)"],
  ["a string speaks for itself", "out of paper", "out of paper"],
  ["an empty string does not", "", '"" was thrown'],
  ["nothing is something", undefined, "undefined was thrown"],
  ["null too", null, "null was thrown"],
  ["lines become one", new Error("a\n  b\r\nc"), "a b c"],
  ["of several errors, the first", new AggregateError([new Error("x"), 1], "2 errors"), "x"],
  ["of no errors, their own", new AggregateError([], "none"), "none"],
  ["a hostile getter does no harm", new Hostile(), "a value that can't be shown was thrown"],
  [
    "a circle of causes ends",
    circular,
    "round (cause: round (cause: round (cause: round (cause: round))))",
  ],
];

test.each(rows)("%s", (_, thrown, line) => expect(describeThrown(thrown).en).toBe(line));

test("an object is shown on one line", () => {
  expect(describeThrown({ code: 5, why: { deep: "er" } }).en).toBe(
    '{ code: 5, why: { deep: "er", }, } was thrown',
  );
});

test("our own words are in the language of the reader, the task's are not", () => {
  expect(describeThrown(new Error("disk full", { cause: 5 }))).toEqual({
    en: "disk full (cause: 5 was thrown)",
    es: "disk full (causa: se lanzó 5)",
  });
});

test("a long reason is cut at 400 characters", () => {
  const line = describeThrown(new Error("x".repeat(1000))).en;
  expect(line.length).toBe(400);
  expect(line).toEndWith("x…");
});
