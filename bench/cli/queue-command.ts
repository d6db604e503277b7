// bun bench queue: what a broker does by itself, without tasks, threads or stores.
import { join } from "node:path";
import { makeFolder } from "../archive/new-folder.ts";
import { createRunClock } from "../generate/pacing/run-clock.ts";
import {
  EXIT_INTERRUPTED,
  EXIT_INVALID,
  EXIT_NOTHING_MEASURED,
  strongestExitCode,
} from "../judge/exit-code.ts";
import {
  type BenchBroker,
  openBenchBroker,
  QueueBenchError,
  reasonOf,
} from "../queue/bench-broker.ts";
import { invalidReasonsOf, steadyRateFor, summarizePhase } from "../queue/phase-summary.ts";
import {
  consumePhase,
  type PhaseOptions,
  publishPhase,
  roundTripPhase,
  steadyPhase,
  throughPhase,
} from "../queue/phases.ts";
import { phaseText, queueReport } from "../queue/queue-report.ts";
import { QUEUE_SCHEMA_VERSION } from "../run/versions.ts";
import type { QueuePhase, QueueRun } from "../run/queue/run.ts";
import { type BrokerAddress, parseBrokerUrl } from "../../src/broker/broker-url.ts";
import { CommandError, createCommand, EXIT_FAILED, EXIT_USAGE } from "../../src/cli/command.ts";
import { processLanguage } from "../../src/cli/language.ts";
import { count, flag, type Typed, withDefaults } from "../../src/cli/options/flags.ts";
import { type Ns, parseSeconds } from "../../src/units/duration.ts";
import type { Text } from "../../src/units/text.ts";
import { parseRate } from "../../src/units/rate.ts";
import { parseSize } from "../../src/units/size.ts";
import { beginRun } from "./begin-run.ts";
import { jsonText, writeFilesOrEnd } from "./write-files.ts";
import { say, textsFor, usageError } from "../messages/texts.ts";
import { interruptible, readFlags, RUN_FLAGS } from "./options/run-flags.ts";

const MAX_BODY_BYTES = 16 * 2 ** 20;

const { queue: help } = textsFor(processLanguage()).help;

const FLAGS = {
  duration: flag("-d <duration>", help.duration, parseWhile, "10s"),
  size: flag("<size>", help.size, parseBody, "100"),
  rate: flag("-R <rate>", help.rate, parseRate),
  publishers: flag("<n>", help.publishers, count(1, 100), "1"),
  window: flag("<n>", help.window, count(1, 65_535), "256"),
  queue: flag("<name>", help.queue, parseQueue),
  ...RUN_FLAGS,
};

export const command = createCommand("bun bench queue", help, FLAGS)
  .argument("<broker>", help.broker)
  .action(async (broker: string, typed: Typed<typeof FLAGS>) => {
    process.exitCode = await runQueue(readSettings(broker, typed), withDefaults(FLAGS, typed));
  });

type QueueSettings = ReturnType<typeof readSettings>;

function readSettings(broker: string, typed: Typed<typeof FLAGS>) {
  const { values, problems } = readFlags(FLAGS, typed);
  const address = problems.read("--broker", () => parseBrokerUrl(broker));
  problems.throwIfAny();
  const { queue = `escalera-bench-${Bun.randomUUIDv7()}` } = values;
  // It can only be missing where a problem was found.
  return { ...values, address: address as BrokerAddress, queue };
}

function parseWhile(text: string): Ns {
  const durationNs = parseSeconds(text);
  if (durationNs > 0) return durationNs;
  throw usageError((t) => t.options.noTimeToMeasure(text));
}

function parseBody(text: string): number {
  const bytes = parseSize(text);
  if (bytes <= MAX_BODY_BYTES) return bytes;
  throw usageError((t) => t.options.bodyTooLarge(text));
}

function parseQueue(name: string): string {
  if (name !== "" && Buffer.byteLength(name) <= 255 && !name.startsWith("amq.")) return name;
  throw usageError((t) => t.options.notAQueueName(name));
}

type Options = QueueRun["options"];

async function runQueue(settings: QueueSettings, options: Options): Promise<number> {
  const startedAt = new Date();
  const broker = await open(settings);
  try {
    const folder = makeFolder(settings.out, startedAt, "queue", settings.label);
    const begun = newRun(settings, options, startedAt);
    return await interruptible(({ signal }) =>
      measureAll({ settings, broker, folder, begun }, signal),
    );
  } finally {
    await broker.close();
  }
}

