/// <reference lib="dom" />
// The level that a sweep's page shows in detail: one choice, shared by all its sliders and charts.
import type { Texts } from "../messages/texts.ts";
import { element } from "./elements.ts";

export class LevelChoice {
  /** Ascending. */
  readonly levels: readonly number[];
  readonly #listeners: (() => void)[] = [];
  #current: number;

  constructor(levels: readonly number[], first: number) {
    this.levels = levels;
    this.#current = first;
  }

  get current(): number {
    return this.#current;
  }

  /** Goes to the nearest level that was measured. */
  choose(wanted: number): void {
    const distanceTo = (level: number): number => Math.abs(level - wanted);
    const nearest = this.levels.toSorted((a, b) => distanceTo(a) - distanceTo(b))[0];
    if (nearest === undefined || nearest === this.#current) return;
    this.#current = nearest;
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }
}

/** Every position of the slider is a level that was measured. */
export function levelSlider(choice: LevelChoice, id: string, texts: Texts): HTMLElement {
  const { levels } = choice;
  const output = element("output", { for: id });
  const input = element("input", {
    id,
    type: "range",
    min: "0",
    max: String(levels.length - 1),
    step: "1",
  });
  const show = (): void => {
    input.value = String(levels.indexOf(choice.current));
    output.textContent = String(choice.current);
    input.setAttribute("aria-valuetext", texts.counted.clients(choice.current));
  };
  input.addEventListener("input", () => choice.choose(levels[input.valueAsNumber] ?? 0));
  choice.onChange(show);
  show();
  return element(
    "div",
    { class: "level" },
    element("label", { for: id }, texts.reportPage.clients),
    output,
    input,
  );
}
