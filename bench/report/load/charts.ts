// The charts of a load run as SVG text. Loading this takes 90 ms: import it when it is needed.
import type { Texts } from "../../messages/texts.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { renderSvgs } from "../chart/render-svg.ts";
import { errorsChart } from "./errors-chart.ts";
import { percentilesChart } from "./percentiles-chart.ts";
import { hasErrors } from "./phrases.ts";
import { ratesChart } from "./rates-chart.ts";
import { responseHistogramChart } from "./response-histogram-chart.ts";
import { responseCourseChart } from "./response-times-chart.ts";

/** Every picture of a run; the file of each is its name and ".svg". */
export function renderLoadCharts(run: LoadRun, texts: Texts) {
  return renderSvgs({
    "response-over-time": responseCourseChart(run, texts),
    rates: ratesChart(run, texts),
    percentiles: percentilesChart(run, texts),
    histogram: responseHistogramChart(run, texts),
    ...(hasErrors(run) && { errors: errorsChart(run, texts) }),
  });
}
