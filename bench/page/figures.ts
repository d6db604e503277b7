/// <reference lib="dom" />
// The places of the page where its pictures are.

/** @throws {Error} if the page has no such picture. */
export function figureOf(name: string): HTMLElement {
  const figure = document.querySelector<HTMLElement>(`figure[data-chart="${name}"]`);
  if (figure === null) throw new Error(`there is no picture ${name}`);
  return figure;
}
