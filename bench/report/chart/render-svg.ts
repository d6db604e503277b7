// A chart as SVG text, by ECharts' server-side renderer. Loading this takes 90 ms: import it when it is needed.
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Chart } from "./chart.ts";
import { darkStyle } from "./dark-svg.ts";
import { CHART_PARTS } from "./echarts.ts";
import { escapeXml } from "../document/escape.ts";

use([...CHART_PARTS, SVGRenderer]);

/** The same chart gives the same bytes; ids begin with `name`, so that several SVGs can stand in one page. */
export function renderSvg(name: string, chart: Chart): string {
  const { widthPx, heightPx, option, description } = chart;
  const instance = init(null, null, {
    renderer: "svg",
    ssr: true,
    width: widthPx,
    height: heightPx,
  });
  try {
    instance.setOption(option);
    return tidySvg(instance.renderToSVGString(), name, description);
  } finally {
    // An instance that is kept would keep the process alive.
    instance.dispose();
  }
}

/** Each under its name. */
export function renderSvgs<Charts extends Readonly<Record<string, () => Chart>>>(charts: Charts) {
  const svgs = Object.entries(charts).map(([name, build]) => [name, renderSvg(name, build())]);
  return Object.fromEntries(svgs) as { readonly [Name in keyof Charts]: string };
}

/** The files of the pictures, by file name. */
export function svgFiles(svgs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(svgs).map(([name, svg]) => [`${name}.svg`, svg]));
}

function tidySvg(svg: string, name: string, description: string): string {
  const head = `<title>${escapeXml(description)}</title>${darkStyle(svg)}`;
  return (
    svg
      // The renderer numbers its instances: the second rendering in one process would have other ids than the first.
      .replaceAll(/\bzr\d+-/g, `${name}-`)
      // Pointers and hydration by a script, which there is none of; the classes are numbered by process, too.
      .replaceAll(/ (?:ecmeta_\w+|class)="[^"]*"/g, "")
      .replaceAll(/<style ?>.*?<\/style>/gs, "")
      .replace("<svg ", '<svg role="img" ')
      .replace(/^(<svg [^>]*>)/, (root) => root + head)
  );
}
