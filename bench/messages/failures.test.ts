import { expect, test } from "bun:test";
import { english } from "./en/failures.ts";
import { spanish } from "./es/failures.ts";

/** A protocol's name, the same in both languages. */
const NAMES = ["TLS", "DNS"];

test("every text about a failure is another one in Spanish", () => {
  const [inEnglish, inSpanish] = [textsOf(english), textsOf(spanish)];
  expect([...inSpanish.keys()]).toEqual([...inEnglish.keys()]);
  const same = [...inEnglish].filter(([place, text]) => inSpanish.get(place) === text);
  expect(same.map(([, text]) => text)).toEqual(NAMES);
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
