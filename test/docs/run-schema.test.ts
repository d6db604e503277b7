// docs/run-schema.md is what scripts/write-run-schema.ts makes of the code, and committed runs are as it says.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readRecord } from "../../bench/archive/read-run.ts";
import { namesIn, readSchema, runSchemaDocument } from "../../scripts/run-schema.ts";
import { parseDeclarations } from "../../scripts/type-declarations.ts";

const ROOT = join(import.meta.dir, "../..");
const schema = await readSchema();

/** The formatter aligns tables. */
function unaligned(markdown: string): string {
  return markdown.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
}

test("the document is up to date: bun scripts/write-run-schema.ts writes it anew", () => {
  const kept = readFileSync(join(ROOT, "docs/run-schema.md"), "utf8");
  expect(unaligned(runSchemaDocument(schema))).toBe(unaligned(kept));
});

/** Fields that are not in the type, and those of it that are missing. */
function differences(value: unknown, typeName: string, path: string): string[] {
  const fields = schema.declarations.get(typeName)?.fields;
  if (fields === undefined || value === null) return [];
  if (Array.isArray(value)) {
    return value.flatMap((one, i) => differences(one, typeName, `${path}[${i}]`));
  }
  const object = value as Record<string, unknown>;
  const unknown = Object.keys(object).filter((key) => !fields.some(({ name }) => name === key));
  return [
    ...unknown.map((key) => `${path}.${key} is not in ${typeName}`),
    ...fields.flatMap(({ name, isOptional, type }) => {
      if (!(name in object)) return isOptional ? [] : [`${path}.${name} is missing`];
      const [only, ...others] = namesIn(type);
      if (only === undefined || others.length > 0) return [];
      return differences(object[name], only, `${path}.${name}`);
    }),
  ];
}

describe("a committed run has the fields of the document, and no others", () => {
  const runs: [string, string][] = [
    ["results/reference-lanes-1", "RunRecord"],
    ["results/reference-lanes-auto", "RunRecord"],
    ["results/reference-cluster", "RunRecord"],
    ["results/reference-peers", "PeersRun"],
  ];
  test.each(runs)("%s", (path, typeName) => {
    // Those of an earlier version are read in the form of this one.
    const run = readRecord(join(ROOT, path));
    expect(differences(run, typeName, "run")).toEqual([]);
    // What is compared is there to be compared.
    expect(differences({ ...run, environment: {} }, typeName, "run")).toContain(
      "run.environment.bun is missing",
    );
  });
});

test("types are read as they stand, docstrings and all", () => {
  const source = `
/** One. */
export interface Box {
  /** A "|"; and a
   *  second line. */
  readonly kind: "a|b" | "c;d";
  readonly parts?: readonly Readonly<Record<string, Part>>[] | null;
}
type Part =
  /** Small. */
  | { readonly size: 1 }
  | "none"
  /** Large. */
  | { readonly size: number; readonly why: string };
interface Door {
  open(): void;
}
`;
  expect(parseDeclarations(source)).toEqual([
    {
      name: "Box",
      doc: "One.",
      alternatives: [],
      fields: [
        {
          name: "kind",
          isOptional: false,
          type: '"a|b" | "c;d"',
          doc: 'A "|"; and a second line.',
        },
        { name: "parts", isOptional: true, type: "Record<string, Part>[] | null", doc: "" },
      ],
    },
    {
      name: "Part",
      doc: "",
      fields: undefined,
      alternatives: [
        { type: "{ size: 1 }", doc: "Small." },
        { type: '"none"', doc: "" },
        { type: "{ size: number; why: string }", doc: "Large." },
      ],
    },
  ]);
});
