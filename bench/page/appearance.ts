/// <reference lib="dom" />
// Light or dark, as the reader has it and as soon as that changes; paper is always light.

const listeners = new Set<() => void>();
const dark = matchMedia("(prefers-color-scheme: dark)");
const print = matchMedia("print");
let isPrinting = print.matches;

export function isDark(): boolean {
  return dark.matches && !isPrinting;
}

export function isOnPaper(): boolean {
  return isPrinting;
}

/** Called at once where something changes, as a browser takes the page as it is when `beforeprint` returns. */
export function onAppearance(listener: () => void): void {
  listeners.add(listener);
}

function tell(nowPrinting: boolean): void {
  isPrinting = nowPrinting;
  for (const listener of listeners) listener();
}

dark.addEventListener("change", () => tell(isPrinting));
print.addEventListener("change", ({ matches }) => tell(matches));
addEventListener("beforeprint", () => tell(true));
addEventListener("afterprint", () => tell(print.matches));
