// report.md of a queue's run, and what the terminal shows of it: the figures as RabbitMQ's PerfTest names them. Pure.
import { textsFor } from "../messages/texts.ts";
import { type Block, left, plainParagraph, right } from "../report/document.ts";
import { formatMarkdown } from "../report/markdown.ts";
import { ABSENT } from "../report/phrases.ts";
import { counted } from "../../src/units/counted.ts";
import { type Ns, NS_PER_SECOND, NS_PER_US } from "../../src/units/duration.ts";
import { formatSize } from "../../src/units/size.ts";
import { QUEUE_PHASES, type QueueLatency, type QueuePhase, type QueueRun } from "./queue-run.ts";

export function queueReport(run: QueueRun): string {
  return formatMarkdown(queueDocument(run), textsFor("en"));
}

function queueDocument(run: QueueRun): Block[] {
  const { environment, broker, startedAt, commandLine, label } = run;
  const { cpuCount, cpuModel, memoryBytes, kernel, bun, escaleraVersion, commit } = environment;
  return [
    {
      kind: "heading",
      level: 1,
      text: `The broker alone${label === "" ? "" : `, ${label}`}: ${broker}`,
    },
    ...alarms(run),
    {
      kind: "table",
      columns: [
        left("phase"),
        right("sending (msg/s)"),
        right("receiving (msg/s)"),
        right("min (µs)"),
        right("median (µs)"),
        right("75th (µs)"),
        right("95th (µs)"),
        right("99th (µs)"),
        right("messages"),
      ],
      rows: run.phases.map((phase) => [
        detailOf(phase).title,
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
      items: run.phases.map((phase) => {
        const { title, description, latency } = detailOf(phase);
        return [`${title}: ${description}${latency === null ? "" : `; timed ${latency}`}`];
      }),
    },
    { kind: "heading", level: 2, text: "How it was measured" },
    plainParagraph(
      `On a quorum queue of its own, deleted at the end; persistent messages of ${formatSize(run.bodyBytes)}, ${counted(run.publishers, "publisher")}, a window of ${run.window} each, which is the consumer's prefetch too. Publishers and consumer share one process and its clock.`,
    ),
    {
      kind: "list",
      items: [
        ["Command: ", { code: commandLine }],
        [`Begun: ${startedAt}`],
        [`Machine: ${cpuCount} × ${cpuModel}, ${formatSize(memoryBytes)}, ${kernel}`],
        [`Escalera ${escaleraVersion}${commit === null ? "" : ` (${commit})`}, Bun ${bun}`],
        ["All figures: ", { file: "queue.json" }],
      ],
    },
  ];
}

function alarms({ status, failure, invalidReasons }: QueueRun): Block[] {
  return [
    ...(failure === null ? [] : [alarm("FAILED", [failure])]),
    ...(status === "interrupted"
      ? [alarm("INTERRUPTED", ["The run was not measured to its end."])]
      : []),
    ...(invalidReasons.length === 0 ? [] : [alarm("INVALID", invalidReasons)]),
  ];
}

function alarm(title: string, lines: readonly string[]): Block {
  return { kind: "alarm", title, lines };
}

/** A phase in the words of PerfTest, as it ends. */
export function phaseText(phase: QueuePhase): string {
  const { title, latency } = detailOf(phase);
  const { sendingPerSec, receivingPerSec, elapsedNs } = phase;
  const lines = [
    `${title} (${(elapsedNs / NS_PER_SECOND).toFixed(1)} s)`,
    ...(sendingPerSec === null ? [] : [`sending rate avg: ${rate(sendingPerSec)} msg/s`]),
    ...(receivingPerSec === null ? [] : [`receiving rate avg: ${rate(receivingPerSec)} msg/s`]),
    ...(phase.latency === null || latency === null
      ? []
      : [`min/median/75th/95th/99th latency (${latency}): ${latencyText(phase.latency)} µs`]),
    ...(phase.intended === null
      ? []
      : [`intended ${phase.intended}, sent ${phase.sent}, received ${phase.received}`]),
  ];
  return lines.join("\n  ");
}

function latencyText({ minNs, medianNs, p75Ns, p95Ns, p99Ns }: QueueLatency): string {
  return [minNs, medianNs, p75Ns, p95Ns, p99Ns].map(micros).join("/");
}

function detailOf({ name }: QueuePhase) {
  return QUEUE_PHASES.find((phase) => phase.name === name) ?? QUEUE_PHASES[0];
}

function rate(perSec: number | null): string {
  return perSec === null ? ABSENT : perSec.toFixed(0);
}

function micros(ns: Ns): string {
  return (ns / NS_PER_US).toFixed(0);
}
