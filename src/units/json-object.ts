// Values of unknown origin as objects whose fields are checked one by one: on hot paths, and where a schema is not loaded.

export type Fields = Readonly<Record<string, unknown>>;

/** An array is none. */
export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Undefined if the text is not JSON, or is the JSON of another value. */
export function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
