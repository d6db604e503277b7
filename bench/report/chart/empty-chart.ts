// A chart that says why there is nothing to draw; a missing file would look like an error.
import { baseOption, type Chart, CHART_WIDTH_PX } from "./style.ts";

export function emptyChart(title: string, reason: string): Chart {
  return {
    description: `${title}: ${reason}`,
    widthPx: CHART_WIDTH_PX,
    heightPx: 90,
    option: baseOption(title, reason),
  };
}
