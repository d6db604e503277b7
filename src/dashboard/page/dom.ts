// Small helpers for the document. The texts of tasks are untrusted: they are only set as text, never as HTML.

/** The element with this id. @throws {Error} if the page has none, which is a bug. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

/** A new element with a class and a text. */
export function create(tag: keyof HTMLElementTagNameMap, className = "", text = ""): HTMLElement {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  if (text !== "") element.textContent = text;
  return element;
}

/** Writes only on a change: each write costs time, and a screen reader can announce it. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** The input with this id. @throws {Error} if there is none, which is a bug. */
export function inputById(id: string): HTMLInputElement {
  const element = byId(id);
  if (!(element instanceof HTMLInputElement)) throw new Error(`#${id} is no input`);
  return element;
}
