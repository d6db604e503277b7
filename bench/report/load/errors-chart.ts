// Errors of a load run by kind, the most frequent first.
import type { Texts } from "../../messages/texts.ts";
import { loadText } from "../../judge/load/words.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { formatSeconds } from "../../../src/units/duration.ts";
import { barsAcross, rowAxis } from "../chart/bars.ts";
import { baseOption, type Chart, CHART_WIDTH_PX, COLORS, valueAxis } from "../chart/style.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { escapeControls } from "../../../src/protocol/control-characters.ts";
import { countText, shareText } from "./phrases.ts";
import { largestOf, niceAtLeast } from "../chart/nice-numbers.ts";

const KINDS = "kinds";
const ROW_PX = 34;
const LEFT_PX = 150;
/** Width of a character of a label, at most on average. */
const LABEL_CHARACTER_PX = 7;

export function errorsChart({ plan, result }: LoadRun, texts: Texts): Chart {
  const failures = (result?.run.failures ?? []).toSorted((a, b) => b.count - a.count);
  const { noErrors, ofAll, errors: words } = texts.loadReport.charts;
  const { kinds } = texts.failures;
  if (result === null || failures.length === 0) return emptyChart(words.title, noErrors);
  const { intended } = result.run.counts;
  const most = largestOf(failures.map(({ count }) => count));
  const interval = niceAtLeast(Math.max(1, most / 5));
  const heightPx = failures.length * ROW_PX;
  const longest = largestOf(failures.map(({ kind }) => kinds[kind].length));
  return {
    description: words.description(
      words.title,
      failures.map(({ kind, count }) => `${kinds[kind]} ${countText(count, texts)}`).join(", "),
    ),
    widthPx: CHART_WIDTH_PX,
    heightPx: heightPx + 142,
    tips: {
      [KINDS]: (i) => {
        const failure = failures[i];
        if (failure === undefined) return null;
        const { kind, count, firstNs, lastNs, example } = failure;
        return {
          title: kinds[kind],
          rows: [
            [
              words.requests,
              words.shareOfAll(countText(count, texts), shareText(count, intended, texts)),
            ],
            [words.firstAt, texts.number(`${formatSeconds(firstNs)} s`)],
            [words.lastAt, texts.number(`${formatSeconds(lastNs)} s`)],
            ...(example.en === ""
              ? []
              : [[words.example, escapeControls(texts.of(example))] as const]),
          ],
        };
      },
    },
    option: {
      ...baseOption(
        words.title,
        `${loadText(plan, texts)} · ${ofAll(texts.counted.requests(intended))}`,
      ),
      grid: {
        left: Math.max(LEFT_PX, LABEL_CHARACTER_PX * longest + 24),
        right: 84,
        top: 84,
        height: heightPx,
      },
      xAxis: valueAxis(texts, words.requests, "x", {
        min: 0,
        max: interval * Math.ceil((most / interval) * 1.02),
        interval,
      }),
      yAxis: rowAxis(failures.map(({ kind }) => kinds[kind])),
      series: [
        barsAcross(
          KINDS,
          COLORS.failed,
          failures.map(({ count }) => ({
            from: 0,
            to: count,
            text: `${countText(count, texts)} · ${shareText(count, intended, texts)}`,
          })),
        ),
      ],
    },
  };
}
