import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { messagesFor } from "../messages/catalogue.ts";
import { MAX_ID_CHARACTERS, parseRequestLine } from "./request.ts";

const messages = messagesFor("en");
const parse = (line: string | Uint8Array) =>
  parseRequestLine(typeof line === "string" ? new TextEncoder().encode(line) : line, messages);
const GET_IS_ALONE = messages.getIsAlone();

describe("a line is a task", () => {
  const rows: [string, string, string | null, string][] = [
    ["plain text is", "Generar Informe Financiero", null, "Generar Informe Financiero"],
    ["plain text keeps its spaces", "  a b ", null, "  a b "],
    ["NUL bytes are text", "a\0b", null, "a\0b"],
    ["a brace that is not first is text", ' {"task":"a"}', null, ' {"task":"a"}'],
    ["JSON is", '{"id":"7f","task":"Generar Facturas"}', "7f", "Generar Facturas"],
    ["an id may be missing", '{"task":"a"}', null, "a"],
    ["an id may be null", '{"id":null,"task":"a"}', null, "a"],
    ["unknown fields are ignored", '{"x":{"id":1},"task":"a","__proto__":{"id":"b"}}', null, "a"],
    [
      "the longest id is taken",
      `{"id":"${"é".repeat(MAX_ID_CHARACTERS)}","task":"a"}`,
      "é".repeat(MAX_ID_CHARACTERS),
      "a",
    ],
  ];
  test.each(rows)("%s", (_, line, id, task) => {
    expect(parse(line)).toEqual({
      form: line.startsWith("{") ? "json" : "plain",
      request: { id, task },
    });
  });
});

describe("a line asks for a record", () => {
  const longest = "é".repeat(MAX_ID_CHARACTERS);
  test.each([
    ["by its id", '{"get":"7f"}', "7f"],
    ["by the longest id", `{"get":"${longest}"}`, longest],
    ["whatever unknown fields it has", '{"x":1,"get":"7f"}', "7f"],
    ["with an id that is null", '{"get":"7f","id":null}', "7f"],
  ])("%s", (_, line, getId) => {
    expect(parse(line)).toEqual({ form: "json", getId });
  });

  test("and with a get that is null it does not", () => {
    expect(parse('{"get":null,"task":"a"}')).toMatchObject({ request: { task: "a" } });
  });
});

describe("a line is refused", () => {
  const rows: [string, string, string | null, string][] = [
    ["empty", "", null, "the task is empty"],
    ["of white space alone", " \t ", null, "the task is empty"],
    [
      "of broken JSON",
      '{"id":"7f","task":',
      null,
      "the line starts with { but is not a JSON object: Unexpected EOF",
    ],
    [
      "of JSON and more",
      '{"task":"a"} b',
      null,
      "the line starts with { but is not a JSON object: Unable to parse JSON string",
    ],
    ["without a task", '{"id":"7f"}', "7f", 'missing: "task" (a string)'],
    ["with a task that is a number", '{"id":"7f","task":3}', "7f", '"task" is not a string'],
    ["with a task that is null", '{"id":"7f","task":null}', "7f", '"task" is not a string'],
    ["with an empty task", '{"id":"7f","task":" "}', "7f", "the task is empty"],
    ["with an id that is a number", '{"id":7,"task":"a"}', null, '"id" is not a string'],
    ["with an empty id", '{"id":"","task":"a"}', null, '"id" is empty'],
    [
      "with an id too long",
      `{"id":"${"x".repeat(257)}","task":"a"}`,
      null,
      '"id" has 257 characters (limit 256)',
    ],
    ["with get and a task", '{"get":"7f","task":"a"}', null, GET_IS_ALONE],
    ["with get and a task of a wrong type", '{"get":"7f","task":3}', null, GET_IS_ALONE],
    ["with get and an id", '{"get":"7f","id":"80"}', "80", GET_IS_ALONE],
    ["with get and a wrong id", '{"get":"7f","id":3}', null, '"id" is not a string'],
    ["with a get that is a number", '{"get":7}', null, '"get" is not a string'],
    ["with an empty get", '{"get":""}', null, '"get" is empty'],
    [
      "with a get too long",
      `{"get":"${"x".repeat(257)}"}`,
      null,
      '"get" has 257 characters (limit 256)',
    ],
  ];
  test.each(rows)("%s", (_, line, id, message) => {
    const parsed = parse(line);
    if (!("error" in parsed)) throw new Error("it was taken");
    expect([parsed.form, parsed.id, parsed.error.code, parsed.error.message]).toEqual([
      line.startsWith("{") ? "json" : "plain",
      id,
      "bad-request",
      message,
    ]);
  });

  test("that is not UTF-8, in its form", () => {
    for (const [form, first] of [
      ["plain", 0x61],
      ["json", 0x7b],
    ] as const) {
      expect(parse(Uint8Array.of(first, 0xff))).toMatchObject({
        form,
        id: null,
        error: { code: "bad-utf8" },
      });
    }
  });

  test("that nests deeper than the parser's stack", () => {
    expect(parse(`{"task":${"[".repeat(65_000)}`)).toMatchObject({
      error: { code: "bad-request" },
    });
  });
});

test("no bytes make it throw, and a JSON request reads back", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void parse(bytes)));
  fc.assert(
    fc.property(
      fc.option(fc.string({ unit: "binary", minLength: 1, maxLength: 100 })),
      fc.string({ unit: "binary" }).filter((task) => task.trim() !== ""),
      (id, task) => {
        const request = { id, task };
        expect(parse(JSON.stringify(request))).toEqual({ form: "json", request });
      },
    ),
  );
});
