// The options in which the two sides of a comparison differ, as they were typed.
import type { ComparedSide } from "../../run/compare/comparison.ts";

export interface OptionDifference {
  /** Such as "--pipeline"; "target" for the address. */
  readonly name: string;
  /** As one types it behind its flag, "" for a switch; null where the side was not given it. */
  readonly a: string | null;
  readonly b: string | null;
}

/** They say where a run goes and what it is called, not what is measured. */
const WITHOUT_EFFECT = new Set(["label", "out", "format", "samples"]);

/** In the order in which they were given; none of comparisons that are older than their sides' options. */
export function optionDifferences(
  { options: a }: Pick<ComparedSide, "options">,
  { options: b }: Pick<ComparedSide, "options">,
): OptionDifference[] {
  if (a === undefined || b === undefined) return [];
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names
    .filter((name) => !WITHOUT_EFFECT.has(name))
    .map((name) => ({ name: flagOf(name), a: textOf(a[name]), b: textOf(b[name]) }))
    .filter((own) => own.a !== own.b);
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null || value === false) return null;
  if (value === true) return "";
  if (Array.isArray(value)) return value.map(String).join(" ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

function flagOf(name: string): string {
  if (name === "target") return name;
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
