// Texts and numbers as the page's language writes them.
import { pageTextsFor } from "../../messages/page.ts";
import type { Language, Speaker } from "../../units/text.ts";

export type Words = ReturnType<typeof wordsFor>;
export type Numbers = Words["numbers"];

export function wordsFor(language: Language) {
  const texts = pageTextsFor(language);
  return { texts, numbers: numbersFor(texts) };
}

function numbersFor({ number }: Pick<Speaker, "number">) {
  const byDigits = [0, 1, 2, 3].map(
    (digits) =>
      new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const write = (value: number, digits: number): string =>
    number(byDigits[digits]?.format(value) ?? String(value));
  return {
    count: (value: number) => write(value, 0),
    /** One decimal below 100. */
    rate: (perSec: number) => write(perSec, perSec >= 100 || perSec === 0 ? 0 : 1),
    /** With its unit: "41 µs", "12.3 ms", "3.001 s". */
    duration(ns: number): string {
      if (ns < 1e3) return `${write(ns, 0)} ns`;
      if (ns < 1e6) return `${write(ns / 1e3, 0)} µs`;
      if (ns < 1e9) return `${write(ns / 1e6, ns < 1e8 ? 1 : 0)} ms`;
      return `${write(ns / 1e9, ns < 1e11 ? 2 : 0)} s`;
    },
    /** One decimal. */
    seconds: (seconds: number) => write(seconds, 1),
    /** Three decimals. */
    thousandths: (value: number) => write(value, 3),
    /** As many decimals as the value has; for the ticks of an axis. */
    plain: (value: number) => number(value.toLocaleString("en", { maximumFractionDigits: 6 })),
  };
}
