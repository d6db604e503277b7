/// <reference lib="dom" />
// A sweep's page: its pictures become charts, and any of its levels can be shown in detail.
import type { Texts } from "../messages/texts.ts";
import { burstHistogramChart, burstPercentilesChart } from "../report/sweep/burst-charts.ts";
import { completionsChart } from "../report/sweep/completions-chart.ts";
import { localBaselineChart } from "../report/cluster/local-baseline-chart.ts";
import { healthChart } from "../report/sweep/health-chart.ts";
import { histogramChart } from "../report/sweep/histogram-chart.ts";
import { unpackBurst } from "../report/sweep/pack-bursts.ts";
import type { SweepPage } from "../report/sweep/page-data.ts";
import type { Report } from "../report/sweep/report.ts";
import { residualsChart } from "../report/sweep/residuals-chart.ts";
import { staircaseChart } from "../report/sweep/staircase-chart.ts";
import { shownInThreads } from "../report/sweep/thread-tasks.ts";
import { threadsChart } from "../report/sweep/threads-chart.ts";
import { throughputChart } from "../report/sweep/throughput-chart.ts";
import { waterfallChart } from "../report/cluster/waterfall-chart.ts";
import { element } from "./elements.ts";
import { figureOf } from "./figures.ts";
import { createLevelChoice, levelSlider } from "./level-choice.ts";
import { showChart } from "./live-chart.ts";
import { requestTable } from "./request-table.ts";

export function showSweep({ run, bursts, hasAllBursts }: SweepPage, texts: Texts): void {
  const attempts = bursts.map((burst) => unpackBurst(burst, run.clockZeroMs));
  const report: Report = { run, attempts, texts };
  const { expected } = run;
  const levels = [...new Set(attempts.map(({ level }) => level))];
  const first = shownInThreads(report)?.level ?? levels.at(-1);
  if (first === undefined) return;
  const choice = createLevelChoice(levels, first);
  const onPick = (level: number): void => choice.choose(level);
  const ofLevel = () => attempts.filter(({ level }) => level === choice.current());
  const firstOfLevel = () => ofLevel()[0] ?? attempts[0];

  showChart(figureOf("throughput"), () => throughputChart(report), texts, { onPick });
  showChart(figureOf("health"), () => healthChart(report), texts, { onPick });
  if (hasAllBursts) {
    showChart(figureOf("staircase"), (widthPx) => staircaseChart(report, widthPx), texts, {
      onPick,
    });
    showChart(figureOf("residuals"), () => residualsChart(report), texts);
    showChart(figureOf("histogram"), (widthPx) => histogramChart(report, widthPx), texts, {
      onPick,
    });
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
    showChart(completions, () => completionsChart(firstOfLevel()!, report), texts),
    showChart(histogram, () => burstHistogramChart(ofLevel(), report), texts),
    showChart(percentiles, () => burstPercentilesChart(ofLevel(), report), texts),
    showChart(threads, () => threadsChart(report, firstOfLevel()), texts, { canZoom: true }),
    requestTable(threads, () => ofLevel(), texts),
  ];
  if (expected.topology !== undefined) {
    showChart(figureOf("beside"), () => localBaselineChart(report), texts, { onPick });
    const waterfall = figureOf("waterfall");
    waterfall.prepend(levelSlider(choice, "level-waterfall", texts));
    redraws.push(
      showChart(waterfall, (widthPx) => waterfallChart(report, choice.current(), widthPx), texts),
    );
  }
  choice.onChange(() => {
    for (const redraw of redraws) redraw();
  });
}

function newFigure(name: string, caption: string): HTMLElement {
  return element("figure", { "data-chart": name }, element("figcaption", {}, caption));
}
