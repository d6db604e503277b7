// Errors of a load run by kind, the most frequent first.
import type { Texts } from "../../messages/texts.ts";
import { loadText } from "../../judge/load/words.ts";
import type { LoadPhase, LoadRun } from "../../run/load/run.ts";
import { escapeControls } from "../../../src/protocol/control-characters.ts";
import { formatSeconds } from "../../../src/units/duration.ts";
import { rowAxis, valueAxis } from "../chart/axes.ts";
import { type Chart, chartOf, emptyChart } from "../chart/chart.ts";
import { COLORS } from "../chart/colors.ts";
import { largestOf, rangeFromZero } from "../chart/nice-numbers.ts";
import { marks, rect, textAt } from "../chart/series.ts";
import type { Tip } from "../chart/tip.ts";
import { countText, shareText } from "../../judge/load/texts.ts";
import { present } from "../../../src/units/present.ts";

const ROW_PX = 34;
const LEFT_PX = 150;
/** Width of a character of a label, at most on average. */
const LABEL_CHARACTER_PX = 7;

export function errorsChart({ plan, result }: LoadRun, texts: Texts): Chart {
  const failures = (result?.run.failures ?? []).toSorted((a, b) => b.count - a.count);
  const { noErrors, ofAll, errors: words } = texts.loadReport.charts;
  if (result === null || failures.length === 0) return emptyChart(words.title, noErrors);
  const { intended } = result.run.counts;
  const names = failures.map(({ kind }) => texts.failures.kinds[kind]);
  const most = largestOf(failures.map(({ count }) => count));
  const longest = largestOf(names.map((name) => name.length));
  const heightPx = failures.length * ROW_PX;
  const all = failures.map(({ count }, i) => `${names[i]} ${countText(count, texts)}`);
  return chartOf({
    title: words.title,
    subtitle: `${loadText(plan, texts)} · ${ofAll(texts.counted.requests(intended))}`,
    description: words.description(words.title, all.join(", ")),
    heightPx: heightPx + 142,
    plots: [
      {
        grid: {
          left: Math.max(LEFT_PX, LABEL_CHARACTER_PX * longest + 24),
          right: 84,
          height: heightPx,
        },
        xAxis: valueAxis(texts, words.requests, "x", rangeFromZero(most, 5, 1)),
        yAxis: rowAxis(names),
        series: [
          marks({
            color: COLORS.failed,
            items: failures,
            tip: (failure) => failureTip(failure, intended, texts),
            x: ({ count }) => [0, count],
            y: (failure) => failures.indexOf(failure),
            draw({ count }, at) {
              const [x, middle] = at(0);
              const [right] = at(count);
              const text = `${countText(count, texts)} · ${shareText(count / intended, texts)}`;
              const bar = { x, y: middle - 9, width: Math.max(1, right - x), height: 18 };
              const children = [rect(bar, COLORS.failed), textAt(right + 6, middle, text)];
              return { type: "group", children };
            },
          }),
        ],
      },
    ],
  });
}

function failureTip(
  { kind, count, firstNs, lastNs, example }: LoadPhase["failures"][number],
  intended: number,
  texts: Texts,
): Tip {
  const words = texts.loadReport.charts.errors;
  const share = shareText(count / intended, texts);
  return {
    title: texts.failures.kinds[kind],
    rows: present(
      [words.requests, words.shareOfAll(countText(count, texts), share)],
      [words.firstAt, texts.number(`${formatSeconds(firstNs)} s`)],
      [words.lastAt, texts.number(`${formatSeconds(lastNs)} s`)],
      example.en !== "" && [words.example, escapeControls(texts.of(example))],
    ),
  };
}
