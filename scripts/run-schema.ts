// docs/run-schema.md and docs/run.schema.json: the files of a run, field by field, from the schemas that they are checked by.
import { LOAD_SAMPLES_CSV_HEADER } from "../bench/run/load/samples-csv.ts";
import * as comparison from "../bench/run/compare/comparison.ts";
import * as header from "../bench/run/header.ts";
import * as loadPlan from "../bench/run/load/plan.ts";
import * as load from "../bench/run/load/run.ts";
import * as peers from "../bench/run/peers/run.ts";
import * as queue from "../bench/run/queue/run.ts";
import { REQUESTS_CSV_COLUMNS, TRACE_COLUMNS } from "../bench/run/sweep/requests-csv.ts";
import * as sweep from "../bench/run/sweep/run.ts";
import { errorsCsv } from "../bench/report/load/errors-csv.ts";
import { LEVELS_CSV_HEADER } from "../bench/report/sweep/levels-csv.ts";
import { slicesCsv } from "../bench/report/load/slices-csv.ts";
import { Ns, TextSchema } from "../src/units/schema.ts";
import {
  definition,
  definitionsOf,
  describeSchema,
  publishedSchema,
  reachableFrom,
} from "./schema-document.ts";

const FILES = [
  { title: "A sweep's run.json", root: "RunRecord" },
  { title: "A load's run.json", root: "LoadRun" },
  { title: "compare.json", root: "Comparison" },
  { title: "queue.json", root: "QueueRun" },
  { title: "peers.json", root: "PeersRun" },
] as const;

const DEFINITIONS = definitionsOf([
  { Text: TextSchema, Ns },
  header,
  sweep,
  load,
  loadPlan,
  comparison,
  queue,
  peers,
]);

export function runSchemaDocument(): string {
  const described = new Set<string>();
  const sections = FILES.map(({ title, root }) => {
    const names = reachableFrom(root, DEFINITIONS).filter((name) => !described.has(name));
    for (const name of names) described.add(name);
    const parts = names.map(
      (name) => `### ${name}\n\n${describeSchema(definition(name, DEFINITIONS))}`,
    );
    return [`## ${title}`, `It is a [${root}](#${root.toLowerCase()}).`, ...parts].join("\n\n");
  });
  return `${[INTRODUCTION, ...sections, csvSection()].join("\n\n")}\n`;
}

export function runJsonSchema(): object {
  const roots = FILES.map(({ root }) => root);
  return publishedSchema("The JSON file of a run of Escalera", roots, DEFINITIONS);
}

function csvSection(): string {
  const unmeasured = { result: null } as load.LoadRun;
  const files: [string, string, string][] = [
    ["requests.csv", "of a sweep: a row a request", REQUESTS_CSV_COLUMNS.join(",")],
    ["requests.csv", "of a cluster's sweep, behind the columns above", TRACE_COLUMNS.join(",")],
    ["levels.csv", "of a sweep: a row a burst", LEVELS_CSV_HEADER],
    [
      "requests.csv",
      "of a load with --samples: a row a request; `ended_ns` is empty where a reply may be that of another request",
      LOAD_SAMPLES_CSV_HEADER,
    ],
    ["slices.csv", "of a load: a row a short stretch of the measured time", slicesCsv(unmeasured)],
    ["errors.csv", "of a load: a row a kind of error", errorsCsv(unmeasured)],
  ];
  const parts = files.map(
    ([name, what, columns]) =>
      `**${name}**, ${what}:\n\n${columns
        .trim()
        .split(",")
        .map((column) => `\`${column}\``)
        .join(", ")}`,
  );
  return ["## CSV files", CSV_INTRODUCTION, ...parts].join("\n\n");
}

const INTRODUCTION = `# The files of a run

Written by \`bun scripts/write-run-schema.ts\` from the schemas in the code: change those, not this. [run.schema.json](run.schema.json) is the same as a JSON Schema.

A run's folder has one JSON file with everything (below), tables as CSV, the reports, SVGs, \`latency.hgrm\` (HdrHistogram's own format, in milliseconds) and \`junit.xml\`. The others can be made again from it and, of a sweep, from \`requests.csv\`: \`bun bench report RUN\`. While a sweep goes on, and after it was killed, run.json has no bursts: they are in \`levels.jsonl\`, a line of JSON each, as [LevelSummary](#levelsummary).

\`schemaVersion\` is raised whenever a field changes its meaning or goes away; fields may be added without that. Times in ns are integers. Instants in ns count from 0 of the run's own monotonic clock; \`clockZeroMs\` says when that was. Names that end in \`Ms\` and say "Unix time" are of the wall clock. What is not known is null, never 0; what is optional may be missing. Histograms are HdrHistogram V2, compressed, in base64, of values in µs.`;

const CSV_INTRODUCTION =
  "RFC 4180, the first row the names of the columns. Units are in the names; an absent value is an empty cell; instants in ns count from 0 of the run's clock. The last row of a killed run may be cut off: without its line end it is no row.";
