// The charts of a load run as SVG text. Loading this takes 90 ms: import it when it is needed.
import type { Texts } from "../../messages/texts.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { hasErrors } from "./phrases.ts";
import type { LoadPictureName } from "./pictures.ts";
import { errorsChart } from "./errors-chart.ts";
import { percentilesChart } from "./percentiles-chart.ts";
import { ratesChart } from "./rates-chart.ts";
import { renderSvg } from "../chart/render-svg.ts";
import { responseCourseChart } from "./response-times-chart.ts";
import { responseHistogramChart } from "./response-histogram-chart.ts";

/** Every picture of a run; the file of each is its name and ".svg". */
export function renderLoadCharts(
  run: LoadRun,
  texts: Texts,
): Record<LoadPictureName, string> & { readonly errors?: string } {
  return {
    "response-over-time": renderSvg("response-over-time", responseCourseChart(run, texts)),
    rates: renderSvg("rates", ratesChart(run, texts)),
    percentiles: renderSvg("percentiles", percentilesChart(run, texts)),
    histogram: renderSvg("histogram", responseHistogramChart(run, texts)),
    ...(hasErrors(run) && { errors: renderSvg("errors", errorsChart(run, texts)) }),
  };
}
