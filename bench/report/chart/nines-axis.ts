// An axis of percentiles on which each nine has the same room: 90, 99, 99.9 %, …
import type { Texts } from "../../messages/texts.ts";
import { valueAxis, withTicksAt } from "./axes.ts";

/** `lastNines`: where it ends, in nines: 1 is 90 %, 2 is 99 %. */
export function ninesAxis(texts: Texts, lastNines: number) {
  // Between the nines where there is room: 75, 95 and 98 %.
  const between = lastNines < 3 ? [Math.log10(4), Math.log10(20), Math.log10(50)] : [];
  const whole = Array.from({ length: 9 }, (_, i) => i + 1);
  const ticks = [0, Math.log10(2), ...between, ...whole]
    .filter((nines) => nines <= lastNines)
    .sort((a, b) => a - b);
  const axis = valueAxis(texts, texts.charts.percentile, "x", { min: 0, max: lastNines });
  const percentText = (nines: number): string =>
    texts.number(`${Number(percentileAt(nines).toFixed(7))} %`);
  return {
    ...withTicksAt(axis, ticks, percentText),
    splitLine: { ...axis.splitLine, showMaxLine: false },
  };
}

export function percentileAt(nines: number): number {
  return 100 * (1 - 10 ** -nines);
}
