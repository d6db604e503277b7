// bun bench queue: what a broker does by itself, without tasks, threads or stores.
import { join } from "node:path";
import type { Command } from "commander";
import { readEnvironment } from "../archive/environment.ts";
import { cantWriteText, makeFolder, replaceFile } from "../archive/new-folder.ts";
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
import {
  CommandError,
  createCommand,
  EXIT_FAILED,
  EXIT_USAGE,
  readOptions,
} from "../../src/cli/command.ts";
import { onStopSignals } from "../../src/cli/signals.ts";
import { parseCount } from "../../src/units/count.ts";
import { type Ns, parseSeconds } from "../../src/units/duration.ts";
import type { Text } from "../../src/units/text.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import { parseRate } from "../../src/units/rate.ts";
import { parseSize } from "../../src/units/size.ts";
import { commandLineOf } from "./command-line.ts";
import { say, textsFor } from "../messages/texts.ts";
import { processLanguage } from "../../src/cli/language.ts";

const MAX_BODY_BYTES = 16 * 2 ** 20;

interface QueueFlags {
  readonly duration: string;
  readonly size: string;
  readonly rate?: string;
  readonly publishers: string;
  readonly window: string;
  readonly queue?: string;
  readonly out: string;
  readonly label: string;
}

interface QueueSettings {
  readonly address: BrokerAddress;
  readonly durationNs: Ns;
  readonly bodyBytes: number;
  /** Of the steady phase; undefined is half of what the round trip reached. */
  readonly ratePerSec: number | undefined;
  readonly publishers: number;
  readonly window: number;
  readonly queue: string;
}

export function createQueueCommand(): Command {
  const { help } = textsFor(processLanguage());
  const { queue } = help;
  return createCommand("bun bench queue", queue.description, queue.examples.join("\n"))
    .argument("<broker>", queue.broker)
    .option("-d, --duration <duration>", queue.duration, "10s")
    .option("--size <size>", queue.size, "100")
    .option("-R, --rate <rate>", queue.rate)
    .option("--publishers <n>", queue.publishers, "1")
    .option("--window <n>", queue.window, "256")
    .option("--queue <name>", queue.queue)
    .option("-o, --out <folder>", help.out, "results")
    .option("--label <text>", help.label, "")
    .action(async (broker: string, flags: QueueFlags) => {
      process.exitCode = await runQueue(readSettings(broker, flags), flags);
    });
}

function readSettings(broker: string, flags: QueueFlags): QueueSettings {
  const read = readOptions({
    broker: () => parseBrokerUrl(broker),
    duration: () => parseWhile(flags.duration),
    size: () => parseBody(flags.size),
    rate: () => (flags.rate === undefined ? undefined : parseRate(flags.rate)),
    publishers: () => parseCount(flags.publishers, 1, 100),
    window: () => parseCount(flags.window, 1, 65_535),
    queue: () => parseQueue(flags.queue),
  });
  return {
    address: read.broker,
    durationNs: read.duration,
    bodyBytes: read.size,
    ratePerSec: read.rate,
    publishers: read.publishers,
    window: read.window,
    queue: read.queue,
  };
}

function parseWhile(text: string): Ns {
  const durationNs = parseSeconds(text);
  if (durationNs > 0) return durationNs;
  throw new OptionsError(say((texts) => texts.options.noTimeToMeasure(text)));
}

function parseBody(text: string): number {
  const bytes = parseSize(text);
  if (bytes <= MAX_BODY_BYTES) return bytes;
  throw new OptionsError(say((texts) => texts.options.bodyTooLarge(text)));
}

function parseQueue(text: string | undefined): string {
  const queue = text ?? `escalera-bench-${Bun.randomUUIDv7()}`;
  if (queue !== "" && Buffer.byteLength(queue) <= 255 && !queue.startsWith("amq.")) return queue;
  throw new OptionsError(say((texts) => texts.options.notAQueueName(queue)));
}

async function runQueue(settings: QueueSettings, flags: QueueFlags): Promise<number> {
  const startedAt = new Date();
  const broker = await open(settings);
  const stopping = new AbortController();
  const forgetSignals = onStopSignals(
    () => stopping.abort(),
    () => process.exit(EXIT_INTERRUPTED),
  );
  const texts = textsFor(processLanguage());
  let run = newRun(settings, flags, startedAt);
  let failure: Text | null = null;
  try {
    const folder = makeFolder(flags.out, startedAt, "queue", flags.label);
    const save = async (changes: Partial<QueueRun>): Promise<void> => {
      run = { ...run, ...changes };
      await writeFiles(folder, run, queueReport(run, texts, failure));
    };
    await save({});
    try {
      await measure(settings, broker, stopping.signal, async (phase) => {
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
      status: stopping.signal.aborted ? "interrupted" : "complete",
      endedAt: new Date().toISOString(),
      invalidReasons: invalidReasons.map(({ en }) => en),
    });
    for (const reason of invalidReasons) console.error(texts.report.warning(texts.of(reason)));
    if (failure !== null) console.error(`error: ${texts.of(failure)}`);
    console.log(`\n${join(folder, "report.md")}`);
    return exitCodeOf(run);
  } finally {
    forgetSignals();
    await broker.close();
  }
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
  { durationNs, bodyBytes, window, ratePerSec }: QueueSettings,
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
  const rate = ratePerSec ?? steadyRateFor(roundTrip);
  await onPhase(summarizePhase("steady", await steadyPhase(options, rate)));
}

function newRun(settings: QueueSettings, flags: QueueFlags, startedAt: Date): QueueRun {
  const { address, queue, bodyBytes, publishers, window } = settings;
  // The password is nobody's business.
  const args = process.argv.slice(2).map((arg) => (/^amqps?:/.test(arg) ? address.shown : arg));
  return {
    schemaVersion: QUEUE_SCHEMA_VERSION,
    command: "queue",
    label: flags.label,
    status: "running",
    commandLine: commandLineOf(args),
    options: { ...flags, broker: address.shown, queue },
    startedAt: startedAt.toISOString(),
    endedAt: null,
    environment: readEnvironment(),
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

/** @throws {CommandError} if they can't be written; each file is then whole, as it was. */
async function writeFiles(folder: string, run: QueueRun, report: string): Promise<void> {
  try {
    await replaceFile(join(folder, "queue.json"), `${JSON.stringify(run, null, 2)}\n`);
    await replaceFile(join(folder, "report.md"), report);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new CommandError(cantWriteText(folder, error));
  }
}

function exitCodeOf({ status, failure, phases, invalidReasons }: QueueRun): number {
  return strongestExitCode([
    ...(status === "interrupted" ? [EXIT_INTERRUPTED] : []),
    ...(phases.length === 0 ? [EXIT_NOTHING_MEASURED] : []),
    ...(invalidReasons.length > 0 ? [EXIT_INVALID] : []),
    ...(failure !== null ? [EXIT_FAILED] : []),
  ]);
}
