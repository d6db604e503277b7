/// <reference lib="dom" />
// Elements of the page, made from text: nothing here is ever read as markup.

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** The shape of a legend's entry, 22 × 10. */
export function icon(shape: string, color: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({
    width: "22",
    height: "10",
    viewBox: "0 0 22 10",
    "aria-hidden": "true",
  })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[shape] ?? shape.replace("path://", ""));
  path.setAttribute("fill", color);
  svg.append(path);
  return svg;
}

const PATHS: Readonly<Record<string, string | undefined>> = {
  circle: "M16,5a5,5,0,1,1,-10,0a5,5,0,1,1,10,0z",
  rect: "M2,1h18v8h-18z",
  triangle: "M11,0l6,10h-12z",
  diamond: "M11,0l5,5l-5,5l-5,-5z",
};
