import { expect, test } from "bun:test";
import { textsFor } from "./texts.ts";

/** Catalogues, and their texts that are the same in both languages: names, symbols. */
const CATALOGUES = [
  ["failures", ["TLS", "DNS"]],
  ["sweepCommand", []],
  ["peers", ["p50", "p99"]],
  ["micro", []],
] as const;

test.each(CATALOGUES)("every text of %s is another one in Spanish", (name, names) => {
  const [inEnglish, inSpanish] = [textsOf(textsFor("en")[name]), textsOf(textsFor("es")[name])];
  expect([...inSpanish.keys()]).toEqual([...inEnglish.keys()]);
  const same = [...inEnglish].filter(([place, text]) => inSpanish.get(place) === text);
  expect(same.map(([, text]) => text)).toEqual([...names]);
});

/** All texts by their places in the catalogue; those of a function hold its arguments' numbers. */
function textsOf(catalogue: unknown, place = ""): Map<string, string> {
  if (typeof catalogue === "string") return new Map([[place, catalogue]]);
  if (typeof catalogue === "function") {
    const compose = catalogue as (...values: unknown[]) => string;
    return new Map([[place, compose(...Array.from({ length: compose.length }, (_, i) => i))]]);
  }
  return new Map(
    Object.entries(catalogue as object).flatMap(([key, own]) => [
      ...textsOf(own, `${place}.${key}`),
    ]),
  );
}
