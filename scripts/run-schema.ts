// docs/run-schema.md: the files of a run, field by field, from the types that the code itself is checked by.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LOAD_SAMPLES_CSV_HEADER } from "../bench/run/load/samples-csv.ts";
import type { LoadRun } from "../bench/run/load/run.ts";
import { REQUESTS_CSV_COLUMNS, TRACE_COLUMNS } from "../bench/run/sweep/requests-csv.ts";
import type { RunRecord } from "../bench/run/sweep/run.ts";
import { errorsCsv } from "../bench/report/load/errors-csv.ts";
import { levelsCsv } from "../bench/report/sweep/levels-csv.ts";
import { slicesCsv } from "../bench/report/load/slices-csv.ts";
import { type Declaration, parseDeclarations } from "./type-declarations.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Where the types of the files stand. */
const SOURCES = [
  "src/units/text.ts",
  "bench/run/notice.ts",
  "bench/run/sweep/run.ts",
  "bench/run/load/run.ts",
  "bench/run/load/plan.ts",
  "bench/run/failure.ts",
  "bench/run/load/reply-gap.ts",
  "bench/judge/compare/comparison.ts",
  "bench/queue/queue-run.ts",
  "bench/peers/peers-run.ts",
  "bench/peers/contest.ts",
  "bench/peers/figures.ts",
];

const FILES = [
  { title: "A sweep's run.json", root: "RunRecord" },
  { title: "A load's run.json", root: "LoadRun" },
  { title: "compare.json", root: "Comparison" },
  { title: "queue.json", root: "QueueRun" },
  { title: "peers.json", root: "PeersRun" },
] as const;

export interface Schema {
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** Values of the constants that types refer to, by name. */
  readonly constants: ReadonlyMap<string, unknown>;
}

export async function readSchema(): Promise<Schema> {
  const declarations = new Map<string, Declaration>();
  const constants = new Map<string, unknown>();
  for (const path of SOURCES) {
    const source = readFileSync(`${ROOT}${path}`, "utf8");
    for (const found of parseDeclarations(source)) declarations.set(found.name, found);
    const module = (await import(`${ROOT}${path}`)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module)) constants.set(name, value);
  }
  return { declarations, constants };
}

