// Small helpers for the document. The texts of tasks are untrusted: they are only set as text, never as HTML.

/** The element with this id. @throws {Error} if the page has none of this kind, which is a bug. */
export function byId(id: string): HTMLElement;
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind;
export function byId(id: string, kind = HTMLElement): HTMLElement {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`the page has no ${kind.name} #${id}`);
}

/** A new element with a class, and children: a string becomes a text. */
export function create(
  tag: keyof HTMLElementTagNameMap,
  className = "",
  ...children: readonly (Node | string)[]
): HTMLElement {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  element.append(...children);
  return element;
}

/** Writes only on a change: each write costs time, and a screen reader can announce it. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** The children of `place`, after the last ones were removed or new ones made so that there are `count`. */
export function childrenOf(
  place: Element,
  count: number,
  make: (i: number) => Element,
): readonly Element[] {
  while (place.childElementCount > count) place.lastElementChild?.remove();
  while (place.childElementCount < count) place.append(make(place.childElementCount));
  return [...place.children];
}

/** Reuses the cells: a table that is replaced four times a second can't be selected or copied. */
export function fillTable(
  table: HTMLElement,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const all = [heads, ...rows];
  for (const [r, row] of childrenOf(table, all.length, () => create("tr")).entries()) {
    const texts = all[r] ?? [];
    const cells = childrenOf(row, texts.length, (column) => headOrCell(r, column));
    for (const [c, cell] of cells.entries()) setText(cell, texts[c] ?? "");
  }
}

function headOrCell(row: number, column: number): HTMLElement {
  if (row > 0 && column > 0) return create("td");
  const head = create("th");
  head.setAttribute("scope", row === 0 ? "col" : "row");
  return head;
}
