// Every picture of a load run by its name, for the files beside the report and for its page.
import type { Texts } from "../../messages/texts.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { errorsChart } from "./errors-chart.ts";
import { percentilesChart } from "./percentiles-chart.ts";
import { hasErrors } from "./phrases.ts";
import { ratesChart } from "./rates-chart.ts";
import { responseHistogramChart } from "./response-histogram-chart.ts";
import { responseCourseChart } from "./response-times-chart.ts";

export function loadCharts(run: LoadRun, texts: Texts) {
  return {
    "response-over-time": () => responseCourseChart(run, texts),
    rates: () => ratesChart(run, texts),
    percentiles: () => percentilesChart(run, texts),
    histogram: () => responseHistogramChart(run, texts),
    ...(hasErrors(run) && { errors: () => errorsChart(run, texts) }),
  };
}
