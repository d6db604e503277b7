// The end of any report: on what machine it was measured, with which options, and which files there are.
import type { Texts } from "../../messages/texts.ts";
import type { Environment } from "../../run/header.ts";
import { formatSize } from "../../../src/units/size.ts";
import { type Block, heading, left, table } from "./blocks.ts";
import { dateText } from "./phrases.ts";

/** The summary of the fold says when and on what machine. */
export function howHeading(
  { environment, startedAt }: { readonly environment: Environment; readonly startedAt: string },
  texts: Texts,
): Block {
  const { heading: text, folded } = texts.report.how;
  const machine = `${coresText(environment, texts)}, Bun ${environment.bun}`;
  return heading(text, folded(text, dateText(startedAt, texts), machine));
}

export function machineFacts(
  environment: Environment,
  texts: Texts,
): [what: string, value: string][] {
  const { memoryBytes, kernel, bun, escaleraVersion, commit } = environment;
  const { how, unknown } = texts.report;
  const memory = texts.number(formatSize(memoryBytes));
  return [
    [how.machine, `${coresText(environment, texts)}, ${memory}`],
    [how.kernel, kernel],
    [how.versions, `Bun ${bun}, Escalera ${escaleraVersion}, ${how.commit(commit ?? unknown)}`],
  ];
}

/** "2 cores, AMD EPYC". */
function coresText({ cpuCount, cpuModel }: Environment, { counted, report }: Texts): string {
  return report.how.coresOf(counted.cores(cpuCount), cpuModel);
}

export function allOptions(options: Readonly<Record<string, unknown>>, { report }: Texts): Block {
  return {
    kind: "details",
    summary: report.how.allOptions,
    blocks: [
      table(
        [left(report.how.option), left(report.value)],
        Object.entries(options).map(([name, value]) => [
          { code: name },
          { code: typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined") },
        ]),
      ),
    ],
  };
}

/** `pictures`: names of the pictures beside the report. */
export function filesSection(
  files: readonly (readonly [file: string, what: string])[],
  pictures: readonly string[],
  { report }: Texts,
): Block[] {
  const words = report.files;
  const all = [...files, ...pictures.map((name) => [`${name}.svg`, words.picture] as const)];
  return [
    heading(words.heading, words.heading),
    table(
      [left(words.file), left(words.contents)],
      all.map(([file, what]) => [{ file }, what]),
    ),
  ];
}
