// JSON Schema and markdown of our schemas: what docs/run-schema.md and docs/output-schema.md are made of.
import { type JsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import type { Schema } from "../src/units/schema.ts";

export type Definitions = Readonly<Record<string, JsonSchema>>;

/** The exported schemas of modules, by name, each a `$ref` where another one uses it. */
export function definitionsOf(modules: readonly object[]): Definitions {
  const schemas = modules.flatMap((module) =>
    Object.entries(module).filter(([, value]) => isSchema(value)),
  );
  return toJsonSchemaDefs(Object.fromEntries(schemas), { target: "draft-2020-12" });
}

function isSchema(value: unknown): value is Schema<unknown> {
  return typeof value === "object" && value !== null && "~standard" in value;
}

/** A schema to publish: `roots` are the files that it holds for. */
export function publishedSchema(
  title: string,
  roots: readonly string[],
  definitions: Definitions,
): object {
  const used = roots.flatMap((root) => reachableFrom(root, definitions));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title,
    ...(roots.length === 1
      ? { $ref: refTo(roots[0] ?? "") }
      : { oneOf: roots.map((root) => ({ $ref: refTo(root) })) }),
    $defs: Object.fromEntries(
      Object.entries(definitions).filter(([name]) => name === "Ns" || used.includes(name)),
    ),
  };
}

const refTo = (name: string): string => `#/$defs/${name}`;

/** In the order in which they are met; the root first. */
export function reachableFrom(root: string, definitions: Definitions): string[] {
  const names = [root];
  for (const name of names) {
    for (const next of namesIn(definition(name, definitions))) {
      if (!names.includes(next)) names.push(next);
    }
  }
  return names;
}

export function definition(name: string, definitions: Definitions): JsonSchema {
  const found = definitions[name];
  if (found === undefined) throw new Error(`there is no schema ${name}`);
  return found;
}

/** Named schemas that one is made of; durations need no section. */
function namesIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) =>
    key === "$ref" && typeof value === "string"
      ? [nameOf(value)].filter((name) => name !== "Ns")
      : namesIn(value),
  );
}

function nameOf(ref: string): string {
  return ref.slice(refTo("").length);
}

export function describeSchema(schema: JsonSchema): string {
  const doc = schema.description === undefined ? [] : [escapeText(schema.description), ""];
  if (schema.properties !== undefined) return [...doc, fieldTable(schema)].join("\n");
  const alternatives = alternativesOf(schema) ?? [schema];
  // Of objects each has its line; values are one line.
  const options = alternatives.some(({ properties }) => properties !== undefined)
    ? alternatives
    : [schema];
  return [...doc, ...options.map((option) => `- ${describeOption(option, schema)}`)].join("\n");
}

function describeOption(option: JsonSchema, whole: JsonSchema): string {
  if (option === whole) return typeText(option);
  const fields = Object.entries(option.properties ?? {}).flatMap(([name, field]) =>
    isSchemaObject(field) && field.description !== undefined
      ? [`\`${name}\`: ${field.description}`]
      : [],
  );
  const meaning = [option.description, ...fields].filter((part) => part !== undefined).join(" ");
  return `${typeText(option)}${meaning === "" ? "" : `: ${escapeText(meaning)}`}`;
}

export function fieldTable({ properties = {}, required = [] }: JsonSchema): string {
  const rows = Object.entries(properties).map(([name, field]) => {
    const own = isSchemaObject(field) ? field : {};
    const label = required.includes(name) ? `\`${name}\`` : `\`${name}\`, optional`;
    const cells = [label, typeText(own), escapeText(own.description ?? "")];
    // A table's bars must be escaped even within code.
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  return ["| field | type | meaning |", "| --- | --- | --- |", ...rows].join("\n");
}

/** `code`, and a link to each schema that has a section. */
function typeText(schema: JsonSchema): string {
  const shown = typeOf(schema)
    .replace(/^Ns\b/, "integer ns")
    .replaceAll(/\bNs\b/g, "ns");
  const names = [...new Set(namesIn({ ...schema, description: undefined }))];
  const [only] = names;
  if (only !== undefined && [only, `${only}[]`].includes(shown)) {
    return `[\`${shown}\`](#${only.toLowerCase()})`;
  }
  const links = names.map((name) => `[${name}](#${name.toLowerCase()})`);
  return links.length === 0 ? `\`${shown}\`` : `\`${shown}\` (${links.join(", ")})`;
}

function typeOf(schema: JsonSchema): string {
  const { $ref, enum: values, items, properties, additionalProperties, required = [] } = schema;
  if ($ref !== undefined) return nameOf($ref);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(" | ");
  const options = alternativesOf(schema);
  if (options !== undefined) return options.map(typeOf).join(" | ");
  if (isSchemaObject(items)) {
    const item = typeOf(items);
    return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
  }
  if (properties !== undefined) {
    const fields = Object.entries(properties).map(
      ([name, field]) =>
        `${name}${required.includes(name) ? "" : "?"}: ${isSchemaObject(field) ? typeOf(field) : "unknown"}`,
    );
    return `{ ${fields.join("; ")} }`;
  }
  if (isSchemaObject(additionalProperties)) {
    return `Record<string, ${typeOf(additionalProperties)}>`;
  }
  return typeof schema.type === "string" ? schema.type : "unknown";
}

function alternativesOf({ anyOf, oneOf }: JsonSchema): JsonSchema[] | undefined {
  return (anyOf ?? oneOf)
    ?.filter(isSchemaObject)
    .flatMap((option) => (option.anyOf === undefined ? option : (alternativesOf(option) ?? [])));
}

function isSchemaObject(schema: unknown): schema is JsonSchema {
  return typeof schema === "object" && schema !== null && !Array.isArray(schema);
}

function escapeText(text: string): string {
  return text.replaceAll("<", "\\<");
}
