// The end of a report: how its numbers came about, how to get them again, and where they all are.
import type { Environment, RunRecord } from "../measure/run.ts";
import { formatDuration } from "../../src/units/duration.ts";
import { formatSize } from "../../src/units/size.ts";
import { type Block, type Inline, left } from "./document.ts";
import { counted } from "../../src/units/counted.ts";
import { ABSENT, setUpText } from "./phrases.ts";
import { BESIDE_PICTURE, HEALTH_PICTURE, PICTURES, WATERFALL_PICTURE } from "./pictures.ts";

const FILES: readonly (readonly [file: string, what: string])[] = [
  [
    "run.json",
    "all of this for programs: options, machine, levels with their histograms, verdicts",
  ],
  ["requests.csv", "a row a request, raw"],
  ["levels.csv", "a row a burst"],
  ["latency.hgrm", "percentile distribution of all judged ok replies, in ms"],
  ["junit.xml", "a test case a verdict"],
  ["report.html", "this report in one file"],
  ["report.md", "this report in markdown"],
];

const LOCAL_FILE = ["requests-local.csv", "the same of the local form beside the cluster"] as const;

export function howItWasMeasured(run: RunRecord): Block[] {
  const { expected, bounds, environment } = run;
  const isCluster = expected.topology !== undefined;
  const { overheadNs, stepOverheadNs, serviceErrorNs, laneSlackNs } = bounds;
  const slack =
    laneSlackNs > 0 ? ` (${formatDuration(laneSlackNs)} because lanes share the machine)` : "";
  const facts: [string, Inline][] = [
    ["started", run.startedAt],
    ["ended", run.endedAt ?? ABSENT],
    ["system", setUpText(expected)],
    [
      "requests",
      expected.form === "json" ? "JSON, with the server's own report" : "plain lines: a black box",
    ],
    [
      "lanes",
      expected.lanes === 1
        ? `1: one burst at a time${isCluster ? ", on the cluster and on the local form in turn" : ""}`
        : `${expected.lanes}, each with a server of its own`,
    ],
    [
      "allowed",
      `a ≤ ${formatDuration(overheadNs)}${slack}, |b| ≤ ${formatDuration(stepOverheadNs)} a step, S ± ${formatDuration(serviceErrorNs)}`,
    ],
    ["seed", String(run.seed)],
    ...machineFacts(environment),
  ];
  return [
    howHeading(run),
    { kind: "code", text: run.commandLine },
    { kind: "table", columns: [left("what"), left("value")], rows: facts },
    allOptions(run.options),
    ...(isCluster
      ? filesSection(
          [...FILES, LOCAL_FILE],
          [...PICTURES, HEALTH_PICTURE, BESIDE_PICTURE, WATERFALL_PICTURE],
        )
      : filesSection(FILES, [...PICTURES, HEALTH_PICTURE])),
  ];
}

/** Folded, it still says on what machine and when. */
export function howHeading({
  environment,
  startedAt,
}: {
  readonly environment: Environment;
  readonly startedAt: string;
}): Block {
  const { cpuCount, cpuModel, bun } = environment;
  const text = "How it was measured";
  const machine = `${counted(cpuCount, "core")} of ${cpuModel}, Bun ${bun}`;
  return {
    kind: "heading",
    level: 2,
    text,
    fold: `${text}: ${startedAt.slice(0, 10)}, ${machine}`,
  };
}

export function machineFacts(environment: Environment): [what: string, value: string][] {
  const { cpuCount, cpuModel, memoryBytes, kernel, bun, escaleraVersion, commit } = environment;
  return [
    ["machine", `${counted(cpuCount, "core")} of ${cpuModel}, ${formatSize(memoryBytes)}`],
    ["kernel", kernel],
    ["versions", `Bun ${bun}, Escalera ${escaleraVersion}, commit ${commit ?? "unknown"}`],
  ];
}

export function allOptions(options: RunRecord["options"]): Block {
  return {
    kind: "details",
    summary: "All options",
    blocks: [
      {
        kind: "table",
        columns: [left("option"), left("value")],
        rows: Object.entries(options).map(([name, value]) => [
          { code: name },
          { code: typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined") },
        ]),
      },
    ],
  };
}

export function filesSection(
  files: readonly (readonly [file: string, what: string])[],
  pictures: readonly { readonly name: string }[],
): Block[] {
  return [
    { kind: "heading", level: 2, text: "Files", fold: "Files" },
    {
      kind: "table",
      columns: [left("file"), left("what")],
      rows: [
        ...files.map(([file, what]): Inline[] => [{ file }, what]),
        ...pictures.map(({ name }): Inline[] => [{ file: `${name}.svg` }, "picture"]),
      ],
    },
  ];
}