/** The names of types that a type is made of. */
export function namesIn(type: string): string[] {
  return [...type.replaceAll(/"[^"]*"/g, "").matchAll(/\b[A-Z]\w+/g)].map(([name]) => name);
}

export function runSchemaDocument(schema: Schema): string {
  const described = new Set<string>();
  const sections = FILES.map(({ title, root }) => {
    const names = reachableFrom(root, schema).filter((name) => !described.has(name));
    for (const name of names) described.add(name);
    const parts = names.map((name) => describe(name, schema));
    return [`## ${title}`, `It is a [${root}](#${root.toLowerCase()}).`, ...parts].join("\n\n");
  });
  return `${[INTRODUCTION, ...sections, csvSection()].join("\n\n")}\n`;
}

/** In the order in which they are met; the root first. */
function reachableFrom(root: string, schema: Schema): string[] {
  const names = [root];
  for (const name of names) {
    const { fields, alternatives } = declared(name, schema);
    for (const { type } of fields ?? alternatives) {
      for (const next of namesIn(withValues(type, schema))) {
        if (!BUILT_IN.has(next) && !names.includes(next)) names.push(next);
      }
    }
  }
  return names;
}

/** Need no section. */
const BUILT_IN = new Set(["Ns", "Record", "Partial"]);

function declared(name: string, { declarations }: Schema): Declaration {
  const declaration = declarations.get(name);
  if (declaration === undefined)
    throw new Error(`there is no type ${name} in ${SOURCES.join(", ")}`);
  return declaration;
}

function describe(name: string, schema: Schema): string {
  const { doc, fields, alternatives } = declared(name, schema);
  const lines = [`### ${name}`, ""];
  if (doc !== "") lines.push(escapeText(doc), "");
  if (fields === undefined) {
    for (const { type, doc: own } of alternatives) {
      lines.push(`- ${typeText(type, schema)}${own === "" ? "" : `: ${escapeText(own)}`}`);
    }
  } else {
    lines.push("| field | type | meaning |", "| --- | --- | --- |");
    for (const { name: field, isOptional, type, doc: own } of fields) {
      const label = isOptional ? `\`${field}\`, optional` : `\`${field}\``;
      const cells = [label, typeText(type, schema), escapeText(own)];
      // A table's bars must be escaped even within code.
      lines.push(`| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
    }
  }
  return lines.join("\n");
}

/** `code`, and a link to each type that has a section. */
function typeText(type: string, schema: Schema): string {
  const shown = withValues(type, schema)
    .replace(/^Ns\b/, "integer ns")
    .replaceAll(/\bNs\b/g, "ns");
  const known = namesIn(shown).filter((name) => schema.declarations.has(name));
  const code = `\`${shown}\``;
  const [only] = known;
  if (only !== undefined && new RegExp(`^${only}(?:\\[\\])?$`).test(shown)) {
    return `[${code}](#${only.toLowerCase()})`;
  }
  const links = [...new Set(known)].map((name) => `[${name}](#${name.toLowerCase()})`);
  return links.length === 0 ? code : `${code} (${links.join(", ")})`;
}

/** With the values in place of the constants that a type is derived from. */
function withValues(type: string, { constants, declarations }: Schema): string {
  const quote = (values: readonly unknown[]): string =>
    values.map((value) => JSON.stringify(value)).join(" | ");
  const value = (name: string): unknown => {
    if (!constants.has(name)) throw new Error(`there is no constant ${name}`);
    return constants.get(name);
  };
  return type
    .replaceAll(/keyof typeof (\w+)/g, (_, name: string) =>
      quote(Object.keys(value(name) as object)),
    )
    .replaceAll(/\(typeof (\w+)\)\[number\](?:\["(\w+)"\])?/g, (_, name: string, key?: string) => {
      const values = value(name) as readonly unknown[];
      return quote(
        key === undefined ? values : values.map((one) => (one as Record<string, unknown>)[key]),
      );
    })
    .replaceAll(/typeof (\w+)/g, (_, name: string) => quote([value(name)]))
    .replaceAll(/\b(\w+)\["(\w+)"\]/g, (whole, name: string, key: string) => {
      const field = declarations.get(name)?.fields?.find((one) => one.name === key);
      if (field === undefined) throw new Error(`${whole} leads nowhere`);
      return field.type;
    });
}

function escapeText(text: string): string {
  return text.replaceAll("<", "\\<");
}

function csvSection(): string {
  const none = { levels: [] } as unknown as RunRecord;
  const unmeasured = { result: null } as LoadRun;
  const files: [string, string, string][] = [
    ["requests.csv", "of a sweep: a row a request", REQUESTS_CSV_COLUMNS.join(",")],
    ["requests.csv", "of a cluster's sweep, behind the columns above", TRACE_COLUMNS.join(",")],
    ["levels.csv", "of a sweep: a row a burst", levelsCsv(none)],
    [
      "requests.csv",
      "of a load with --samples: a row a request; `ended_ns` is empty where a reply may be that of another request",
      LOAD_SAMPLES_CSV_HEADER,
    ],
    ["slices.csv", "of a load: a row a short stretch of the measured time", slicesCsv(unmeasured)],
    ["errors.csv", "of a load: a row a kind of error", errorsCsv(unmeasured)],
  ];
  const parts = files.map(
    ([name, what, header]) =>
      `**${name}**, ${what}:\n\n${header
        .trim()
        .split(",")
        .map((column) => `\`${column}\``)
        .join(", ")}`,
  );
  return ["## CSV files", CSV_INTRODUCTION, ...parts].join("\n\n");
}

const INTRODUCTION = `# The files of a run

Written by \`bun scripts/write-run-schema.ts\` from the types in the code: change those, not this.

A run's folder has one JSON file with everything (below), tables as CSV, the reports, SVGs, \`latency.hgrm\` (HdrHistogram's own format, in milliseconds) and \`junit.xml\`. The others can be made again from it and, of a sweep, from \`requests.csv\`: \`bun bench report RUN\`.

\`schemaVersion\` is raised whenever a field changes its meaning or goes away; fields may be added without that. Times in ns are integers. Instants in ns count from 0 of the run's own monotonic clock; \`clockZeroMs\` says when that was. Names that end in \`Ms\` and say "Unix time" are of the wall clock. What is not known is null, never 0; what is optional may be missing. Histograms are HdrHistogram V2, compressed, in base64, of values in µs.`;

const CSV_INTRODUCTION =
  "RFC 4180, the first row the names of the columns. Units are in the names; an absent value is an empty cell; instants in ns count from 0 of the run's clock. The last row of a killed run may be cut off: without its line end it is no row.";
