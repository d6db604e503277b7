// One contest from its start to its record: who is there, a warm-up, then rounds in which each has one turn.
import { say, textsFor } from "../messages/texts.ts";
import { joinTexts, type Text } from "../../src/units/text.ts";
import { shuffle } from "../../src/units/random.ts";
import type { Ns } from "../../src/units/duration.ts";
import type { Contest, Contestant, Program } from "./contest.ts";
import { PeerError } from "./peer-error.ts";
import type { ContestRecord, Measurement, PeerRecord } from "../run/peers/run.ts";

const WARMUP_NS: Ns = 1e9;

export interface ContestSettings {
  readonly rounds: number;
  readonly durationNs: Ns;
  readonly seed: number;
  /** Ends the contest: what was measured before stays. */
  readonly signal: AbortSignal;
  /** Called with the record so far when it is known who takes part, and after each turn that counts. */
  readonly onProgress: (record: ContestRecord) => Promise<void>;
}

/** Never rejects for what a contestant does: that is data. */
export async function measureContest(
  contest: Contest,
  settings: ContestSettings,
): Promise<ContestRecord> {
  const { name, primary, figures, needs = [], goals = [], maxRounds = Infinity } = contest;
  const { title, description } = textsFor("en").peers.contests[name];
  const empty: ContestRecord = {
    name,
    title,
    description,
    primary,
    figures,
    goals,
    rounds: Math.min(settings.rounds, maxRounds),
    skipped: missingOf(needs),
    peers: [],
    measurements: [],
  };
  if (empty.skipped !== null) return empty;
  try {
    const open = await contest.open(settings.signal);
    try {
      return await measureOpen(open.contestants, empty, settings);
    } finally {
      await open.close();
    }
  } catch (error) {
    const interrupted = say(({ peers }) => peers.interrupted);
    return { ...empty, skipped: failureOf(error, settings.signal) ?? interrupted };
  }
}

async function measureOpen(
  contestants: readonly Contestant[],
  empty: ContestRecord,
  { durationNs, seed, signal, onProgress }: ContestSettings,
): Promise<ContestRecord> {
  const peers = await Promise.all(contestants.map(recordPeer));
  const present = contestants.filter((_, i) => peers[i]?.missing === null);
  let record: ContestRecord = { ...empty, peers };
  await onProgress(record);
  for (const contestant of present) {
    // What fails here fails in the rounds again, and is told there.
    await takeTurn(contestant, WARMUP_NS, true, signal);
  }
  for (let round = 1; round <= record.rounds; round++) {
    for (const [i, contestant] of shuffle(present, seed, round).entries()) {
      if (signal.aborted) return record;
      const outcome = await takeTurn(contestant, durationNs, false, signal);
      if (outcome === undefined) return record;
      const measurement = { contestant: contestant.name, round, turn: i + 1, ...outcome };
      record = { ...record, measurements: [...record.measurements, measurement] };
      await onProgress(record);
    }
  }
  return record;
}

/** Undefined if it was interrupted. */
async function takeTurn(
  contestant: Contestant,
  durationNs: Ns,
  isWarmup: boolean,
  signal: AbortSignal,
): Promise<Pick<Measurement, "figures" | "failure" | "doubt"> | undefined> {
  let doubt: Text | null = null;
  const onDoubt = (reason: Text): void => {
    doubt = reason;
  };
  try {
    const figures = await contestant.run({ durationNs, isWarmup, signal, onDoubt });
    // A tool that Ctrl-C reaches too may end early and in order.
    return signal.aborted ? undefined : { figures, failure: null, doubt };
  } catch (error) {
    const failure = failureOf(error, signal);
    return failure === undefined ? undefined : { figures: null, failure, doubt };
  }
}

/** Undefined if it is the interruption; throws what is a bug of ours. */
function failureOf(error: unknown, signal: AbortSignal): Text | undefined {
  if (signal.aborted) return undefined;
  if (error instanceof PeerError) return error.text;
  throw error;
}

async function recordPeer(contestant: Contestant): Promise<PeerRecord> {
  const { name, command, needs } = contestant;
  const missing = missingOf(needs);
  if (missing !== null) return { name, command, version: null, missing };
  try {
    return { name, command, version: await contestant.version(), missing };
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    return { name, command, version: null, missing: error.text };
  }
}

function missingOf(programs: readonly Program[]): Text | null {
  const missing = programs.filter((program) => !program.isInstalled());
  if (missing.length === 0) return null;
  return joinTexts(
    missing.map(({ name, remedy }) => say(({ peers }) => peers.notInstalled(name, remedy))),
    "; ",
  );
}
