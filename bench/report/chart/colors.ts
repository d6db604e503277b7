// The colours of the charts, and their counterparts on a dark page.

/**
 * After Okabe and Ito, "Color Universal Design" (2008): told apart with any kind of colour vision. The two light ones are
 * darker than theirs, as a mark must stand out 3:1 from its page (WCAG 2.2, 1.4.11).
 */
export const COLORS = {
  measured: "#2e90cf",
  measuredDark: "#0072b2",
  ideal: "#1f2937",
  failed: "#d55e00",
  notJudged: "#6b7280",
  allowed: "#009e73",
  accent: "#b87a00",
  text: "#1f2937",
  mutedText: "#4b5563",
  gridLine: "#e5e7eb",
  axisLine: "#9ca3af",
  page: "#ffffff",
  /** Wide and pale: other lines are drawn on it. */
  offered: "#c3cad4",
  box: "rgba(0, 114, 178, 0.16)",
  behindLabel: "rgba(255, 255, 255, 0.8)",
} as const;

/** For kinds side by side, such as a thread's first, second, … task. They are darker because white text is on them. */
export const SERIES_COLORS = ["#0067a3", "#b34e00", "#00775a", "#7d4a8f"] as const;

/** Of a heat map, light to dark: it also reads in grey (after ColorBrewer's YlGnBu, whose lightest would be lost on white). */
export const COLOR_SCALE = ["#45a08d", "#2a86b0", "#2259a2", "#081d58"] as const;

const [first, second, third, fourth] = SERIES_COLORS;
const [scaleLeast, scaleLess, scaleMore, scaleMost] = COLOR_SCALE;

/** By the light colour, as it stands in the options, one of the same contrast with its page. */
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
