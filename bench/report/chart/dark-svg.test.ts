import { ENGLISH } from "../../../test/support/texts.ts";
import { expect, test } from "bun:test";
import { simulateClusterReport } from "../../../test/support/cluster-report-fixture.ts";
import { simulateLoad } from "../../../test/support/load-fixture.ts";
import { levelsTo, simulateReport } from "../../../test/support/report-fixture.ts";
import { renderCharts } from "../sweep/reports.ts";
import { COLOR_SCALE, COLORS, DARK_COLORS } from "./colors.ts";
import { darkStyle } from "./dark-svg.ts";
import { renderLoadCharts } from "../load/reports.ts";

const SVGS = {
  ...renderCharts(simulateClusterReport({ levels: [1, 4, 5] })),
  ...renderCharts(simulateReport({ levels: levelsTo(40), secondAttempts: [7] })),
  ...renderLoadCharts(simulateLoad({ endOf: (i) => (i % 9 === 0 ? "dropped" : "ok") }), ENGLISH),
};

test("a colour has its counterpart where the viewer prefers the dark, in whatever form it is written", () => {
  expect(darkStyle(`<path fill="${COLORS.text}"/><path stroke="rgb(255,255,255)"/>`)).toBe(
    "<style>@media screen and (prefers-color-scheme:dark){" +
      `svg[role=img] [fill="${COLORS.text}"]{fill:${DARK_COLORS.get(COLORS.text)}}` +
      `svg[role=img] [stroke="rgb(255,255,255)"]{stroke:${DARK_COLORS.get(COLORS.page)}}` +
      "}</style>",
  );
  expect(darkStyle('<path fill="none"/><path fill="#123456"/>')).toBe("");
});

test("a colour between two of the scale lies as far between their counterparts", () => {
  const [least, less] = COLOR_SCALE;
  expect(least).toBe("#45a08d");
  expect(less).toBe("#2a86b0");
  // #45a08d and #2a86b0 in the middle; #3f6f8f and #2f9fae.
  expect(darkStyle('<rect fill="rgb(56,147,159)"/>')).toMatch(/\{fill:rgb\(55,13[4-6],15[89]\)\}/);
  expect(darkStyle('<rect fill="rgb(56,147,200)"/>')).toBe("");
});

test.each(Object.entries(SVGS))("%s keeps no colour of the light page in the dark", (_, svg) => {
  const style = /<style>.*?<\/style>/.exec(svg)?.[0] ?? "";
  const ofPage = new Set([COLORS.page, COLORS.text, COLORS.mutedText, COLORS.gridLine]);
  for (const color of ofPage) {
    for (const property of ["fill", "stroke"]) {
      if (!svg.includes(`${property}="${color}"`)) continue;
      expect(style).toContain(`[${property}="${color}"]{${property}:${DARK_COLORS.get(color)}}`);
    }
  }
  expect(style).toContain(`{fill:${DARK_COLORS.get(COLORS.page)}}`);
  // Cells of the heat map.
  for (const [, color = ""] of svg.matchAll(/<(?:rect|path) [^>]*fill="(rgb\([^)]*\))"/g)) {
    if (color !== "rgb(0,0,0)") expect(style).toContain(`[fill="${color}"]`);
  }
});
