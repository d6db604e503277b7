// What a report says, in which language: for tests that a report in Spanish has no English.
import type { Chart } from "../../bench/report/chart/chart.ts";
import { renderSvg } from "../../bench/report/chart/render-svg.ts";
import type { Tip } from "../../bench/report/chart/tip.ts";
import { ENGLISH, SPANISH } from "./texts.ts";

/** Without fences, code, and the names of files. */
export function withoutCode(markdown: string): string {
  return markdown.replaceAll(/```[\s\S]*?```|`[^`]*`|\[[^\]]*\]\([^)]*\)|\([^)]*\.svg\)/g, "");
}

/** Elements and what stands in them, without code, links and styles, which have no language. */
export function tokensOf(html: string): { tag: string; text: string }[] {
  const body = html
    .slice(html.indexOf("<title>"))
    .replaceAll(/<(style|code|pre|a)\b[^>]*>[\s\S]*?<\/\1>/g, "")
    .replaceAll(/ href="[^"]*"/g, "");
  return [...body.matchAll(/<([^>]+)>([^<]*)/g)].map(([, tag = "", text = ""]) => ({
    tag: tag.replaceAll(/ aria-label="[^"]*"/g, ""),
    text: text.trim(),
  }));
}

export function headsOf(markdown: string): string[] {
  return markdown.split("\n").flatMap((line) => /^(?:#+|>|!|-|\||<\w+)/.exec(line) ?? []);
}

export function textsIn(chart: Chart): string[] {
  const svg = renderSvg("x", chart);
  const drawn = [...svg.matchAll(/<(?:text|title)[^>]*>([^<]*)/g)].map(([, text = ""]) => text);
  return [...drawn, ...tipsOf(chart).flatMap(({ title, rows }) => [title, ...rows.flat()])];
}

/** Of every mark that can be pointed at. */
function tipsOf({ tips = {}, course, places, option }: Chart): Tip[] {
  const series = [option.series ?? []].flat() as { id?: string; data?: readonly unknown[] }[];
  return [
    ...series.flatMap(({ id = "", data = [] }) => data.map((_, i) => tips[id]?.(i) ?? null)),
    ...(course?.stops ?? []).map((stop) => course?.at(stop) ?? null),
    ...(places?.marks ?? []).map(([x, y]) => places?.at(x, y) ?? null),
  ].filter((tip) => tip !== null);
}

/** What of the English catalogues stands in a text: whole sentences, and single words of more than one syllable. */
export function englishIn(text: string): string[] {
  const shared = new Set(phrasesOf(SPANISH));
  return phrasesOf(ENGLISH).filter(
    (phrase) =>
      !shared.has(phrase) &&
      new RegExp(`(?<![\\p{L}])${RegExp.escape(phrase)}(?![\\p{L}])`, "u").test(text),
  );
}

/** Fixed texts of six letters or more; of those that are composed, what they say around their parts. */
function phrasesOf({
  report,
  sweepReport,
  charts,
  counted,
  verdict,
  runList,
  loadReport,
  compareReport,
  failures,
  sweepJudgement,
}: typeof ENGLISH): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value === "string") found.push(value);
    else if (typeof value === "function") {
      // A list of one stands for a text, too.
      const gaps = Array.from({ length: value.length }, () => ["\u0000"]);
      const composed = String((value as (...args: string[][]) => unknown)(...gaps));
      found.push(...composed.split("\u0000"));
    } else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
  };
  visit({
    report,
    sweepReport,
    charts,
    counted,
    verdict,
    runList,
    loadReport,
    compareReport,
    failures,
    sweepJudgement,
  });
  return found.map((phrase) => phrase.trim()).filter((phrase) => /\p{L}{6}/u.test(phrase));
}
