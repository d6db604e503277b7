// docs/output-schema.md: what `--format json` prints, from the types that the code itself is checked by.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FAILURE_KINDS } from "../bench/run/failure.ts";
import { OUTPUT_VERSION } from "../bench/report/document/output.ts";
import { loadOutput } from "../bench/report/load/output.ts";
import type { LoadRun } from "../bench/run/load/run.ts";
import { type Declaration, type Field, parseDeclarations } from "./type-declarations.ts";

/** The types of what is printed, and those that they name. */
const SOURCES = [
  "bench/report/document/output.ts",
  "bench/run/sweep/run.ts",
  "bench/judge/compare/comparison.ts",
];

/** By name. */
function outputTypes(): ReadonlyMap<string, Declaration> {
  const found = SOURCES.flatMap((path) =>
    parseDeclarations(readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8")),
  );
  return new Map(found.map((declaration) => [declaration.name, declaration]));
}

/** A type with its aliases written out, such as `"better" | "worse" | …`. */
export function writtenOut(type: string): string {
  const types = outputTypes();
  return type
    .replaceAll("typeof OUTPUT_VERSION", String(OUTPUT_VERSION))
    .replaceAll(/\b[A-Z]\w+/g, (name) => {
      const { alternatives = [] } = types.get(name) ?? {};
      return alternatives.length === 0 ? name : alternatives.map((own) => own.type).join(" | ");
    });
}

/** Those that all commands share stand first. */
export function fieldsOf(name: string): readonly Field[] {
  return outputTypes().get(name)?.fields ?? [];
}

/** Names of a load that are made of percentiles and of kinds of errors. */
export function loadFamilies(run: LoadRun): string[] {
  const known = new Set(fieldsOf("LoadOutput").map(({ name }) => name));
  return Object.keys(loadOutput(run, { folder: "", exitCode: 0 })).filter(
    (name) => !known.has(name),
  );
}

const COMMANDS = [
  { title: "A sweep: `bun bench --format json`", name: "SweepOutput" },
  { title: "A load: `bun bench load … --format json`", name: "LoadOutput" },
  { title: "A comparison: `bun bench compare … --format json`", name: "CompareOutput" },
] as const;

const PARTS = [
  "OutputCheck",
  "OutputVerdict",
  "OutputLevel",
  "OutputSide",
  "OutputMetric",
] as const;

export function outputSchemaDocument(run: LoadRun): string {
  const shared = new Set(fieldsOf("Output").map(({ name }) => name));
  const sections = [
    ["## All commands", table(fieldsOf("Output"))],
    ...COMMANDS.map(({ title, name }) => [
      `## ${title}`,
      "Beside the fields of all commands:",
      table(fieldsOf(name).filter((field) => !shared.has(field.name))),
      ...(name === "LoadOutput" ? [familyText(run)] : []),
    ]),
    ...PARTS.map((name) => [`## ${name}`, table(fieldsOf(name))]),
  ];
  return `${[INTRODUCTION, ...sections.flat()].join("\n\n")}\n`;
}

function familyText(run: LoadRun): string {
  const names = loadFamilies(run);
  const list = (all: readonly string[]): string => all.map((name) => `\`${name}\``).join(", ");
  return [
    "Response times of ok replies from the intended start (`response_…`) and from the actual send (`send_to_reply_…`): `number | null` in ns, null with too few samples. Where `…_is_lower_bound` is true, the percentile lies in what was never answered, and is longer than the number.",
    list(names.filter((name) => !name.startsWith("errors_"))),
    `Requests that ended with each of the ${FAILURE_KINDS.length} kinds of error, \`number | null\`:`,
    list(names.filter((name) => name.startsWith("errors_"))),
  ].join("\n\n");
}

function table(fields: readonly Field[]): string {
  const rows = fields.map(({ name, type, doc }) =>
    [`\`${name}\``, typeText(type), doc].map((cell) => cell.replaceAll("|", "\\|")).join(" | "),
  );
  return [
    "| field | type | meaning |",
    "| --- | --- | --- |",
    ...rows.map((row) => `| ${row} |`),
  ].join("\n");
}

function typeText(type: string): string {
  const part = PARTS.find((name) => type === name || type === `${name}[]`);
  return part === undefined ? `\`${writtenOut(type)}\`` : `[\`${type}\`](#${part.toLowerCase()})`;
}

const INTRODUCTION = `# What --format json prints

Written by \`bun scripts/write-output-schema.ts\` from the types in the code: change those, not this.

\`bun bench\`, \`bun bench load\` and \`bun bench compare\` print one JSON object to standard output with \`--format json\`; progress goes to standard error. The three share their first fields. Texts are English whatever the language of the reports, names have their units, lists are arrays, and what is not known is null. \`--format markdown\` prints report.md. A run's folder has more: [run-schema.md](run-schema.md).`;
