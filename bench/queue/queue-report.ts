// report.md of a queue's run, and what the terminal shows of it: the figures as RabbitMQ's PerfTest names them. Pure.
import type { Texts } from "../messages/texts.ts";
import { type Block, left, plainParagraph, right } from "../report/document/blocks.ts";
import { formatMarkdown } from "../report/document/markdown.ts";
import { ABSENT, dateTimeText } from "../report/document/phrases.ts";
import { type Ns, NS_PER_SECOND, NS_PER_US } from "../../src/units/duration.ts";
import { formatSize } from "../../src/units/size.ts";
import type { Text } from "../../src/units/text.ts";
import { invalidReasonsOf } from "./phase-summary.ts";
import type { QueueLatency, QueuePhase, QueueRun } from "../run/queue/run.ts";

/** `failure`: why the run was not measured to its end; in the record it is English. */
export function queueReport(run: QueueRun, texts: Texts, failure: Text | null): string {
  return formatMarkdown(queueDocument(run, texts, failure), texts);
}

function queueDocument(run: QueueRun, texts: Texts, failure: Text | null): Block[] {
  const { environment, broker, startedAt, commandLine, label } = run;
  const { cpuCount, cpuModel, memoryBytes, kernel, bun, escaleraVersion, commit } = environment;
  const { queue: words, report, charts, counted } = texts;
  const sizeText = (bytes: number): string => texts.number(formatSize(bytes));
  const cores = report.how.coresOf(counted.cores(cpuCount), cpuModel);
  return [
    { kind: "heading", level: 1, text: words.title(label, broker) },
    ...alarms(run, texts, failure),
    {
      kind: "table",
      columns: [
        left(words.phase),
        right(charts.inUnit(words.sending, "1/s")),
        right(charts.inUnit(words.receiving, "1/s")),
        ...[words.min, words.median, ...[75, 95, 99].map(words.percentile)].map((head) =>
          right(charts.inUnit(head, "µs")),
        ),
        right(words.messages),
      ],
      rows: run.phases.map((phase) => [
        words.phases[phase.name].title,
        rate(phase.sendingPerSec),
        rate(phase.receivingPerSec),
        ...(["minNs", "medianNs", "p75Ns", "p95Ns", "p99Ns"] as const).map((name) =>
          phase.latency === null ? ABSENT : micros(phase.latency[name]),
        ),
        String(Math.max(phase.sent, phase.received)),
      ]),
    },
    {
      kind: "list",
      items: run.phases.map(({ name }) => {
        const { title, description, latency } = words.phases[name];
        const text = words.described(title, description);
        return [latency === "" ? text : words.timed(text, latency)];
      }),
    },
    { kind: "heading", level: 2, text: report.how.heading },
    plainParagraph(
      words.explained(sizeText(run.bodyBytes), words.publishers(run.publishers), run.window),
    ),
    {
      kind: "list",
      items: [
        [words.command, { code: commandLine }],
        [words.begun(dateTimeText(startedAt, texts))],
        [words.machine(cores, sizeText(memoryBytes), kernel)],
        [`Escalera ${escaleraVersion}${commit === null ? "" : ` (${commit})`}, Bun ${bun}`],
        [words.allFigures, { file: "queue.json" }],
      ],
    },
  ];
}

function alarms({ status, phases }: QueueRun, texts: Texts, failure: Text | null): Block[] {
  const { queue: words, report } = texts;
  const reasons = invalidReasonsOf(phases).map(texts.of);
  return [
    ...(failure === null ? [] : [alarm(words.failed, [texts.of(failure)])]),
    ...(status === "interrupted" ? [alarm(report.alarms.interrupted, [words.stopped])] : []),
    ...(reasons.length === 0 ? [] : [alarm(report.alarms.invalid, reasons)]),
  ];
}

function alarm(title: string, lines: readonly string[]): Block {
  return { kind: "alarm", title, lines };
}

/** A phase in the words of PerfTest, as it ends. */
export function phaseText(phase: QueuePhase, texts: Texts): string {
  const { queue: words } = texts;
  const { title, latency } = words.phases[phase.name];
  const { sendingPerSec, receivingPerSec, elapsedNs } = phase;
  const lines = [
    `${title} (${texts.number((elapsedNs / NS_PER_SECOND).toFixed(1))} s)`,
    ...(sendingPerSec === null ? [] : [words.sendingRate(rate(sendingPerSec))]),
    ...(receivingPerSec === null ? [] : [words.receivingRate(rate(receivingPerSec))]),
    ...(phase.latency === null || latency === ""
      ? []
      : [words.latencies(latency, latencyText(phase.latency))]),
    ...(phase.intended === null ? [] : [words.counts(phase.intended, phase.sent, phase.received)]),
  ];
  return lines.join("\n  ");
}

function latencyText({ minNs, medianNs, p75Ns, p95Ns, p99Ns }: QueueLatency): string {
  return [minNs, medianNs, p75Ns, p95Ns, p99Ns].map(micros).join("/");
}

function rate(perSec: number | null): string {
  return perSec === null ? ABSENT : perSec.toFixed(0);
}

function micros(ns: Ns): string {
  return (ns / NS_PER_US).toFixed(0);
}
