// The sections of a report that show what its verdicts rest on: residuals, failures, the health of the load generator.
import type { LevelSummary } from "../../run/sweep/run.ts";
import type { Texts } from "../../messages/texts.ts";
import { residualsByStep, residualsOf } from "../../judge/sweep/residuals.ts";
import type { Ns } from "../../../src/units/duration.ts";
import {
  type Block,
  heading,
  left,
  picture,
  plainParagraph,
  right,
  table,
} from "../document/blocks.ts";
import { remeasuredTable } from "./level-table.ts";
import { formatIn, largestOf, timeUnitFor } from "../chart/nice-numbers.ts";
import { ABSENT, formatPercent, timeText } from "../document/phrases.ts";
import { judgedInOrder, type Report } from "./report.ts";

export function residualSection(report: Report): Block[] {
  const { run, texts } = report;
  const { expected } = run;
  const words = texts.sweepReport.residuals;
  const steps = residualsByStep(residualsOf(expected, judgedInOrder(report)));
  if (steps.length === 0) return [heading(words.heading), plainParagraph(words.none)];
  const unit = timeUnitFor(
    largestOf(steps.flatMap(({ minNs, maxNs }) => [Math.abs(minNs), Math.abs(maxNs)])),
  );
  const keys = ["minNs", "p10Ns", "medianNs", "p90Ns", "maxNs"] as const;
  const { min } = texts.sweepReport.levels;
  const heads = [min, "p10", words.median, "p90", words.max];
  return [
    heading(words.heading),
    plainParagraph(words.explained(expected.threads)),
    table(
      [
        right(words.step),
        right(words.completions),
        ...heads.map((head) => right(texts.charts.inUnit(head, unit.name))),
      ],
      steps.map((step) => [
        String(step.step),
        String(step.count),
        ...keys.map((key) => texts.number(formatIn(unit, step[key]))),
      ]),
    ),
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
  const failed = judgedInOrder(report).flatMap(({ level, samples }) =>
    samples.flatMap(({ outcome, errorCode }) =>
      outcome === "ok" ? [] : [{ level, outcome, code: errorCode ?? "" }],
    ),
  );
  if (failed.length === 0) return [];
  const kinds = [...Map.groupBy(failed, ({ outcome, code }) => `${outcome} ${code}`).values()];
  const codes = new Set(failed.map(({ code }) => code));
  return [
    heading(words.heading),
    table(
      [left(words.outcome), left(words.code), right(words.requests), right(words.levels)],
      kinds.map((own) => {
        const { outcome, code } = own[0]!;
        const levels = new Set(own.map(({ level }) => level));
        return [
          outcomes[outcome],
          code === "" ? ABSENT : { code },
          String(own.length),
          String(levels.size),
        ];
      }),
    ),
    ...[...codes].flatMap((code) => {
      const kind = Object.hasOwn(REMEDIES, code) && REMEDIES[code as keyof typeof REMEDIES];
      return kind === false ? [] : [plainParagraph(`${code}: ${texts.failures.remedies[kind]}.`)];
    }),
  ];
}

export function healthSection(report: Report): Block[] {
  const { run, texts } = report;
  const words = texts.sweepReport.health;
  const worst = (
    valueOf: (self: LevelSummary["self"]) => number | null,
    format: (value: number) => string,
  ): string => {
    const known = run.levels.flatMap(({ self }) => valueOf(self) ?? []);
    return known.length === 0 ? ABSENT : format(largestOf(known));
  };
  const timeOf = (ns: Ns): string => timeText(ns, texts);
  return [
    heading(words.heading, words.heading),
    table(
      [left(words.worst), right(texts.report.value)],
      [
        [words.eventLoop, worst(({ eventLoopDelayMaxNs }) => eventLoopDelayMaxNs, timeOf)],
        [words.scheduleLag, worst(({ scheduleLagMaxNs }) => scheduleLagMaxNs, timeOf)],
        [words.generatorCpu, worst(({ generatorCpuShare }) => generatorCpuShare, formatPercent)],
        [words.hostCpu, worst(({ hostBusyShare }) => hostBusyShare, formatPercent)],
      ],
    ),
    picture("health", texts.sweepReport.pictures.health),
    ...remeasured(report),
  ];
}

function remeasured(report: Report): Block[] {
  const again = remeasuredTable(report);
  const words = report.texts.sweepReport.again;
  return [
    heading(words.heading, words.heading),
    plainParagraph(again.rows.length === 0 ? words.none : words.some),
    ...(again.rows.length === 0 ? [] : [{ kind: "table" as const, ...again }]),
  ];
}
