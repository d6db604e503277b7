/// <reference lib="dom" />
// Elements of the page: its figures, and new ones made from text. Nothing here is ever read as markup.

/** The place of a picture. @throws {Error} if the page has no such picture. */
export function figureOf(name: string): HTMLElement {
  const figure = document.querySelector<HTMLElement>(`figure[data-chart="${name}"]`);
  if (figure === null) throw new Error(`there is no picture ${name}`);
  return figure;
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.append(...children);
  return withAttributes(made, attributes);
}

/** The shape of a legend's entry, 22 × 10. */
export function icon(shape: string, color: string): SVGElement {
  const size = { width: "22", height: "10", viewBox: "0 0 22 10", "aria-hidden": "true" };
  const svg = withAttributes(document.createElementNS(SVG, "svg"), size);
  const d = PATHS[shape] ?? shape.replace("path://", "");
  svg.append(withAttributes(document.createElementNS(SVG, "path"), { d, fill: color }));
  return svg;
}

function withAttributes<Made extends Element>(
  made: Made,
  attributes: Readonly<Record<string, string>>,
): Made {
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

const PATHS: Readonly<Record<string, string | undefined>> = {
  circle: "M16,5a5,5,0,1,1,-10,0a5,5,0,1,1,10,0z",
  rect: "M2,1h18v8h-18z",
  triangle: "M11,0l6,10h-12z",
  diamond: "M11,0l5,5l-5,5l-5,-5z",
};
