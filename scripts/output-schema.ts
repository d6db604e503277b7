// docs/output-schema.md: what `--format json` prints, from the schemas that the code is checked by.
import { FAILURE_KINDS } from "../bench/run/failure.ts";
import type { LoadRun } from "../bench/run/load/run.ts";
import * as output from "../bench/report/output-schema.ts";
import { loadOutput } from "../bench/report/load/output.ts";
import { object, oneOf } from "../src/units/schema.ts";
import { definition, definitionsOf, fieldTable } from "./schema-document.ts";

const SHARED = object("", {
  command: oneOf(["sweep", "load", "compare"]),
  ...output.OUTPUT,
});
const DEFINITIONS = definitionsOf([output, { SHARED }]);

/** Names of a load that are made of percentiles and of kinds of errors. */
export function loadFamilies(run: LoadRun): string[] {
  const { properties = {} } = definition("LoadOutput", DEFINITIONS);
  return Object.keys(loadOutput(run, { folder: "", exitCode: 0 })).filter(
    (name) => !(name in properties),
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
  const shared = definition("SHARED", DEFINITIONS);
  const sections = [
    ["## All commands", fieldTable(shared)],
    ...COMMANDS.map(({ title, name }) => {
      const own = definition(name, DEFINITIONS);
      const properties = Object.entries(own.properties ?? {}).filter(
        ([field]) => !(field in (shared.properties ?? {})),
      );
      return [
        `## ${title}`,
        "Beside the fields of all commands:",
        fieldTable({ ...own, properties: Object.fromEntries(properties) }),
        ...(name === "LoadOutput" ? [familyText(run)] : []),
      ];
    }),
    ...PARTS.map((name) => {
      const part = definition(name, DEFINITIONS);
      return [`## ${name}`, part.description ?? "", fieldTable(part)];
    }),
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

const INTRODUCTION = `# What --format json prints

Written by \`bun scripts/write-output-schema.ts\` from the schemas in the code: change those, not this.

\`bun bench\`, \`bun bench load\` and \`bun bench compare\` print one JSON object to standard output with \`--format json\`; progress goes to standard error. The three share their first fields. Texts are English whatever the language of the reports, names have their units, lists are arrays, and what is not known is null. \`--format markdown\` prints report.md. A run's folder has more: [run-schema.md](run-schema.md).`;
