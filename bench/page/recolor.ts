// An option object for a dark page: every colour, also of what it draws, is replaced by its counterpart.
import { DARK_COLORS } from "../report/chart/colors.ts";

/** A copy of `value` in dark colours. Functions stay, but what `renderItem` draws is recoloured too. */
export function darken<Value>(value: Value): Value {
  return recolor(value) as Value;
}

function recolor(value: unknown): unknown {
  if (typeof value === "string") return DARK_COLORS.get(value) ?? value;
  if (Array.isArray(value)) {
    // Most of an option object are points, which have no colours.
    return typeof value[0] === "number" ? value : value.map(recolor);
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === "renderItem" && typeof part === "function"
        ? (...args: readonly unknown[]): unknown => recolor(part(...args))
        : recolor(part),
    ]),
  );
}
