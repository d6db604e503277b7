import { describe, expect, test } from "bun:test";
import { LatencyHistogram } from "../stats/latency-histogram.ts";
import { ENGLISH, SPANISH } from "../../test/support/texts.ts";
import { say } from "../messages/texts.ts";
import { invalidReasonsOf, steadyRateFor, summarizePhase } from "./phase-summary.ts";
import { phaseText, queueReport } from "./queue-report.ts";
import type { QueueRun } from "../run/queue/run.ts";

const MS = 1e6;

function histogramOf(valuesNs: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const ns of valuesNs) histogram.record(ns);
  return histogram;
}

const COUNTS = {
  elapsedNs: 2e9,
  intended: null,
  dropped: 0,
  sent: 100,
  confirmed: 100,
  received: 80,
  latencies: histogramOf(Array.from({ length: 100 }, (_, i) => (i + 1) * MS)),
  lags: null,
};

describe("a phase of a queue's run", () => {
  const phase = summarizePhase("through", COUNTS);

  test("has the rates and percentiles that PerfTest has", () => {
    expect(phase).toMatchObject({ sendingPerSec: 50, receivingPerSec: 40, scheduleLagP99Ns: null });
    expect(phase.latency).toMatchObject({ count: 100, minNs: MS });
    expect(phaseText(phase, ENGLISH)).toContain("sending rate avg: 50 msg/s");
    // HDR: four digits that count.
    expect(phaseText(phase, ENGLISH)).toMatch(
      /min\/median\/75th\/95th\/99th latency \(publish → consumer\): 1000\/5000\d\/7500\d\/9500\d\/9900\d µs/,
    );
  });

  test("has no rate of what it does not do, and no latency of nothing", () => {
    expect(summarizePhase("publish", COUNTS).receivingPerSec).toBeNull();
    expect(summarizePhase("consume", { ...COUNTS, latencies: null }).sendingPerSec).toBeNull();
    const nothing = summarizePhase("through", { ...COUNTS, latencies: histogramOf([]) });
    expect(nothing.latency).toBeNull();
  });

  test("is invalid where the publisher was late or dropped messages", () => {
    expect(invalidReasonsOf([phase])).toEqual([]);
    const late = summarizePhase("steady", { ...COUNTS, lags: histogramOf([20 * MS]) });
    expect(invalidReasonsOf([late])[0]?.en).toContain("the publisher was the limit");
    const dropping = summarizePhase("steady", { ...COUNTS, dropped: 3 });
    expect(invalidReasonsOf([dropping])[0]?.en).toContain("3 messages were never published");
  });

  test("a steady rate is half of what went through by itself, in two digits", () => {
    expect(steadyRateFor({ receivingPerSec: 8067 })).toBe(4000);
    expect(steadyRateFor({ receivingPerSec: null })).toBe(1);
  });
});

test("the report names failures and doubts before any figure", () => {
  const run: QueueRun = {
    schemaVersion: 1,
    command: "queue",
    label: "",
    status: "interrupted",
    commandLine: "bun bench queue amqp://tasks@host",
    options: {},
    startedAt: "2026-01-02T03:04:05.000Z",
    endedAt: null,
    environment: {
      escaleraVersion: "0.1.0",
      commit: null,
      bun: "1.4.5",
      kernel: "Linux",
      cpuModel: "CPU",
      cpuCount: 2,
      memoryBytes: 2 ** 30,
    },
    broker: "amqp://tasks@host",
    queue: "q",
    bodyBytes: 100,
    publishers: 1,
    window: 256,
    phases: [summarizePhase("through", { ...COUNTS, dropped: 3 })],
    failure: "it was lost",
    invalidReasons: ["too late"],
  };
  const failure = say(({ queue }) => queue.lost("amqp://tasks@host", "it is gone"));
  const text = queueReport(run, ENGLISH, failure);
  for (const word of ["FAILED", "INTERRUPTED", "INVALID"]) {
    expect(text.indexOf(word)).toBeGreaterThan(0);
    expect(text.indexOf(word)).toBeLessThan(text.indexOf("| phase"));
  }
  expect(text).toContain("publish + confirm + consume + ack");
  const spanish = queueReport(run, SPANISH, failure);
  expect(spanish).toContain("se perdió la conexión con amqp://tasks@host: it is gone");
  expect(spanish).toContain("publicar + confirmar + consumir + aceptar");
  expect(spanish).not.toMatch(/median |window|messages|FAILED|INVALID\b/);
});
