// A picture that says why there is nothing to draw: a missing file would look like a fault.
import { baseOption, type Chart, CHART_WIDTH_PX } from "./chart-style.ts";

/** Of response times that are not known, as replies could not be matched to requests. */
export const NOT_MATCHED =
  "There is nothing to show: which request a reply answers is not known (see the warnings).";

export function emptyChart(title: string, reason: string): Chart {
  return {
    description: `${title}: ${reason}`,
    widthPx: CHART_WIDTH_PX,
    heightPx: 90,
    option: baseOption(title, reason),
  };
}
