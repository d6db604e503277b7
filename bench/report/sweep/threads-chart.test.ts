import { describe, expect, test } from "bun:test";
import { simulateReport } from "../../../test/support/report-fixture.ts";
import { SERIES_COLORS } from "../chart/colors.ts";
import { renderSvg } from "../chart/render-svg.ts";
import { threadsChart } from "./threads-chart.ts";

const chartOf = (level: number, threads: number) =>
  threadsChart(simulateReport({ levels: [level], threads, service: "exp:300ms" }));

const seriesOf = (level: number, threads: number) => {
  const [series] = [chartOf(level, threads).option.series].flat();
  return series?.data as readonly (readonly number[])[];
};

describe("the tasks of threads", () => {
  test("are drawn one by one where there are few", () => {
    expect(seriesOf(40, 10)).toHaveLength(40);
  });

  test("are drawn row by row where there are thousands, so that a zoom stays smooth", () => {
    expect(seriesOf(10_000, 100)).toHaveLength(100);
    const svg = renderSvg("threads", chartOf(10_000, 100));
    const ofColors = SERIES_COLORS.map((color) => svg.split(` fill="${color}"`).length - 1);
    expect(ofColors).toEqual([100, 100, 100, 100]);
    expect(svg).not.toContain("NaN");
  });

  test.each([40, 1000])("are found by their place, each as itself, of %d", (level) => {
    const { places } = chartOf(level, 10);
    const titles = places?.marks.map(([x, y]) => places.at(x, y)?.title);
    expect(new Set(titles).size).toBe(level);
    expect(titles).not.toContain(undefined);
    expect(places?.at(-1, 0)).toBeNull();
    expect(places?.at(0.1, 99)).toBeNull();
  });
});
