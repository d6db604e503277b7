// The sweep: every lane makes its bursts one after the other, all lanes side by side or in turn; then the levels whose numbers are
// the generator's own are measured again, alone.
import type { BurstSpec } from "../generate/pacing/burst.ts";
import type { BurstGenerator } from "../generate/process/burst-generator.ts";
import type { Target } from "../generate/plan/load-target.ts";
import type { LevelAttempt, SelfObservation } from "../run/sweep/run.ts";
import { type RequestSample, scheduleLagNs } from "../run/sweep/sample.ts";
import { peakInFlight } from "../run/sweep/summary.ts";
import { formatDuration, type Ns, NS_PER_SECOND } from "../../src/units/duration.ts";
import type { Text } from "../../src/units/text.ts";
import { say, type Texts } from "../messages/texts.ts";
import type { PlannedBurst } from "./lanes.ts";

/** One burst that begins; `attempt` is 1, or 2 where the level is measured again alone. */
export type LevelStart = Pick<BurstSpec, "level" | "repeat" | "lane" | "attempt">;

export interface SweepOptions {
  readonly generator: Pick<BurstGenerator, "make">;
  /** What each lane measures, in order, and where. */
  readonly lanes: readonly { readonly target: Target; readonly bursts: readonly PlannedBurst[] }[];
  /**
   * True: one burst at a time, the first of every lane, then the second of every lane, and so on; every other round in
   * the opposite order, so that no lane always comes after the same other. For systems that are set beside each other.
   */
  readonly isInTurn?: boolean;
  readonly form: "json" | "plain";
  /** Longest time for a reply at this level. */
  readonly timeoutNs: (level: number) => Ns;
  /** A delay of the generator's own beyond this could by itself fail the verdict on overhead. */
  readonly selfDelayLimitNs: Ns;
  /** A busy host is no fault where the system under test is meant to be busy on it. */
  readonly isBusyHostExpected: boolean;
  readonly onSample: (sample: RequestSample) => void;
  readonly onStart: (start: LevelStart) => void;
  /** Called once a burst; its rows have all been given to `onSample`. */
  readonly onEnd: (attempt: LevelAttempt) => void;
  /** No further burst begins. */
  readonly signal: AbortSignal;
}

/** More than this of a core, and the generator's one thread has no time to be punctual. */
const MAX_GENERATOR_CPU_SHARE = 0.9;
const MAX_HOST_BUSY_SHARE = 0.95;

/** Shares of a shorter time say nothing: the kernel counts in ticks of 10 ms, and sending a burst alone fills some. */
const SHORTEST_SHARE_NS: Ns = 1 * NS_PER_SECOND;

/** Makes all bursts and gives back every attempt, judged or not, in order of their end. */
export async function runSweep(options: SweepOptions): Promise<LevelAttempt[]> {
  const attempts: LevelAttempt[] = [];
  const measure = async (start: LevelStart): Promise<void> => {
    options.onStart(start);
    const result = await measureLevel(options, start);
    attempts.push(result);
    options.onEnd(result);
  };

  const measureAll = async (starts: readonly LevelStart[]): Promise<void> => {
    for (const start of starts) {
      if (options.signal.aborted) return;
      await measure(start);
    }
  };
  const lanes = options.lanes.map(({ bursts }, i) =>
    bursts.map(({ level, repeat }): LevelStart => ({ level, repeat, lane: i + 1, attempt: 1 })),
  );
  await Promise.all((options.isInTurn === true ? [inTurn(lanes)] : lanes).map(measureAll));
  // Nothing else triggers a repeat: results are never selected.
  const limited = attempts.filter(({ self }) => self.limits.length > 0);
  for (const { level, repeat, lane } of limited) {
    if (options.signal.aborted) break;
    await measure({ level, repeat, lane, attempt: 2 });
  }
  return attempts;
}

/** Round by round, every other round backwards. */
export function inTurn<T>(lanes: readonly (readonly T[])[]): T[] {
  const rounds = Math.max(0, ...lanes.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, i) => {
    const round = lanes.flatMap((lane) => lane.slice(i, i + 1));
    return i % 2 === 0 ? round : round.toReversed();
  }).flat();
}

async function measureLevel(options: SweepOptions, start: LevelStart): Promise<LevelAttempt> {
  const { generator, form, timeoutNs, onSample } = options;
  const target = options.lanes[start.lane - 1]?.target;
  if (target === undefined) throw new RangeError(`there is no lane ${start.lane}`);
  const { intendedStartNs, samples, self, observedNs } = await generator.make(
    { ...start, target, form, timeoutNs: timeoutNs(start.level) },
    onSample,
  );
  const scheduleLagMaxNs = Math.max(0, ...samples.map((sample) => scheduleLagNs(sample) ?? 0));
  const observed = { ...self, scheduleLagMaxNs };
  return {
    ...start,
    isAlone: start.attempt > 1 || options.lanes.length === 1 || options.isInTurn === true,
    intendedStartNs,
    peakInFlight: peakInFlight(samples),
    samples,
    self: { ...observed, limits: findLimits(options, observed, observedNs) },
  };
}

/** The generator's own evidence that this level's numbers are not the system's; empty when they are sound. */
function findLimits(
  { selfDelayLimitNs, isBusyHostExpected }: SweepOptions,
  self: Omit<SelfObservation, "limits">,
  observedNs: Ns,
): Text[] {
  type Limits = Texts["sweepJudgement"]["limits"];
  const limits: Text[] = [];
  const add = (compose: (words: Limits, number: Texts["number"]) => string): void =>
    void limits.push(say(({ sweepJudgement, number }) => compose(sweepJudgement.limits, number)));
  const addLate = (which: "eventLoop" | "lag", lateNs: Ns): void =>
    add((words, number) =>
      words[which](number(formatDuration(lateNs, 1)), number(formatDuration(selfDelayLimitNs, 1))),
    );
  if (self.eventLoopDelayMaxNs > selfDelayLimitNs) {
    addLate("eventLoop", self.eventLoopDelayMaxNs);
  }
  if (self.scheduleLagMaxNs > selfDelayLimitNs) {
    addLate("lag", self.scheduleLagMaxNs);
  }
  if (observedNs < SHORTEST_SHARE_NS) return limits;
  if (self.generatorCpuShare > MAX_GENERATOR_CPU_SHARE) {
    add((words, number) =>
      words.cpu(number(self.generatorCpuShare.toFixed(2)), number(`${MAX_GENERATOR_CPU_SHARE}`)),
    );
  }
  if (!isBusyHostExpected && (self.hostBusyShare ?? 0) > MAX_HOST_BUSY_SHARE) {
    add((words) =>
      words.host(((self.hostBusyShare ?? 0) * 100).toFixed(0), MAX_HOST_BUSY_SHARE * 100),
    );
  }
  return limits;
}
