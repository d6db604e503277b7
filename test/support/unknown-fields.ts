// Fields of a value that its schema does not have.
import { safeParse } from "valibot";
import type { Schema } from "../../src/units/schema.ts";

/** Their paths, such as `levels.0.more`. */
export function unknownFields(schema: Schema<unknown>, value: unknown): string[] {
  // Unknown fields are left out of what is parsed.
  return leftOut(value, safeParse(schema, value).output, "");
}

function leftOut(value: unknown, parsed: unknown, path: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  const known = (parsed ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(value).flatMap(([name, own]) =>
    name in known ? leftOut(own, known[name], `${path}${name}.`) : [`${path}${name}`],
  );
}