interface Measuring {
  readonly settings: QueueSettings;
  readonly broker: BenchBroker;
  readonly folder: string;
  readonly begun: QueueRun;
}

/** Keeps the files in step with what was measured. Returns the exit code. */
async function measureAll(
  { settings, broker, folder, begun }: Measuring,
  signal: AbortSignal,
): Promise<number> {
  const texts = textsFor(processLanguage());
  let run = begun;
  let failure: Text | null = null;
  const save = async (changes: Partial<QueueRun>): Promise<void> => {
    run = { ...run, ...changes };
    await writeFilesOrEnd(folder, {
      "queue.json": jsonText(run),
      "report.md": queueReport(run, texts, failure),
    });
  };
  await save({});
  try {
    await measure(settings, broker, signal, async (phase) => {
      console.log(`\n${phaseText(phase, texts)}`);
      await save({ phases: [...run.phases, phase] });
    });
  } catch (error) {
    if (error instanceof CommandError || error instanceof RangeError) throw error;
    failure = say(({ queue }) => queue.lost(settings.address.shown, reasonOf(error)));
  }
  const invalidReasons = invalidReasonsOf(run.phases);
  await save({
    failure: failure && failure.en,
    status: signal.aborted ? "interrupted" : "complete",
    endedAt: new Date().toISOString(),
    invalidReasons: invalidReasons.map(({ en }) => en),
  });
  for (const reason of invalidReasons) console.error(texts.report.warning(texts.of(reason)));
  if (failure !== null) console.error(`error: ${texts.of(failure)}`);
  console.log(`\n${join(folder, "report.md")}`);
  return exitCodeOf(run);
}

async function open({ address, queue, publishers }: QueueSettings): Promise<BenchBroker> {
  try {
    const texts = textsFor(processLanguage());
    const warn = (text: Text): void => console.error(texts.of(text));
    return await openBenchBroker(address, queue, publishers, warn);
  } catch (error) {
    if (!(error instanceof QueueBenchError)) throw error;
    const exitCode = error.isUnreachable ? EXIT_NOTHING_MEASURED : EXIT_USAGE;
    throw new CommandError(error.text, exitCode);
  }
}

async function measure(
  { duration: durationNs, size: bodyBytes, window, rate: wantedRate }: QueueSettings,
  broker: BenchBroker,
  signal: AbortSignal,
  onPhase: (phase: QueuePhase) => Promise<void>,
): Promise<void> {
  const options: PhaseOptions = {
    broker,
    clock: createRunClock(),
    bodyBytes,
    window,
    durationNs,
    signal,
  };
  const published = summarizePhase("publish", await publishPhase(options));
  await onPhase(published);
  if (signal.aborted) return;
  await onPhase(summarizePhase("consume", await consumePhase(options, published.confirmed)));
  if (signal.aborted) return;
  await onPhase(summarizePhase("through", await throughPhase(options)));
  if (signal.aborted) return;
  const roundTrip = summarizePhase("round-trip", await roundTripPhase(options));
  await onPhase(roundTrip);
  if (signal.aborted) return;
  const oneByOne = await roundTripPhase({
    ...options,
    window: 1,
    broker: { ...broker, publishers: broker.publishers.slice(0, 1) },
  });
  await onPhase(summarizePhase("one-at-a-time", oneByOne));
  if (signal.aborted) return;
  const rate = wantedRate ?? steadyRateFor(roundTrip);
  await onPhase(summarizePhase("steady", await steadyPhase(options, rate)));
}

function newRun(settings: QueueSettings, options: Options, startedAt: Date): QueueRun {
  const { address, queue, size: bodyBytes, publishers, window, label } = settings;
  // The password is nobody's business.
  const args = process.argv.slice(2).map((arg) => (/^amqps?:/.test(arg) ? address.shown : arg));
  return {
    schemaVersion: QUEUE_SCHEMA_VERSION,
    command: "queue",
    ...beginRun(label, startedAt, args),
    options: { ...options, broker: address.shown, queue },
    broker: address.shown,
    queue,
    bodyBytes,
    publishers,
    window,
    phases: [],
    failure: null,
    invalidReasons: [],
  };
}

function exitCodeOf({ status, failure, phases, invalidReasons }: QueueRun): number {
  return strongestExitCode([
    ...(status === "interrupted" ? [EXIT_INTERRUPTED] : []),
    ...(phases.length === 0 ? [EXIT_NOTHING_MEASURED] : []),
    ...(invalidReasons.length > 0 ? [EXIT_INVALID] : []),
    ...(failure !== null ? [EXIT_FAILED] : []),
  ]);
}
