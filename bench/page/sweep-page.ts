/// <reference lib="dom" />
// A sweep's page: its pictures become charts, and any of its levels can be shown in detail.
import type { Texts } from "../messages/texts.ts";
import { burstHistogramChart, burstPercentilesChart } from "../report/sweep/burst-charts.ts";
import { completionsChart } from "../report/sweep/completions-chart.ts";
import { localBaselineChart } from "../report/cluster/local-baseline-chart.ts";
import { healthChart } from "../report/sweep/health-chart.ts";
import { histogramChart } from "../report/sweep/histogram-chart.ts";
import { type SweepPage, unpackBurst } from "../report/sweep/page.ts";
import type { Report } from "../report/sweep/report.ts";
import { residualsChart } from "../report/sweep/residuals-chart.ts";
import { staircaseChart } from "../report/sweep/staircase-chart.ts";
import { shownInThreads } from "../report/sweep/thread-tasks.ts";
import { threadsChart } from "../report/sweep/threads-chart.ts";
import { throughputChart } from "../report/sweep/throughput-chart.ts";
import { waterfallChart } from "../report/cluster/waterfall-chart.ts";
import type { Chart } from "../report/chart/chart.ts";
import { element, figureOf } from "./elements.ts";
import { LevelChoice, levelSlider } from "./level-choice.ts";
import { type LiveOptions, showChart } from "./live-chart.ts";
import { requestTable } from "./request-table.ts";

export function showSweep({ run, bursts, hasAllBursts }: SweepPage, texts: Texts): void {
  const attempts = bursts.map((burst) => unpackBurst(burst, run.clockZeroMs));
  const report: Report = { run, attempts, texts };
  const levels = [...new Set(attempts.map(({ level }) => level))];
  const first = shownInThreads(report)?.level ?? levels.at(-1);
  if (first === undefined) return;
  const choice = new LevelChoice(levels, first);
  const picking = { onPick: (level: number) => choice.choose(level) };
  const ofLevel = () => attempts.filter(({ level }) => level === choice.current);
  const firstOfLevel = () => ofLevel()[0] ?? attempts[0];
  const show = (
    figure: string | HTMLElement,
    build: (widthPx: number) => Chart,
    options?: LiveOptions,
  ) => showChart(typeof figure === "string" ? figureOf(figure) : figure, build, texts, options);

  show("throughput", () => throughputChart(report), picking);
  show("health", () => healthChart(report), picking);
  if (hasAllBursts) {
    show("staircase", (widthPx) => staircaseChart(report, widthPx), picking);
    show("residuals", () => residualsChart(report));
    show("histogram", (widthPx) => histogramChart(report, widthPx), picking);
  }

  const completions = newFigure("completions", texts.reportPage.completions);
  figureOf("staircase").before(completions);
  completions.prepend(levelSlider(choice, "level-completions", texts));
  const histogram = newFigure("burst-histogram", texts.reportPage.histogram);
  const percentiles = newFigure("burst-percentiles", texts.reportPage.percentiles);
  figureOf("histogram").after(histogram, percentiles);
  histogram.prepend(levelSlider(choice, "level-histogram", texts));
  const threads = figureOf("threads");
  threads.prepend(levelSlider(choice, "level-threads", texts));

  const redraws = [
    show(completions, () => completionsChart(firstOfLevel()!, report)),
    show(histogram, () => burstHistogramChart(ofLevel(), report)),
    show(percentiles, () => burstPercentilesChart(ofLevel(), report)),
    show(threads, () => threadsChart(report, firstOfLevel()), { canZoom: true }),
    requestTable(threads, ofLevel, texts),
  ];
  if (run.expected.topology !== undefined) {
    show("beside", () => localBaselineChart(report), picking);
    const waterfall = figureOf("waterfall");
    waterfall.prepend(levelSlider(choice, "level-waterfall", texts));
    redraws.push(show(waterfall, (widthPx) => waterfallChart(report, choice.current, widthPx)));
  }
  choice.onChange(() => {
    for (const redraw of redraws) redraw();
  });
}

function newFigure(name: string, caption: string): HTMLElement {
  return element("figure", { "data-chart": name }, element("figcaption", {}, caption));
}
