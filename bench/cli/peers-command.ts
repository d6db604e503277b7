// bun bench peers: what a user would pick instead, measured in turns on this machine.
import { join } from "node:path";
import type { Command } from "commander";
import { readEnvironment } from "../archive/environment.ts";
import { cantWriteText, makeFolder, replaceFile } from "../archive/new-folder.ts";
import type { Contest } from "../peers/contest.ts";
import { parseContests } from "../peers/contests.ts";
import { formatFigure, peersCsv } from "../peers/figures.ts";
import { measureContest } from "../peers/measure-contest.ts";
import { contestText, peersReport } from "../peers/peers-report.ts";
import type { ContestRecord, PeersRun } from "../run/peers/run.ts";
import { PEERS_SCHEMA_VERSION } from "../run/versions.ts";
import { CommandError, createCommand, EXIT_FAILED, readOptions } from "../../src/cli/command.ts";
import { onStopSignals } from "../../src/cli/signals.ts";
import { parseCount } from "../../src/units/count.ts";
import { type Ns, NS_PER_SECOND, parseSeconds } from "../../src/units/duration.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import { commandLineOf } from "./command-line.ts";
import { say, type Texts, textsFor } from "../messages/texts.ts";
import { processLanguage } from "../../src/cli/language.ts";

const EXIT_NOTHING_MEASURED = 4;
const EXIT_INTERRUPTED = 130;

interface PeersFlags {
  readonly only: string;
  readonly rounds: string;
  readonly duration: string;
  readonly out: string;
  readonly label: string;
  readonly seed: string;
}

interface PeersSettings {
  readonly only: readonly Contest[];
  readonly rounds: number;
  readonly durationNs: Ns;
  readonly seed: number;
}

export function createPeersCommand(): Command {
  const { help } = textsFor(processLanguage());
  const { peers } = help;
  return createCommand("bun bench peers", peers.description, peers.examples.join("\n"))
    .option("--only <list>", peers.only, "generators,servers")
    .option("--rounds <n>", peers.rounds, "5")
    .option("-d, --duration <duration>", peers.duration, "5s")
    .option("-o, --out <folder>", help.out, "results")
    .option("--label <text>", help.label, "")
    .option("--seed <n>", peers.seed, "1")
    .action(async (flags: PeersFlags) => {
      process.exitCode = await runPeers(flags);
    });
}

function readSettings(flags: PeersFlags): PeersSettings {
  const { only, rounds, duration, seed } = readOptions({
    only: () => parseContests(flags.only),
    rounds: () => parseCount(flags.rounds, 1, 1000),
    duration: () => parseWholeSeconds(flags.duration),
    seed: () => parseCount(flags.seed, 0, 2 ** 32 - 1),
  });
  return { only, rounds, durationNs: duration, seed };
}

/** h2load and autocannon take no fractions. */
function parseWholeSeconds(text: string): Ns {
  const durationNs = parseSeconds(text);
  if (durationNs > 0 && durationNs % NS_PER_SECOND === 0) return durationNs;
  throw new OptionsError(say((texts) => texts.options.notWholeSeconds(text)));
}

async function runPeers(flags: PeersFlags): Promise<number> {
  const settings = readSettings(flags);
  const texts = textsFor(processLanguage());
  const startedAt = new Date();
  const folder = makeFolder(flags.out, startedAt, "peers", flags.label);
  const stopping = new AbortController();
  const forgetSignals = onStopSignals(
    () => stopping.abort(),
    () => process.exit(EXIT_INTERRUPTED),
  );
  let run = newRun(flags, settings.seed, startedAt);
  const save = (changes: Partial<PeersRun>): Promise<void> => {
    run = { ...run, ...changes };
    return writeFiles(folder, run);
  };
  try {
    for (const contest of settings.only) {
      if (stopping.signal.aborted) break;
      console.log(`\n${texts.peers.contests[contest.name].title}`);
      const before = run.contests;
      const record = await measureContest(contest, {
        ...settings,
        signal: stopping.signal,
        async onProgress(soFar) {
          tellProgress(soFar, texts);
          await save({ contests: [...before, soFar] });
        },
      });
      await save({ contests: [...before, record] });
      console.log(`\n${contestText(record, texts)}`);
    }
    const status = stopping.signal.aborted ? "interrupted" : "complete";
    await save({ status, endedAt: new Date().toISOString() });
    console.log(join(folder, "report.md"));
    return exitCodeOf(run);
  } finally {
    forgetSignals();
  }
}

function newRun(flags: PeersFlags, seed: number, startedAt: Date): PeersRun {
  return {
    schemaVersion: PEERS_SCHEMA_VERSION,
    command: "peers",
    label: flags.label,
    status: "running",
    commandLine: commandLineOf(process.argv.slice(2)),
    options: { ...flags },
    seed,
    startedAt: startedAt.toISOString(),
    endedAt: null,
    environment: readEnvironment(),
    contests: [],
  };
}

/** One line a turn, or a missing peer. */
function tellProgress({ peers, measurements, rounds, primary }: ContestRecord, texts: Texts): void {
  const last = measurements.at(-1);
  if (last === undefined) {
    for (const { missing } of peers) if (missing !== null) console.log(`  ${texts.of(missing)}`);
    return;
  }
  const { contestant, round, figures, failure } = last;
  const value = figures?.[primary];
  const said =
    value === undefined
      ? failure === null
        ? ""
        : texts.of(failure)
      : `${formatFigure(primary, value, texts)} ${texts.peers.figures[primary]}`;
  console.log(`  ${texts.peers.round(round, rounds)}  ${contestant.padEnd(16)} ${said}`);
}

/** @throws {CommandError} if they can't be written; each file is then whole, as it was. */
async function writeFiles(folder: string, run: PeersRun): Promise<void> {
  try {
    await replaceFile(join(folder, "peers.json"), `${JSON.stringify(run, null, 2)}\n`);
    await replaceFile(join(folder, "peers.csv"), peersCsv(run));
    await replaceFile(join(folder, "report.md"), peersReport(run, textsFor(processLanguage())));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new CommandError(cantWriteText(folder, error));
  }
}

function exitCodeOf({ status, contests }: PeersRun): number {
  const measurements = contests.flatMap((contest) => contest.measurements);
  if (status === "interrupted") return EXIT_INTERRUPTED;
  if (measurements.every(({ figures }) => figures === null)) return EXIT_NOTHING_MEASURED;
  return measurements.some(({ failure }) => failure !== null) ? EXIT_FAILED : 0;
}
