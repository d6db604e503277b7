// The dark colours of an SVG, for viewers in the dark: one file serves both, on a code host and in an editor's preview.
import { COLOR_SCALE, DARK_COLORS } from "./colors.ts";

type Rgb = readonly [red: number, green: number, blue: number];

const COLORED = /\b(fill|stroke|stop-color)="(#[0-9a-f]{3,6}|rgb\([\d,]+\))"/gi;

/** Exchanges every colour of `svg` that has a counterpart where the viewer prefers a dark page; empty where none has. */
export function darkStyle(svg: string): string {
  const rules = new Set<string>();
  for (const [, property = "", color = ""] of svg.matchAll(COLORED)) {
    const dark = darkOf(parseColor(color));
    // Only within such a picture: inside a page the rules would hold for all of it.
    if (dark !== undefined)
      rules.add(`svg[role=img] [${property}="${color}"]{${property}:${dark}}`);
  }
  if (rules.size === 0) return "";
  return `<style>@media screen and (prefers-color-scheme:dark){${[...rules].join("")}}</style>`;
}

/** By the numbers, as the renderer writes one colour in several forms; its opacity stands in an attribute of its own. */
const DARK_BY_RGB = new Map(
  [...DARK_COLORS]
    .filter(([light]) => light.startsWith("#"))
    .map(([light, dark]) => [parseColor(light).join(), dark]),
);

function darkOf(color: Rgb): string | undefined {
  return DARK_BY_RGB.get(color.join()) ?? darkOnScale(color);
}

/** The heat map's colours lie between those of its scale: in the dark between their counterparts, as far along. */
function darkOnScale(color: Rgb): string | undefined {
  for (const [i, from] of COLOR_SCALE.entries()) {
    const to = COLOR_SCALE[i + 1];
    const [darkFrom, darkTo] = [DARK_COLORS.get(from), DARK_COLORS.get(to ?? "")];
    if (to === undefined || darkFrom === undefined || darkTo === undefined) continue;
    const share = shareBetween(color, parseColor(from), parseColor(to));
    if (share === undefined) continue;
    const mixed = mix(parseColor(darkFrom), parseColor(darkTo), share);
    return `rgb(${mixed.map(Math.round).join()})`;
  }
  return undefined;
}

/** How far `color` is on the way between two others, 0 to 1; undefined where it is not on it. */
function shareBetween(color: Rgb, from: Rgb, to: Rgb): number | undefined {
  // By the part that changes most: the others are rounded too coarsely.
  const widest = ([0, 1, 2] as const).toSorted(
    (a, b) => Math.abs(to[b] - from[b]) - Math.abs(to[a] - from[a]),
  )[0];
  if (widest === undefined || to[widest] === from[widest]) return undefined;
  const share = (color[widest] - from[widest]) / (to[widest] - from[widest]);
  const isOnWay =
    share >= 0 &&
    share <= 1 &&
    mix(from, to, share).every((part, i) => Math.abs(part - (color[i] ?? 0)) <= 1.5);
  return isOnWay ? share : undefined;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (i: 0 | 1 | 2): number => from[i] + share * (to[i] - from[i]);
  return [part(0), part(1), part(2)];
}

/** "#rgb", "#rrggbb" or "rgb(r,g,b)". */
function parseColor(color: string): Rgb {
  if (color.startsWith("rgb")) {
    const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).map(Number);
    return [red, green, blue];
  }
  const digits = color.length === 4 ? color.replaceAll(/[0-9a-f]/gi, "$&$&") : color;
  const part = (i: number): number => Number.parseInt(digits.slice(1 + 2 * i, 3 + 2 * i), 16);
  return [part(0), part(1), part(2)];
}
