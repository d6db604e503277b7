// One burst: its completions over time with the ideal on top, and one point per request, with its outcome in a tooltip.
import type { Texts } from "../../messages/texts.ts";
import { idealOf } from "../../judge/sweep/residuals.ts";
import type { Expected, LevelAttempt } from "../../run/sweep/run.ts";
import { type RequestSample, responseNs } from "../../run/sweep/sample.ts";
import { okResponsesNs } from "../../run/sweep/summary.ts";
import type { Ns } from "../../../src/units/duration.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  countAxis,
  legendAt,
  timeAxis,
} from "../chart/style.ts";
import { emptyChart } from "../chart/empty-chart.ts";
import { largestOf } from "../chart/nice-numbers.ts";
import { setUpText, timeText } from "../document/phrases.ts";
import { stair, STAIR } from "./staircase-chart.ts";
import type { Tip } from "../chart/tip.ts";

/** Ids of series. */
const OK = "ok";
const NOT_OK = "not ok";

interface Completion {
  readonly sample: RequestSample;
  /** How many ok replies there were up to this one. */
  readonly count: number;
  readonly responseNs: Ns | null;
  readonly idealNs: Ns | null;
}

export function completionsChart(attempt: LevelAttempt, expected: Expected, texts: Texts): Chart {
  const { level } = attempt;
  const { charts, counted } = texts;
  const words = charts.burst;
  const title = words.completions(counted.clients(level));
  const idealNs = idealOf(attempt, expected);
  const okNs = okResponsesNs(attempt.samples);
  const all = completionsOf(attempt, idealNs);
  const [ok, notOk] = [
    all.filter(({ sample }) => sample.outcome === "ok"),
    all.filter(({ sample }) => sample.outcome !== "ok"),
  ];
  const lastNs = largestOf([
    ...(idealNs ?? []).slice(-1),
    ...all.map((completion) => completion.responseNs ?? 0),
  ]);
  if (lastNs === 0) return emptyChart(title, charts.nothingAnswered);
  const { unit, axis } = timeAxis(texts, charts.sinceStart, "x", lastNs, expected);
  const toPoint = (own: Completion): [number, number] => [
    (own.responseNs ?? 0) / unit.perUnitNs,
    own.count,
  ];
  return {
    description: words.completionsDescription(title, setUpText(expected, texts)),
    widthPx: CHART_WIDTH_PX,
    heightPx: 420,
    tips: { [OK]: (i) => requestTip(ok[i], texts), [NOT_OK]: (i) => requestTip(notOk[i], texts) },
    option: {
      ...baseOption(title, setUpText(expected, texts)),
      legend: legendAt(66, [
        { name: words.requests, shape: "dot" },
        ...(idealNs === undefined ? [] : [{ name: charts.ideal, shape: "line" as const }]),
        ...(notOk.length === 0 ? [] : [{ name: words.notOk, shape: "triangle" as const }]),
      ]),
      grid: { left: 84, right: 40, top: 106, bottom: 58 },
      xAxis: axis,
      yAxis: countAxis(texts, charts.completions, "y", level, expected),
      series: [
        {
          ...STAIR,
          name: words.requests,
          color: COLORS.measured,
          lineStyle: { width: 5, color: COLORS.measured, opacity: 0.55 },
          data: stair(okNs, unit.perUnitNs),
        },
        {
          id: OK,
          name: words.requests,
          type: "scatter",
          symbolSize: level <= 200 ? 9 : level <= 2000 ? 6 : 4,
          silent: true,
          color: COLORS.measured,
          itemStyle: { color: COLORS.measured },
          data: ok.map(toPoint),
        },
        {
          id: NOT_OK,
          name: words.notOk,
          type: "scatter",
          symbol: "triangle",
          symbolSize: 10,
          silent: true,
          color: COLORS.failed,
          itemStyle: { color: COLORS.failed },
          data: notOk.map(toPoint),
        },
        {
          ...STAIR,
          name: charts.ideal,
          color: COLORS.ideal,
          lineStyle: { width: 1.5, color: COLORS.ideal },
          data: stair(idealNs ?? [], unit.perUnitNs),
          z: 5,
        },
      ],
    },
  };
}

/** In the order in which they ended; requests without an end come first, at t0. */
function completionsOf(
  { samples }: LevelAttempt,
  idealNs: readonly Ns[] | undefined,
): Completion[] {
  let count = 0;
  return samples
    .map((sample) => ({ sample, responseNs: responseNs(sample) ?? null }))
    .sort((a, b) => (a.responseNs ?? 0) - (b.responseNs ?? 0))
    .map((own) => {
      const isOk = own.sample.outcome === "ok";
      if (isOk) count++;
      return { ...own, count, idealNs: (isOk && idealNs?.[count - 1]) || null };
    });
}

function requestTip(completion: Completion | undefined, texts: Texts): Tip | null {
  if (completion === undefined) return null;
  const { sample, count, responseNs: tookNs, idealNs } = completion;
  const { connection, outcome, errorCode, report } = sample;
  const { charts, sweepReport } = texts;
  const { burst: words, threads } = charts;
  const ending = sweepReport.outcomes[outcome];
  return {
    title: threads.connection(connection),
    rows: [
      ...(outcome === "ok"
        ? [[words.completion, String(count)] as const]
        : [[words.endedAs, errorCode === null ? ending : `${ending} (${errorCode})`] as const]),
      ...(tookNs === null ? [] : [[charts.responseTime, timeText(tookNs, texts)] as const]),
      ...(tookNs === null || idealNs === null
        ? []
        : [[words.againstIdeal, lateText(tookNs - idealNs, texts)] as const]),
      ...(report === null
        ? []
        : ([
            [threads.waited, timeText(report.waitNs, texts)],
            [threads.worked, timeText(report.serviceNs, texts)],
            [words.thread, [report.worker, report.thread].filter(Boolean).join(" · ")],
          ] as const)),
    ],
  };
}

function lateText(lateNs: Ns, texts: Texts): string {
  const { early, late } = texts.charts.burst;
  return (lateNs < 0 ? early : late)(timeText(Math.abs(lateNs), texts));
}
