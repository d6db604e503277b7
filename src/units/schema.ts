// Schemas of what comes from outside, in a small vocabulary over valibot: types, checks and published JSON Schemas are
// made from them. Loading this costs some 10 ms, so commands load it where something is read, not as they start.
import * as v from "valibot";

export type Schema<T> = v.GenericSchema<T>;
export type Infer<S extends Schema<unknown>> = v.InferOutput<S>;
type ObjectOf<E extends v.ObjectEntries> = Readonly<v.InferOutput<v.ObjectSchema<E, undefined>>>;

// Everywhere `doc` is the meaning, with its unit, that the published schema and its document show.

export const string = (doc?: string): Schema<string> => described(v.string(), doc);
export const number = (doc?: string): Schema<number> => described(v.number(), doc);
export const boolean = (doc?: string): Schema<boolean> => described(v.boolean(), doc);

/** Nanoseconds: named by itself in the published schema. */
export const Ns: Schema<number> = v.pipe(v.number(), v.integer());
export const ns = (doc?: string): Schema<number> => (doc === undefined ? Ns : ref(Ns, doc));

/** The same statement in each language: a `Text`. */
export const TextSchema = object(
  "The same statement in each language. Errors, findings and warnings are Texts; a renderer takes one language of them.",
  { en: string("English."), es: string("Spanish.") },
);
export const text = (doc?: string): typeof TextSchema =>
  doc === undefined ? TextSchema : ref(TextSchema, doc);

/** Keys that are not among `entries` are allowed. */
export function object<E extends v.ObjectEntries>(doc: string, entries: E): Schema<ObjectOf<E>> {
  return described(v.object(entries), doc) as Schema<ObjectOf<E>>;
}

/** One of several objects, told apart by their `kind`. */
export function variant<const Options extends readonly Schema<unknown>[]>(
  doc: string,
  options: Options,
): Schema<Infer<Options[number]>> {
  const objects = options as unknown as v.VariantOptions<"kind">;
  return described(v.variant("kind", objects), doc) as Schema<Infer<Options[number]>>;
}

/** One of a few values. */
export function oneOf<const Value extends string | number>(
  values: readonly Value[],
  doc?: string,
): Schema<Value> {
  return described(v.picklist(values), doc);
}

export function constant<const Value extends string | number>(
  value: Value,
  doc?: string,
): Schema<Value> {
  return described(v.literal(value), doc);
}

export function list<T>(item: Schema<T>, doc?: string): Schema<readonly T[]> {
  return described(v.array(item), doc);
}

export function map<T>(value: Schema<T>, doc?: string): Schema<Readonly<Record<string, T>>> {
  return described(v.record(v.string(), value), doc);
}

export function nullable<T>(schema: Schema<T>, doc?: string): Schema<T | null> {
  return described(v.nullable(schema), doc);
}

export const numberOrNull = (doc?: string): Schema<number | null> => nullable(number(), doc);
export const nsOrNull = (doc?: string): Schema<number | null> => nullable(ns(), doc);
export const stringOrNull = (doc?: string): Schema<string | null> => nullable(string(), doc);

/** One of several: scalars, or objects that are not told apart by `kind`. */
export function either<const Options extends readonly Schema<unknown>[]>(
  options: Options,
): Schema<Infer<Options[number]>> {
  return v.union(options as Options & v.UnionOptions) as Schema<Infer<Options[number]>>;
}

/** A key that may be missing. */
export function optional<T>(schema: Schema<T>): v.ExactOptionalSchema<Schema<T>, undefined> {
  return v.exactOptional(schema);
}

export const anything = (): Schema<unknown> => v.unknown();

/** A schema with a name of its own, and what it means at this place. */
export function ref<T>(schema: Schema<T>, doc: string): Schema<T> {
  return described(
    v.lazy(() => schema),
    doc,
  );
}

function described<T>(schema: Schema<T>, doc = ""): Schema<T> {
  return doc === "" ? schema : v.pipe(schema, v.description(doc));
}

export interface SchemaProblem {
  /** Such as `levels[3].self`; "" is the whole. */
  readonly path: string;
  /** "number", "integer", "string", "boolean", "Array", "Object", or values as JSON, such as `"a" | "b"`. */
  readonly expected: string;
  /** As JSON, cut at 60 characters; undefined where nothing was. */
  readonly found: string | undefined;
}

/** Keys that the schema does not have are allowed, and kept. */
export function matches<T>(schema: Schema<T>, value: unknown): value is T {
  return v.is(schema, value);
}

/** Empty where `value` is as the schema says. */
export function problemsOf(schema: Schema<unknown>, value: unknown): SchemaProblem[] {
  const { issues = [] } = v.safeParse(schema, value);
  return issues.map((issue) => ({
    path: (issue.path ?? [])
      .map(({ key }) => stepOf(key))
      .join("")
      .replace(/^\./, ""),
    expected: (issue.expected ?? issue.type).replaceAll(/[()]/g, ""),
    found: issue.input === undefined ? undefined : cut(JSON.stringify(issue.input)),
  }));
}

function stepOf(key: unknown): string {
  if (typeof key === "number") return `[${key}]`;
  return /^\w+$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(key)}]`;
}

function cut(json: string): string {
  return json.length > 60 ? `${json.slice(0, 59)}…` : json;
}
