// The sections of a report that show what its verdicts rest on: residuals, failures, the health of the load generator.
import type { Outcome } from "../../run/sweep/sample.ts";
import type { Texts } from "../../messages/texts.ts";
import { residualsByStep, residualsOf } from "../../judge/sweep/residuals.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { type Block, left, plainParagraph, right, type Table } from "../document/blocks.ts";
import { judgedInOrder } from "./judged-levels.ts";
import { remeasuredTable } from "./level-table.ts";
import { formatIn, largestOf, timeUnitFor } from "../chart/nice-numbers.ts";
import { ABSENT, formatPercent, timeText } from "../document/phrases.ts";
import { pictureBlock } from "./pictures.ts";
import type { Report } from "./report.ts";

export function residualSection(report: Report): Block[] {
  const { run, texts } = report;
  const { expected } = run;
  const words = texts.sweepReport.residuals;
  const steps = residualsByStep(residualsOf(expected, judgedInOrder(report)));
  const heading: Block = { kind: "heading", level: 2, text: words.heading };
  if (steps.length === 0) return [heading, plainParagraph(words.none)];
  const unit = timeUnitFor(
    largestOf(steps.flatMap(({ minNs, maxNs }) => [Math.abs(minNs), Math.abs(maxNs)])),
  );
  const keys = ["minNs", "p10Ns", "medianNs", "p90Ns", "maxNs"] as const;
  const { min } = texts.sweepReport.levels;
  const heads = [min, "p10", words.median, "p90", words.max];
  return [
    heading,
    plainParagraph(words.explained(expected.threads)),
    {
      kind: "table",
      columns: [
        right(words.step),
        right(words.completions),
        ...heads.map((head) => right(texts.charts.inUnit(head, unit.name))),
      ],
      rows: steps.map((step) => [
        String(step.step),
        String(step.count),
        ...keys.map((key) => texts.number(formatIn(unit, step[key]))),
      ]),
    },
  ];
}

/** Errors of the generator's own machine that the user can do something about. */
const REMEDIES = {
  EMFILE: "out of descriptors",
  EADDRNOTAVAIL: "out of ports",
} as const satisfies Record<string, keyof Texts["failures"]["remedies"]>;

/** Requests without an ok reply, by outcome and error code. */
export function failureSection(report: Report): Block[] {
  const { texts } = report;
  const { failures: words, outcomes } = texts.sweepReport;
  const kinds = new Map<
    string,
    { outcome: Outcome; code: string; count: number; levels: Set<number> }
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
    columns: [left(words.outcome), left(words.code), right(words.requests), right(words.levels)],
    rows: [...kinds.values()].map(({ outcome, code, count, levels: own }) => [
      outcomes[outcome],
      code === "" ? ABSENT : { code },
      String(count),
      String(own.size),
    ]),
  };
  return [
    { kind: "heading", level: 2, text: words.heading },
    { kind: "table", ...table },
    ...[...new Set([...kinds.values()].map(({ code }) => code))].flatMap((code) => {
      const kind = Object.hasOwn(REMEDIES, code) && REMEDIES[code as keyof typeof REMEDIES];
      return kind === false ? [] : [plainParagraph(`${code}: ${texts.failures.remedies[kind]}.`)];
    }),
  ];
}

export function healthSection(report: Report): Block[] {
  const { run, texts } = report;
  const words = texts.sweepReport.health;
  const selves = run.levels.map(({ self }) => self);
  const timeOf = (ns: Ns): string => timeText(ns, texts);
  const rows = [
    [
      words.eventLoop,
      worst(
        selves.map((self) => self.eventLoopDelayMaxNs),
        timeOf,
      ),
    ],
    [
      words.scheduleLag,
      worst(
        selves.map((self) => self.scheduleLagMaxNs),
        timeOf,
      ),
    ],
    [
      words.generatorCpu,
      worst(
        selves.map((self) => self.generatorCpuShare),
        formatPercent,
      ),
    ],
    [
      words.hostCpu,
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
      text: words.heading,
      fold: words.heading,
    },
    { kind: "table", columns: [left(words.worst), right(texts.report.value)], rows },
    pictureBlock("health", texts),
    ...remeasured(report),
  ];
}

function remeasured(report: Report): Block[] {
  const table = remeasuredTable(report);
  const { heading, none, some } = report.texts.sweepReport.again;
  return [
    { kind: "heading", level: 2, text: heading, fold: heading },
    plainParagraph(table.rows.length === 0 ? none : some),
    ...(table.rows.length === 0 ? [] : [{ kind: "table" as const, ...table }]),
  ];
}

function worst(values: readonly (number | null)[], format: (value: number) => string): string {
  const known = values.flatMap((value) => value ?? []);
  return known.length === 0 ? ABSENT : format(largestOf(known));
}
