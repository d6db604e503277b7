// bun bench peers: what a user would pick instead, measured in turns on this machine.
import { join } from "node:path";
import { EXIT_INTERRUPTED, EXIT_NOTHING_MEASURED } from "../judge/exit-code.ts";
import { makeFolder } from "../archive/new-folder.ts";
import { parseContests } from "../peers/contests.ts";
import { formatFigure, peersCsv } from "../peers/figures.ts";
import { measureContest } from "../peers/measure-contest.ts";
import { contestText, peersReport } from "../peers/peers-report.ts";
import type { ContestRecord, PeersRun } from "../run/peers/run.ts";
import { PEERS_SCHEMA_VERSION } from "../run/versions.ts";
import { createCommand, EXIT_FAILED } from "../../src/cli/command.ts";
import { processLanguage } from "../../src/cli/language.ts";
import {
  count,
  flag,
  seed,
  type Typed,
  type Values,
  withDefaults,
} from "../../src/cli/options/flags.ts";
import { type Ns, NS_PER_SECOND, parseSeconds } from "../../src/units/duration.ts";
import { beginRun } from "./begin-run.ts";
import { jsonText, writeFilesOrEnd } from "./write-files.ts";
import { type Texts, textsFor, usageError } from "../messages/texts.ts";
import { interruptible, readFlags, RUN_FLAGS } from "./options/run-flags.ts";

const { peers: help } = textsFor(processLanguage()).help;

const FLAGS = {
  only: flag("<list>", help.only, parseContests, "generators,servers"),
  rounds: flag("<n>", help.rounds, count(1, 1000), "5"),
  duration: flag("-d <duration>", help.duration, parseWholeSeconds, "5s"),
  ...RUN_FLAGS,
  seed: flag("<n>", help.seed, seed, "1"),
};

export const command = createCommand("bun bench peers", help, FLAGS).action(
  async (typed: Typed<typeof FLAGS>) => {
    const { values, problems } = readFlags(FLAGS, typed);
    problems.throwIfAny();
    const run = newRun(values, withDefaults(FLAGS, typed));
    process.exitCode = await interruptible(({ signal }) => runPeers(values, run, signal));
  },
);

type PeersSettings = Values<typeof FLAGS>;

/** h2load and autocannon take no fractions. */
function parseWholeSeconds(text: string): Ns {
  const durationNs = parseSeconds(text);
  if (durationNs > 0 && durationNs % NS_PER_SECOND === 0) return durationNs;
  throw usageError((t) => t.options.notWholeSeconds(text));
}

async function runPeers(
  settings: PeersSettings,
  begun: PeersRun,
  signal: AbortSignal,
): Promise<number> {
  const { only, rounds, duration: durationNs, out } = settings;
  const texts = textsFor(processLanguage());
  const folder = makeFolder(out, new Date(begun.startedAt), "peers", begun.label);
  let run = begun;
  const save = (changes: Partial<PeersRun>): Promise<void> => {
    run = { ...run, ...changes };
    return writeFilesOrEnd(folder, {
      "peers.json": jsonText(run),
      "peers.csv": peersCsv(run),
      "report.md": peersReport(run, texts),
    });
  };
  for (const contest of only) {
    if (signal.aborted) break;
    console.log(`\n${texts.peers.contests[contest.name].title}`);
    const before = run.contests;
    const record = await measureContest(contest, {
      rounds,
      durationNs,
      seed: settings.seed,
      signal,
      async onProgress(soFar) {
        tellProgress(soFar, texts);
        await save({ contests: [...before, soFar] });
      },
    });
    await save({ contests: [...before, record] });
    console.log(`\n${contestText(record, texts)}`);
  }
  const status = signal.aborted ? "interrupted" : "complete";
  await save({ status, endedAt: new Date().toISOString() });
  console.log(join(folder, "report.md"));
  return exitCodeOf(run);
}

function newRun(settings: PeersSettings, options: PeersRun["options"]): PeersRun {
  return {
    schemaVersion: PEERS_SCHEMA_VERSION,
    command: "peers",
    ...beginRun(settings.label, new Date()),
    options,
    seed: settings.seed,
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

function exitCodeOf({ status, contests }: PeersRun): number {
  const measurements = contests.flatMap((contest) => contest.measurements);
  if (status === "interrupted") return EXIT_INTERRUPTED;
  if (measurements.every(({ figures }) => figures === null)) return EXIT_NOTHING_MEASURED;
  return measurements.some(({ failure }) => failure !== null) ? EXIT_FAILED : 0;
}
