/// <reference lib="dom" />
// The level that a sweep's page shows in detail: one choice, shared by all its sliders and charts.
import type { Texts } from "../messages/texts.ts";
import { element } from "./elements.ts";

export interface LevelChoice {
  /** Ascending. */
  readonly levels: readonly number[];
  current(): number;
  /** Goes to the nearest level that was measured. */
  choose(level: number): void;
  onChange(listener: () => void): void;
}

export function createLevelChoice(levels: readonly number[], first: number): LevelChoice {
  const listeners: (() => void)[] = [];
  let current = first;
  return {
    levels,
    current: () => current,
    choose(level) {
      const nearest = nearestTo(levels, level);
      if (nearest === current) return;
      current = nearest;
      for (const listener of listeners) listener();
    },
    onChange: (listener) => listeners.push(listener),
  };
}

function nearestTo(levels: readonly number[], wanted: number): number {
  return levels.reduce(
    (best, level) => (Math.abs(level - wanted) < Math.abs(best - wanted) ? level : best),
    levels[0] ?? wanted,
  );
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
    input.value = String(levels.indexOf(choice.current()));
    output.textContent = String(choice.current());
    input.setAttribute("aria-valuetext", texts.counted.clients(choice.current()));
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
