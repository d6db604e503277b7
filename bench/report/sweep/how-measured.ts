// The end of a report: how it was measured, how to repeat it, and which files there are.
import { dateText, dateTimeText } from "../document/dates.ts";
import type { Texts } from "../../messages/texts.ts";
import type { Environment } from "../../run/header.ts";
import type { Expected, RunRecord } from "../../run/sweep/run.ts";
import { formatSize } from "../../../src/units/size.ts";
import { type Block, type Inline, left } from "../document/blocks.ts";
import { setUpText, timeText } from "../document/phrases.ts";
import { PICTURES } from "./pictures.ts";
import type { Report } from "./report.ts";

export function howItWasMeasured({ run, texts }: Report): Block[] {
  const { expected, environment } = run;
  const isCluster = expected.topology !== undefined;
  const { how, files } = texts.sweepReport;
  const { how: shared, files: sharedFiles, what, value } = texts.report;
  const facts: [string, Inline][] = [
    [shared.started, dateTimeText(run.startedAt, texts)],
    [shared.ended, dateTimeText(run.endedAt, texts)],
    [how.system, setUpText(expected, texts)],
    [how.requests, expected.form === "json" ? how.json : how.plain],
    [how.lanes, lanesText(expected, texts)],
    [how.bounds, boundsText(run, texts)],
    [shared.seed, String(run.seed)],
    ...machineFacts(environment, texts),
  ];
  return [
    howHeading(run, texts),
    { kind: "code", text: run.commandLine },
    { kind: "table", columns: [left(what), left(value)], rows: facts },
    allOptions(run.options, texts),
    ...filesSection(
      [
        ["run.json", files.runJson],
        ["requests.csv", files.requestsCsv],
        ["levels.csv", files.levelsCsv],
        ["latency.hgrm", files.latencyHgrm],
        ["junit.xml", files.junitXml],
        ["report.html", sharedFiles.reportHtml],
        ["report.md", sharedFiles.reportMd],
        ...(isCluster ? [["requests-local.csv", files.requestsLocalCsv] as const] : []),
      ],
      [...PICTURES, "health", ...(isCluster ? ["beside", "waterfall"] : [])],
      texts,
    ),
  ];
}

function lanesText({ lanes, topology }: Expected, { sweepReport }: Texts): string {
  const { oneLane, oneLaneCluster, manyLanes } = sweepReport.how;
  if (lanes > 1) return manyLanes(lanes);
  return topology === undefined ? oneLane : oneLaneCluster;
}

function boundsText({ bounds }: RunRecord, texts: Texts): string {
  const { overheadNs, stepOverheadNs, serviceErrorNs, laneSlackNs } = bounds;
  const { boundsText: textOf, slack } = texts.sweepReport.how;
  const [overhead, step, service] = [overheadNs, stepOverheadNs, serviceErrorNs].map((ns) =>
    timeText(ns, texts),
  ) as [string, string, string];
  const whole = laneSlackNs > 0 ? slack(overhead, timeText(laneSlackNs, texts)) : overhead;
  return textOf(whole, step, service);
}

/** The summary of the fold says when and on what machine. */
export function howHeading(
  {
    environment,
    startedAt,
  }: {
    readonly environment: Environment;
    readonly startedAt: string;
  },
  texts: Texts,
): Block {
  const { heading, folded } = texts.report.how;
  const machine = `${coresText(environment, texts)}, Bun ${environment.bun}`;
  return {
    kind: "heading",
    level: 2,
    text: heading,
    fold: folded(heading, dateText(startedAt, texts), machine),
  };
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

export function allOptions(options: RunRecord["options"], { report }: Texts): Block {
  return {
    kind: "details",
    summary: report.how.allOptions,
    blocks: [
      {
        kind: "table",
        columns: [left(report.how.option), left(report.value)],
        rows: Object.entries(options).map(([name, value]) => [
          { code: name },
          { code: typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined") },
        ]),
      },
    ],
  };
}

/** `pictures`: names of the pictures beside the report. */
export function filesSection(
  files: readonly (readonly [file: string, what: string])[],
  pictures: readonly string[],
  { report }: Texts,
): Block[] {
  const { heading, file: head, contents, picture } = report.files;
  return [
    { kind: "heading", level: 2, text: heading, fold: heading },
    {
      kind: "table",
      columns: [left(head), left(contents)],
      rows: [
        ...files.map(([file, what]): Inline[] => [{ file }, what]),
        ...pictures.map((name): Inline[] => [{ file: `${name}.svg` }, picture]),
      ],
    },
  ];
}
