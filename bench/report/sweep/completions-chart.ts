// One burst: its completions over time with the ideal on top, and one point per request, with its outcome in a tooltip.
import { idealOf } from "../../judge/sweep/residuals.ts";
import type { Texts } from "../../messages/texts.ts";
import type { LevelAttempt } from "../../run/sweep/run.ts";
import { type RequestSample, responseNs } from "../../run/sweep/sample.ts";
import { okResponsesNs } from "../../run/sweep/summary.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { type Chart, chartOf, emptyChart } from "../chart/chart.ts";
import { COLORS } from "../chart/colors.ts";
import { largestOf } from "../chart/nice-numbers.ts";
import { type PointStyle, points, stepLine } from "../chart/series.ts";
import { type Tip, tipsOf } from "../chart/tip.ts";
import { timeText } from "../document/phrases.ts";
import { setUpText } from "./phrases.ts";
import { countAxis, timeAxis } from "./axes.ts";
import type { Report } from "./report.ts";
import { stair } from "./staircase-chart.ts";
import { present } from "../../../src/units/present.ts";

interface Completion {
  readonly sample: RequestSample;
  /** How many ok replies there were up to this one. */
  readonly count: number;
  readonly responseNs: Ns | null;
  readonly idealNs: Ns | null;
}

export function completionsChart(attempt: LevelAttempt, report: Report): Chart {
  const { level } = attempt;
  const { run, texts } = report;
  const { charts } = texts;
  const words = charts.burst;
  const title = words.completions(texts.counted.clients(level));
  const idealNs = idealOf(attempt, run.expected) ?? [];
  const all = completionsOf(attempt, idealNs);
  const ok = all.filter(({ sample }) => sample.outcome === "ok");
  const notOk = all.filter(({ sample }) => sample.outcome !== "ok");
  const lastNs = largestOf([
    ...idealNs.slice(-1),
    ...all.map((completion) => completion.responseNs ?? 0),
  ]);
  if (lastNs === 0) return emptyChart(title, charts.nothingAnswered);
  const { axis, toAxis } = timeAxis("x", charts.sinceStart, lastNs, report);
  const pointsOf = (style: PointStyle, own: readonly Completion[]) =>
    points(
      { ...style, tips: tipsOf(own, (completion) => requestTip(completion, texts)) },
      own.map((completion) => [toAxis(completion.responseNs ?? 0), completion.count]),
    );
  const requests = { name: words.requests, color: COLORS.measured };
  const failed = { name: words.notOk, color: COLORS.failed };
  const ideal = { name: charts.ideal, color: COLORS.ideal };
  const measured = stair(okResponsesNs(attempt.samples), toAxis);
  const setUp = setUpText(run.expected, texts);
  return chartOf({
    title,
    subtitle: setUp,
    description: words.completionsDescription(title, setUp),
    heightPx: 420,
    legend: [requests.name, idealNs.length > 0 && ideal.name, notOk.length > 0 && failed.name],
    plots: [
      {
        grid: { top: 106 },
        xAxis: axis,
        yAxis: countAxis("y", charts.completions, level, report),
        series: [
          {
            ...stepLine({ ...requests, widthPx: 5 }, measured),
            lineStyle: { width: 5, color: COLORS.measured, opacity: 0.55 },
          },
          pointsOf({ ...requests, symbolSize: level <= 200 ? 9 : level <= 2000 ? 6 : 4 }, ok),
          pointsOf({ ...failed, symbol: "triangle", symbolSize: 10 }, notOk),
          { ...stepLine({ ...ideal, widthPx: 1.5 }, stair(idealNs, toAxis)), z: 5 },
        ],
      },
    ],
  });
}

/** In the order in which they ended; requests without an end come first, at t0. */
function completionsOf({ samples }: LevelAttempt, idealNs: readonly Ns[]): Completion[] {
  let count = 0;
  return samples
    .map((sample) => ({ sample, responseNs: responseNs(sample) ?? null }))
    .sort((a, b) => (a.responseNs ?? 0) - (b.responseNs ?? 0))
    .map((own) => {
      const isOk = own.sample.outcome === "ok";
      if (isOk) count++;
      return { ...own, count, idealNs: (isOk && idealNs[count - 1]) || null };
    });
}

function requestTip({ sample, count, responseNs: tookNs, idealNs }: Completion, texts: Texts): Tip {
  const { connection, outcome, errorCode, report } = sample;
  const { charts, sweepReport } = texts;
  const { burst: words, threads } = charts;
  const ending = sweepReport.outcomes[outcome];
  return {
    title: threads.connection(connection),
    rows: present(
      outcome === "ok"
        ? [words.completion, String(count)]
        : [words.endedAs, errorCode === null ? ending : `${ending} (${errorCode})`],
      tookNs !== null && [charts.responseTime, timeText(tookNs, texts)],
      tookNs !== null &&
        idealNs !== null && [words.againstIdeal, lateText(tookNs - idealNs, texts)],
      report !== null && [threads.waited, timeText(report.waitNs, texts)],
      report !== null && [threads.worked, timeText(report.serviceNs, texts)],
      report !== null && [words.thread, [report.worker, report.thread].filter(Boolean).join(" · ")],
    ),
  };
}

function lateText(lateNs: Ns, texts: Texts): string {
  const { early, late } = texts.charts.burst;
  return (lateNs < 0 ? early : late)(timeText(Math.abs(lateNs), texts));
}
