// One burst: its completions over time with the ideal on top, a point a request that says what became of it.
import type { Texts } from "../messages/texts.ts";
import { idealOf } from "../judge/residuals.ts";
import type { Expected, LevelAttempt } from "../measure/run.ts";
import { type RequestSample, responseNs } from "../measure/sample.ts";
import { okResponsesNs } from "../measure/summary.ts";
import { formatDuration, type Ns } from "../../src/units/duration.ts";
import {
  baseOption,
  type Chart,
  CHART_WIDTH_PX,
  COLORS,
  countAxis,
  legendAt,
  timeAxis,
} from "./chart-style.ts";
import { emptyChart } from "./empty-chart.ts";
import { largestOf } from "./nice-numbers.ts";
import { setUpText } from "./phrases.ts";
import { stair, STAIR } from "./staircase-chart.ts";
import type { Tip } from "./tip.ts";

const OK = "requests";
const NOT_OK = "not answered ok";
const IDEAL = "ideal";

interface Completion {
  readonly sample: RequestSample;
  /** Of an ok reply: how many there are with it. Of others the count stays. */
  readonly count: number;
  readonly responseNs: Ns | null;
  readonly idealNs: Ns | null;
}

export function completionsChart(attempt: LevelAttempt, expected: Expected, texts: Texts): Chart {
  const { level } = attempt;
  const title = `Completions over time, ${level === 1 ? "1 client" : `${level} clients at once`}`;
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
  if (lastNs === 0) return emptyChart(title, "There is nothing to show: no request was answered.");
  const { unit, axis } = timeAxis(texts, "time since t0", "x", lastNs, expected);
  const toPoint = (own: Completion): [number, number] => [
    (own.responseNs ?? 0) / unit.perUnitNs,
    own.count,
  ];
  return {
    description: `${title}; ${setUpText(expected)}.`,
    widthPx: CHART_WIDTH_PX,
    heightPx: 420,
    tips: { [OK]: (i) => requestTip(ok[i]), [NOT_OK]: (i) => requestTip(notOk[i]) },
    option: {
      ...baseOption(title, setUpText(expected)),
      legend: legendAt(66, [
        { name: OK, shape: "dot" },
        ...(idealNs === undefined ? [] : [{ name: IDEAL, shape: "line" as const }]),
        ...(notOk.length === 0 ? [] : [{ name: NOT_OK, shape: "triangle" as const }]),
      ]),
      grid: { left: 84, right: 40, top: 106, bottom: 58 },
      xAxis: axis,
      yAxis: countAxis(texts, "completions", "y", level, expected),
      series: [
        {
          ...STAIR,
          name: OK,
          color: COLORS.measured,
          lineStyle: { width: 5, color: COLORS.measured, opacity: 0.55 },
          data: stair(okNs, unit.perUnitNs),
        },
        {
          id: OK,
          name: OK,
          type: "scatter",
          symbolSize: level <= 200 ? 9 : level <= 2000 ? 6 : 4,
          silent: true,
          color: COLORS.measured,
          itemStyle: { color: COLORS.measured },
          data: ok.map(toPoint),
        },
        {
          id: NOT_OK,
          name: NOT_OK,
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
          name: IDEAL,
          color: COLORS.ideal,
          lineStyle: { width: 1.5, color: COLORS.ideal },
          data: stair(idealNs ?? [], unit.perUnitNs),
          z: 5,
        },
      ],
    },
  };
}

/** In the order in which they ended; those that never did come first, at t0. */
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

function requestTip(completion: Completion | undefined): Tip | null {
  if (completion === undefined) return null;
  const { sample, count, responseNs: tookNs, idealNs } = completion;
  const { connection, outcome, errorCode, report } = sample;
  return {
    title: `connection ${connection}`,
    rows: [
      ...(outcome === "ok"
        ? [["completion", String(count)] as const]
        : [["ended as", errorCode === null ? outcome : `${outcome} (${errorCode})`] as const]),
      ...(tookNs === null ? [] : [["response time", formatDuration(tookNs)] as const]),
      ...(tookNs === null || idealNs === null
        ? []
        : [["against the ideal", lateText(tookNs - idealNs)] as const]),
      ...(report === null
        ? []
        : ([
            ["waited", formatDuration(report.waitNs)],
            ["worked", formatDuration(report.serviceNs)],
            [
              "thread",
              `${report.worker === undefined ? "" : `${report.worker} · `}${report.thread}`,
            ],
          ] as const)),
    ],
  };
}

function lateText(lateNs: Ns): string {
  return lateNs < 0 ? `${formatDuration(-lateNs)} early` : `${formatDuration(lateNs)} late`;
}
