import { expect, test } from "bun:test";
import { OptionsError } from "../../../src/units/options-error.ts";
import { parseTemplates, type Piece } from "./template.ts";

const literal = (text: string): Piece => ({ kind: "literal", text });

const readings: [string, Piece[]][] = [
  ["", []],
  ["PING", [literal("PING")]],
  ["{{i}}", [{ kind: "i" }]],
  ["a{{ i }}b{{connection}}", [literal("a"), { kind: "i" }, literal("b"), { kind: "connection" }]],
  ["{{uuid}}{{\tuuid }}", [{ kind: "uuid" }, { kind: "uuid" }]],
  ["{{random 64}}", [{ kind: "random", length: 64 }]],
  ["{{  random   65536 }}", [{ kind: "random", length: 65_536 }]],
  ["{{u32be i}}", [{ kind: "binary", number: { bytes: 4, endian: "be" } }]],
  ["{{ u64le  i }}", [{ kind: "binary", number: { bytes: 8, endian: "le" } }]],
  ['{"a":{{i}}}', [literal('{"a":'), { kind: "i" }, literal("}")]],
  ["{{{i}}}", [literal("{"), { kind: "i" }, literal("}")]],
  ["} }} {", [literal("} }} {")]],
];
test.each(readings)("%p is read", (text, pieces) => {
  expect(parseTemplates(text)).toEqual(pieces);
});

const refusals: [string, string][] = [
  ["{{j}}", "{{j}} is not a template: use {{i}}, {{connection}}, {{uuid}}, {{random N}}"],
  ["a {{}} b", "{{}} is not a template"],
  ["{{I}}", "{{I}} is not a template"],
  ["{{i 3}}", "{{i 3}} is not a template"],
  ["{{u32be}}", "{{u32be}} is not a template"],
  ["{{u32be j}}", "{{u32be j}} is not a template"],
  ["{{u24be i}}", "{{u24be i}} is not a template"],
  ["{{random}}", "{{random}} is not a template"],
  ["{{random 1 2}}", "{{random 1 2}} is not a template"],
  ["{{random 0}}", '{{random 0}}: "0" is not a whole number from 1 to 65536'],
  ["{{random 65537}}", '{{random 65537}}: "65537" is not a whole number from 1 to 65536'],
  ["{{i", "{{i is not a template"],
  ["{{i}} {{", "{{ is not a template"],
  ["{{ {{i}}", "{{ {{i}} is not a template"],
];
test.each(refusals)("%p is refused", (text, message) => {
  expect(() => parseTemplates(text)).toThrow(OptionsError);
  expect(() => parseTemplates(text)).toThrow(message);
});
