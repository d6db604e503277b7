/// <reference lib="dom" />
// A sweep's page: its pictures become charts, and any of its levels can be looked at closely.
import type { Texts } from "../messages/texts.ts";
import { burstHistogramChart, burstPercentilesChart } from "../report/burst-charts.ts";
import { completionsChart } from "../report/completions-chart.ts";
import { besideChart } from "../report/beside-chart.ts";
import { healthChart } from "../report/health-chart.ts";
import { histogramChart } from "../report/histogram-chart.ts";
import { unpackBurst } from "../report/pack-bursts.ts";
import type { SweepPage } from "../report/page-data.ts";
import type { Report } from "../report/report.ts";
import { residualsChart } from "../report/residuals-chart.ts";
import { staircaseChart } from "../report/staircase-chart.ts";
import { shownInThreads } from "../report/thread-tasks.ts";
import { threadsChart } from "../report/threads-chart.ts";
import { throughputChart } from "../report/throughput-chart.ts";
import { waterfallChart } from "../report/waterfall-chart.ts";
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

  showChart(figureOf("throughput"), () => throughputChart(report), { onPick });
  showChart(figureOf("health"), () => healthChart(report), { onPick });
  if (hasAllBursts) {
    showChart(figureOf("staircase"), (widthPx) => staircaseChart(report, widthPx), { onPick });
    showChart(figureOf("residuals"), () => residualsChart(report));
    showChart(figureOf("histogram"), (widthPx) => histogramChart(report, widthPx), { onPick });
  }

  const completions = newFigure(
    "completions",
    "Every request of one burst where it ended, and the ideal on top: point at one for its way. A stair as wide as the pool is what a pool of that width gives.",
  );
  figureOf("staircase").before(completions);
  completions.prepend(levelSlider(choice, "level-completions"));
  const histogram = newFigure("burst-histogram", "One column of the heat map, standing.");
  const percentiles = newFigure(
    "burst-percentiles",
    "Each nine has the same room. A burst of n has no percentile beyond its last reply: p90 of 10 is the slowest of them.",
  );
  figureOf("histogram").after(histogram, percentiles);
  histogram.prepend(levelSlider(choice, "level-histogram"));
  const threads = figureOf("threads");
  threads.prepend(levelSlider(choice, "level-threads"));

  const redraws = [
    showChart(completions, () => completionsChart(firstOfLevel()!, expected, texts)),
    showChart(histogram, () => burstHistogramChart(ofLevel(), expected, texts)),
    showChart(percentiles, () => burstPercentilesChart(ofLevel(), expected, texts)),
    showChart(threads, () => threadsChart(report, firstOfLevel()), { canZoom: true }),
    requestTable(threads, () => ofLevel()),
  ];
  if (expected.topology !== undefined) {
    showChart(figureOf("beside"), () => besideChart(report), { onPick });
    const waterfall = figureOf("waterfall");
    waterfall.prepend(levelSlider(choice, "level-waterfall"));
    redraws.push(
      showChart(waterfall, (widthPx) => waterfallChart(report, choice.current(), widthPx)),
    );
  }
  choice.onChange(() => {
    for (const redraw of redraws) redraw();
  });
}

function newFigure(name: string, caption: string): HTMLElement {
  return element("figure", { "data-chart": name }, element("figcaption", {}, caption));
}
