// The sections of a report that show what its verdicts rest on: residuals, failures, the generator's own health.
import { REMEDIES } from "../measure/failure.ts";
import { residualsByStep, residualsOf } from "../judge/residuals.ts";
import { formatDuration } from "../../src/units/duration.ts";
import { type Block, left, plainParagraph, right, type Table } from "./document.ts";
import { judgedInOrder } from "./judged-levels.ts";
import { remeasuredTable } from "./level-table.ts";
import { formatIn, largestOf, timeUnitFor } from "./nice-numbers.ts";
import { ABSENT, formatPercent } from "./phrases.ts";
import { HEALTH_PICTURE } from "./pictures.ts";
import type { Report } from "./report.ts";

export function residualSection(report: Report): Block[] {
  const { expected } = report.run;
  const steps = residualsByStep(residualsOf(expected, judgedInOrder(report)));
  const heading: Block = { kind: "heading", level: 2, text: "Residuals by step" };
  if (steps.length === 0) {
    return [heading, plainParagraph("None: no level has both all its replies and an ideal.")];
  }
  const unit = timeUnitFor(
    largestOf(steps.flatMap(({ minNs, maxNs }) => [Math.abs(minNs), Math.abs(maxNs)])),
  );
  const keys = ["minNs", "p10Ns", "medianNs", "p90Ns", "maxNs"] as const;
  const heads = ["min", "p10", "median", "p90", "max"];
  return [
    heading,
    plainParagraph(
      `Completion − ideal, pooled over all bursts in which every request was answered; step k is the k-th group of ${expected.threads}.`,
    ),
    {
      kind: "table",
      columns: [
        right("step"),
        right("completions"),
        ...heads.map((head) => right(`${head} (${unit.name})`)),
      ],
      rows: steps.map((step) => [
        String(step.step),
        String(step.count),
        ...keys.map((key) => formatIn(unit, step[key])),
      ]),
    },
  ];
}

/** What requests that were not answered ok met, by their outcome and code. */
/** Of the generator's own machine. */
const REMEDY_OF_CODE: Readonly<Record<string, string | undefined>> = {
  EMFILE: REMEDIES["out of descriptors"],
  EADDRNOTAVAIL: REMEDIES["out of ports"],
};

export function failureSection(report: Report): Block[] {
  const kinds = new Map<
    string,
    { outcome: string; code: string; count: number; levels: Set<number> }
  >();
  for (const { level, samples } of judgedInOrder(report)) {
    for (const { outcome, errorCode } of samples) {
      if (outcome === "ok") continue;
      const code = errorCode ?? "";
      const kind = kinds.get(`${outcome} ${code}`) ?? {
        outcome,
        code,
        count: 0,
        levels: new Set(),
      };
      kind.count++;
      kind.levels.add(level);
      kinds.set(`${outcome} ${code}`, kind);
    }
  }
  if (kinds.size === 0) return [];
  const table: Table = {
    columns: [left("outcome"), left("code"), right("requests"), right("levels")],
    rows: [...kinds.values()].map(({ outcome, code, count, levels: own }) => [
      outcome,
      code === "" ? ABSENT : { code },
      String(count),
      String(own.size),
    ]),
  };
  return [
    { kind: "heading", level: 2, text: "Requests without an ok reply" },
    { kind: "table", ...table },
    ...[...new Set([...kinds.values()].map(({ code }) => code))].flatMap((code) => {
      const remedy = REMEDY_OF_CODE[code];
      return remedy === undefined ? [] : [plainParagraph(`${code}: ${remedy}.`)];
    }),
  ];
}

export function healthSection(report: Report): Block[] {
  const selves = report.run.levels.map(({ self }) => self);
  const rows = [
    [
      "event loop late by",
      worst(
        selves.map((self) => self.eventLoopDelayMaxNs),
        (ns) => formatDuration(ns),
      ),
    ],
    [
      "schedule lag: actual send − intended start",
      worst(
        selves.map((self) => self.scheduleLagMaxNs),
        (ns) => formatDuration(ns),
      ),
    ],
    [
      "CPU of the generator (100 % is one core)",
      worst(
        selves.map((self) => self.generatorCpuShare),
        formatPercent,
      ),
    ],
    [
      "CPU of the host (100 % is all its cores)",
      worst(
        selves.map((self) => self.hostBusyShare),
        formatPercent,
      ),
    ],
  ];
  return [
    {
      kind: "heading",
      level: 2,
      text: "The generator's own health",
      fold: "The generator's own health",
    },
    { kind: "table", columns: [left("worst of all levels"), right("value")], rows },
    { kind: "picture", ...HEALTH_PICTURE },
    ...remeasured(report),
  ];
}

function remeasured(report: Report): Block[] {
  const table = remeasuredTable(report);
  const why =
    table.rows.length === 0
      ? "No level was: a level is measured again only where the generator's own evidence says that it or the host was the limit."
      : "At these levels the generator's own evidence said that it or the host was the limit. They were measured again, alone; the last attempt is judged, whatever it shows.";
  return [
    { kind: "heading", level: 2, text: "Measured again", fold: "Measured again" },
    plainParagraph(why),
    ...(table.rows.length === 0 ? [] : [{ kind: "table" as const, ...table }]),
  ];
}

function worst(values: readonly (number | null)[], format: (value: number) => string): string {
  const known = values.flatMap((value) => value ?? []);
  return known.length === 0 ? ABSENT : format(largestOf(known));
}
