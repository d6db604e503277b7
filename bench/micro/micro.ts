// Benchmarks of the parts with mitata: they say what a part costs, never what the system does under load.
import { bench, do_not_optimize, group, run } from "mitata";
import type { Target } from "../generate/plan/load-target.ts";
import type { Texts } from "../messages/texts.ts";
import { LatencyHistogram } from "../stats/latency-histogram.ts";
import { createTaskPool } from "../../src/pool/task-pool.ts";
import { LineSplitter } from "../../src/protocol/line-splitter.ts";
import { messagesFor } from "../../src/messages/catalogue.ts";
import { formatReply, parseJsonReply } from "../../src/protocol/reply.ts";
import { parseRequestLine } from "../../src/protocol/request.ts";
import type { TaskReply } from "../../src/protocol/task.ts";
import { openLineConnection } from "./line-connection.ts";

const REPLY: TaskReply = {
  thread: 3,
  acceptedSeq: 17,
  waitNs: 41_000,
  serviceNs: 3_000_912_000,
  sojournNs: 3_001_100_000,
  startedAtMs: 1_790_000_000_000.5,
  result: "Generar Facturas",
};

/** Runs those whose name contains `filter` and prints mitata's table. `target` is a server whose tasks do nothing. */
export async function runMicroBenchmarks(
  target: Target,
  filter: string,
  { micro: words }: Texts,
): Promise<void> {
  const messages = messagesFor("en");
  const request = new TextEncoder().encode('{"id":"7f","task":"Generar Facturas"}');
  const packet = new TextEncoder().encode("Generar Informe Financiero\n".repeat(100));
  const reply = formatReply("json", "7f", REPLY, messages);
  const histogram = new LatencyHistogram();
  const pool = await createTaskPool({
    threads: 10,
    maxQueue: 100,
    work: { kind: "sleep", service: { kind: "constant", serviceNs: 0 }, seed: 1 },
    messages,
  });
  const connection = await openLineConnection(target);
  const task = { id: null, task: "tarea" };
  const { signal } = new AbortController();
  try {
    group(words.protocol, () => {
      bench(words.framing, () => do_not_optimize(splitLines(packet)));
      bench(words.parseRequest, () => do_not_optimize(parseRequestLine(request, messages)));
      bench(words.formatReply, () => do_not_optimize(formatReply("json", "7f", REPLY, messages)));
      bench(words.parseReply, () => do_not_optimize(parseJsonReply(reply)));
    });
    group(words.measure, () => {
      let responseNs = 1e6;
      bench(words.histogram, () => {
        responseNs = (responseNs * 1.0001) % 3e10;
        histogram.record(responseNs);
      });
    });
    group(words.roundTrips, () => {
      bench(words.pool, () => pool.run(task, signal));
      bench(words.endToEnd, () => connection.ask("tarea\n"));
    });
    const isPlain = !process.stdout.isTTY || Boolean(process.env.NO_COLOR);
    await run({ filter: new RegExp(RegExp.escape(filter)), colors: !isPlain });
  } finally {
    connection.close();
    await pool.close();
  }
}

function splitLines(packet: Uint8Array): number {
  const splitter = new LineSplitter(65_536);
  splitter.push(packet);
  let count = 0;
  while (splitter.next() !== undefined) count++;
  return count;
}
