// How the figures of a comparison are said to people.
import type { Texts } from "../../messages/texts.ts";
import type { MetricComparison, MetricName, MetricValue } from "../../run/compare/comparison.ts";
import { formatCount } from "../load/figures.ts";
import { percentileText, rateText, shareText, timeText } from "../load/texts.ts";

const MINUS = "−";

/** "1.88 s", "> 5 s", "12,345/s", "0.12 %"; a dash where there is none. */
export function metricText(name: MetricName, value: MetricValue, texts: Texts): string {
  if (value.kind === "none" || value.kind === "too few") return "—";
  if (value.kind === "between") {
    return percentileText({ kind: "between", lowNs: value.low, highNs: value.high }, texts);
  }
  const textOf = name === "throughput" ? rateText : name === "errors" ? shareText : timeText;
  const text = textOf(value.value, texts);
  return value.kind === "over" ? `> ${text}` : text;
}

/** "+12 %", "> +400 %"; of errors "+0.3 points". */
export function differenceText(
  { name, difference, isBound }: Pick<MetricComparison, "name" | "difference" | "isBound">,
  texts: Texts,
): string {
  if (difference === null) return "—";
  const bound = isBound ? (difference > 0 ? "> " : "< ") : "";
  return `${bound}${inUnit(name, texts.number(formatChange(difference)), texts)}`;
}

/** "+8.1 to +16 %"; an open end has no limit. */
export function intervalText(
  { name, interval }: Pick<MetricComparison, "name" | "interval">,
  texts: Texts,
): string {
  if (interval === null) return "—";
  const words = texts.compareReport;
  const [low = "", high = ""] = [interval.low, interval.high].map((end) =>
    end === null ? words.noEnd : texts.number(formatChange(end)),
  );
  return inUnit(name, words.range(low, high), texts);
}

/** "+8.1 %", or "+0.3 points" of errors. */
function inUnit(name: MetricName, change: string, { compareReport }: Texts): string {
  return name === "errors" ? compareReport.points(change) : compareReport.percent(change);
}

/** "5 %". */
export function formatShareOf(tolerance: number): string {
  return `${Number((100 * tolerance).toPrecision(3))} %`;
}

/** In percent, with a sign: two digits that count, or all before the point; never "−0". */
function formatChange(change: number): string {
  const percent = 100 * change;
  const size = Math.abs(percent);
  const text =
    size >= 99.5 ? formatCount(size) : String(Number(Number(size.toPrecision(2)).toFixed(4)));
  if (text === "0") return text;
  return `${percent < 0 ? MINUS : "+"}${text}`;
}
