// What went wrong in a load run, by kind: a bar each, the most frequent first.
import type { Texts } from "../messages/texts.ts";
import { countedInWords, formatCount } from "../judge/load-figures.ts";
import { loadText } from "../judge/load-words.ts";
import type { LoadRun } from "../measure/load-run.ts";
import { formatSeconds } from "../../src/units/duration.ts";
import { barsAcross, rowAxis } from "./bars.ts";
import { baseOption, type Chart, CHART_WIDTH_PX, COLORS, valueAxis } from "./chart-style.ts";
import { emptyChart } from "./empty-chart.ts";
import { showControls } from "./escape.ts";
import { shareText } from "./load-phrases.ts";
import { largestOf, niceAtLeast } from "./nice-numbers.ts";

const TITLE = "Errors by kind";
const KINDS = "kinds";
const ROW_PX = 34;

export function errorsChart({ plan, result }: LoadRun, texts: Texts): Chart {
  const failures = (result?.run.failures ?? []).toSorted((a, b) => b.count - a.count);
  if (result === null || failures.length === 0) return emptyChart(TITLE, "There was none.");
  const { intended } = result.run.counts;
  const most = largestOf(failures.map(({ count }) => count));
  const interval = niceAtLeast(Math.max(1, most / 5));
  const heightPx = failures.length * ROW_PX;
  return {
    description: `${TITLE}: ${failures.map(({ kind, count }) => `${kind} ${formatCount(count)}`).join(", ")}.`,
    widthPx: CHART_WIDTH_PX,
    heightPx: heightPx + 142,
    tips: {
      [KINDS]: (i) => {
        const failure = failures[i];
        if (failure === undefined) return null;
        const { kind, count, firstNs, lastNs, example } = failure;
        return {
          title: kind,
          rows: [
            ["requests", `${formatCount(count)}, ${shareText(count, intended)} of all`],
            ["first at", `${formatSeconds(firstNs)} s`],
            ["last at", `${formatSeconds(lastNs)} s`],
            ...(example === "" ? [] : [["such as", showControls(example)] as const]),
          ],
        };
      },
    },
    option: {
      ...baseOption(TITLE, `${loadText(plan)} · of ${countedInWords(intended, "request")} in all`),
      grid: { left: 150, right: 84, top: 84, height: heightPx },
      xAxis: valueAxis(texts, "requests", "x", {
        min: 0,
        max: interval * Math.ceil((most / interval) * 1.02),
        interval,
      }),
      yAxis: rowAxis(failures.map(({ kind }) => kind)),
      series: [
        barsAcross(
          KINDS,
          COLORS.failed,
          failures.map(({ count }) => ({
            from: 0,
            to: count,
            text: `${formatCount(count)} · ${shareText(count, intended)}`,
          })),
        ),
      ],
    },
  };
}
