// Texts and numbers as the page's language writes them.
import { type PageTexts, pageTextsFor } from "../../messages/page.ts";
import type { Language, Speaker } from "../../units/text.ts";

export interface Words {
  readonly texts: PageTexts;
  readonly numbers: Numbers;
}

export interface Numbers {
  count(value: number): string;
  /** One decimal below 100. */
  rate(perSec: number): string;
  /** With its unit: "41 µs", "12.3 ms", "3.001 s". */
  duration(ns: number): string;
  /** One decimal. */
  seconds(seconds: number): string;
  /** Three decimals. */
  thousandths(value: number): string;
  /** As many decimals as the value has; for the ticks of an axis. */
  plain(value: number): string;
}

export function wordsFor(language: Language): Words {
  const texts = pageTextsFor(language);
  return { texts, numbers: numbersFor(texts) };
}

function numbersFor({ number }: Pick<Speaker, "number">): Numbers {
  const format = (digits: number): Intl.NumberFormat =>
    new Intl.NumberFormat("en", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  const byDigits = [format(0), format(1), format(2), format(3)];
  const write = (value: number, digits: number): string =>
    number(byDigits[digits]?.format(value) ?? String(value));
  return {
    count: (value) => write(value, 0),
    rate: (perSec) => write(perSec, perSec >= 100 || perSec === 0 ? 0 : 1),
    duration(ns) {
      if (ns < 1e3) return `${write(ns, 0)} ns`;
      if (ns < 1e6) return `${write(ns / 1e3, 0)} µs`;
      if (ns < 1e9) return `${write(ns / 1e6, ns < 1e8 ? 1 : 0)} ms`;
      return `${write(ns / 1e9, ns < 1e11 ? 2 : 0)} s`;
    },
    seconds: (seconds) => write(seconds, 1),
    thousandths: (value) => write(value, 3),
    plain: (value) => number(value.toLocaleString("en", { maximumFractionDigits: 6 })),
  };
}
