// The colours of the charts on a dark page: every colour of the light page has a counterpart with the same contrast.
import { COLOR_SCALE } from "../sweep/histogram-chart.ts";
import { COLORS, SERIES_COLORS } from "./style.ts";

const [first, second, third, fourth] = SERIES_COLORS;
const [scaleLeast, scaleLess, scaleMore, scaleMost] = COLOR_SCALE;

/** By the light colour, as it stands in the options. */
export const DARK_COLORS: ReadonlyMap<string, string> = new Map([
  [COLORS.page, "#14181f"],
  // Of the ideal, too.
  [COLORS.text, "#e5e7eb"],
  [COLORS.mutedText, "#a3abb8"],
  [COLORS.gridLine, "#2b333e"],
  [COLORS.axisLine, "#6b7280"],
  [COLORS.measured, "#4aa3df"],
  [COLORS.measuredDark, "#9ad4ff"],
  [COLORS.failed, "#ff8f4d"],
  [COLORS.notJudged, "#9ca3af"],
  [COLORS.allowed, "#33c79b"],
  [COLORS.accent, "#f0b429"],
  [COLORS.offered, "#4b5563"],
  [COLORS.box, "rgba(154, 212, 255, 0.18)"],
  [COLORS.behindLabel, "rgba(20, 24, 31, 0.8)"],
  [first, "#5db4ec"],
  [second, "#ff9a5c"],
  [third, "#45c79e"],
  [fourth, "#c79bdb"],
  [scaleLeast, "#3f6f8f"],
  [scaleLess, "#2f9fae"],
  [scaleMore, "#7fd8cf"],
  [scaleMost, "#f2fccf"],
]);
