// The charts of a load run as SVG text. Loading this takes 90 ms: import it when it is needed.
import type { LoadRun } from "../measure/load-run.ts";
import { hasErrors } from "./load-phrases.ts";
import type { LoadPictureName } from "./load-pictures.ts";
import { errorsChart } from "./errors-chart.ts";
import { percentilesChart } from "./percentiles-chart.ts";
import { ratesChart } from "./rates-chart.ts";
import { renderSvg } from "./render-svg.ts";
import { responseCourseChart } from "./response-course-chart.ts";
import { responseHistogramChart } from "./response-histogram-chart.ts";

/** Every picture of a run; the file of each is its name and ".svg". */
export function renderLoadCharts(
  run: LoadRun,
): Record<LoadPictureName, string> & { readonly errors?: string } {
  return {
    "response-over-time": renderSvg("response-over-time", responseCourseChart(run)),
    rates: renderSvg("rates", ratesChart(run)),
    percentiles: renderSvg("percentiles", percentilesChart(run)),
    histogram: renderSvg("histogram", responseHistogramChart(run)),
    ...(hasErrors(run) && { errors: renderSvg("errors", errorsChart(run)) }),
  };
}
