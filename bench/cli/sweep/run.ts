// One sweep from its settings to its exit code: systems up, bursts, verdicts, files, summary.
import { cpus } from "node:os";
import { memoryAvailableBytes } from "../../archive/environment.ts";
import { probeTarget } from "../../generate/connection/probe.ts";
import { createRunClock, type RunClock } from "../../generate/pacing/run-clock.ts";
import { BurstGenerator } from "../../generate/process/burst-generator.ts";
import { GeneratorsLost } from "../../generate/process/generator-child.ts";
import { formatTarget } from "../../generate/plan/load-target.ts";
import { sweepNotice } from "../../judge/sweep/notices.ts";
import { EXIT_INVALID, EXIT_NOTHING_MEASURED, sweepExitCode } from "../../judge/exit-code.ts";
import type { Expected, LevelAttempt } from "../../run/sweep/run.ts";
import { say, textsFor } from "../../messages/texts.ts";
import { createScreen, type Screen } from "../../screen/sweep/screen.ts";
import { autoLanes, planBursts, planLanes, type PlannedBurst } from "../../sweep/lanes.ts";
import type { ServerProcess } from "../../sweep/server-process.ts";
import { runSweep } from "../../sweep/sweep.ts";
import { isWarmUpShort } from "../../sweep/warm-up.ts";
import { idealMakespanNs, stepSpacingNs } from "../../theory/staircase.ts";
import { CommandError, EXIT_FAILED } from "../../../src/cli/command.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { formatDuration, type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import { longestServiceNs } from "../../../src/units/service-time.ts";
import { interruptible } from "../options/run-flags.ts";
import { boundsOf, expectedOf, type FilledFlags, type SweepSettings } from "./options.ts";
import { repeatUntilDecided, sayOpen } from "./repeat-until-decided.ts";
import { onBoth, openSweepPage } from "./page.ts";
import { SweepRecorder } from "./recorder.ts";
import { type LanesToStart, nameOfLane, startSystems } from "./systems.ts";
import { printSweep, writeReports } from "./reports.ts";

/** Beyond twice the ideal: what a first connection, a slow machine and a long tail may take. */
const TIMEOUT_SLACK_NS: Ns = 10 * NS_PER_SECOND;

/** Runs the sweep, prints its summary and returns its exit code. Ctrl-C keeps what was measured. */
export async function runSweepCommand(
  settings: SweepSettings,
  flags: FilledFlags,
): Promise<number> {
  const clock = createRunClock();
  return await interruptible(async (stopping) => {
    const page = settings.uiPort === null ? undefined : await openSweepPage(settings.uiPort);
    // What is printed for a program to read has standard output to itself.
    const stream = settings.format === "text" ? process.stdout : process.stderr;
    const terminal = createScreen(stream, () => clock.nowNs(), textsFor(processLanguage()));
    const screen = page === undefined ? terminal : onBoth(terminal, page.screen);
    try {
      return await sweep(settings, flags, { clock, screen, stopping });
    } finally {
      screen.close();
      await page?.close();
    }
  });
}

/** What a sweep runs with. */
interface Surroundings {
  readonly clock: RunClock;
  readonly screen: Screen;
  readonly stopping: AbortController;
}

async function sweep(
  settings: SweepSettings,
  flags: FilledFlags,
  { clock, screen, stopping }: Surroundings,
): Promise<number> {
  const plan = planSweep(settings, await findForm(settings, screen));
  const { expected } = plan;
  const facts = {
    settings,
    flags,
    expected,
    bounds: boundsOf(settings, expected),
    startedAt: new Date(),
    clockZeroMs: clock.zeroMs,
  };
  const recorder = new SweepRecorder(facts, () => stopping.abort());
  const lanes = plan.lanesOf(1).length;
  const { signal } = stopping;
  let servers: readonly ServerProcess[] = [];
  let generator: BurstGenerator | undefined;
  try {
    await recorder.save();
    // It starts beside the systems.
    generator = new BurstGenerator({
      zeroMs: clock.zeroMs,
      lanes,
      stepSpacingNs: stepSpacingNs(expected),
    });
    servers = await startSystems(settings, lanesToStart(settings, plan), screen, signal);
    const running = { settings, plan, servers, generator, clock, screen, recorder, signal };
    const attempts = await measure(running);
    // Nothing is measured any more: its time is the report's.
    generator.close();
    return await conclude(running, attempts);
  } finally {
    generator?.close();
    await Promise.all(servers.map((server) => server.stop()));
    recorder.close();
  }
}

/** A sweep whose systems are up. */
interface RunningSweep extends Omit<Surroundings, "stopping"> {
  readonly settings: SweepSettings;
  readonly plan: PlannedSweep;
  readonly servers: readonly ServerProcess[];
  readonly generator: BurstGenerator;
  readonly recorder: SweepRecorder;
  readonly signal: AbortSignal;
}

interface PlannedSweep {
  readonly expected: Expected;
  /** The bursts of each lane; of "auto", those of one repeat. */
  readonly lanesOf: (repeat: number) => readonly (readonly PlannedBurst[])[];
}

function planSweep(settings: SweepSettings, form: "json" | "plain"): PlannedSweep {
  const inOneLane = expectedOf(settings, 1, form);
  const { levels, repeats, seed } = settings;
  const bursts = planBursts(levels, repeats === "auto" ? 1 : repeats, (level) =>
    idealMakespanNs(level, inOneLane),
  );
  const orderOf = (repeat: number, laneCount: number): PlannedBurst[][] =>
    repeats === "auto"
      ? // Another order each time.
        planLanes(
          bursts.map((burst) => ({ ...burst, repeat })),
          laneCount,
          (seed + repeat - 1) % 2 ** 32,
        )
      : planLanes(bursts, laneCount, seed);
  const machine = { cores: cpus().length, memoryAvailableBytes: memoryAvailableBytes() };
  // Work that uses the cores would meet itself in a second lane.
  const auto =
    settings.work === "sleep" && settings.target === undefined
      ? autoLanes(machine, {
          bursts,
          stepSpacingNs: stepSpacingNs(inOneLane),
          threads: settings.threads,
        })
      : 1;
  const laneCount = Math.min(bursts.length, settings.lanes ?? auto);
  if (settings.topology !== undefined) {
    // The cluster, and beside it the local form: the same bursts, in turn.
    const lanesOf = (repeat: number): PlannedBurst[][] => {
      const [lane = []] = orderOf(repeat, 1);
      return [lane, lane];
    };
    return { expected: inOneLane, lanesOf };
  }
  return {
    expected: expectedOf(settings, laneCount, form),
    lanesOf: (repeat) => orderOf(repeat, laneCount),
  };
}

/** Tasks that sleep cost the machine nothing; others would take their time from starts, and a user's module may act on the world. */
function lanesToStart({ work }: SweepSettings, { expected, lanesOf }: PlannedSweep): LanesToStart {
  const { laneSeeds = [], meanServiceNs } = expected;
  return { laneSeeds, isWarmedUp: work === "sleep" && isWarmUpShort(lanesOf(1), meanServiceNs) };
}

/** Our own servers speak JSON; a target is asked. */
async function findForm({ target, service }: SweepSettings, screen: Screen) {
  if (target === undefined) return "json";
  screen.phase(say((texts) => texts.screen.phases.probing(formatTarget(target))));
  // A line service takes the question for a task: it may need its service time to answer.
  const probe = await probeTarget(target, longestServiceNs(service) + 5 * NS_PER_SECOND);
  if (probe.kind !== "unreachable") return probe.kind;
  throw new CommandError(
    say(({ sweepCommand, of }) =>
      sweepCommand.noConnection(formatTarget(target), of(probe.reason)),
    ),
    EXIT_NOTHING_MEASURED,
  );
}

async function measure({ settings, plan, ...running }: RunningSweep): Promise<LevelAttempt[]> {
  const { servers, generator, clock, screen, recorder, signal } = running;
  const { expected, lanesOf } = plan;
  const bounds = boundsOf(settings, expected);
  const isInTurn = settings.topology !== undefined;
  const firstLanes = lanesOf(1);
  screen.begin({
    title: sweepTitle(settings, expected),
    stepSpacingNs: stepSpacingNs(expected),
    lanes: firstLanes,
    isIdealExact: expected.isConstant,
    ...(isInTurn && { isInTurn, laneNames: firstLanes.map((_, i) => nameOfLane(settings, i)) }),
  });
  const measureLanes = async (lanes: ReturnType<typeof lanesOf>): Promise<LevelAttempt[]> =>
    await runSweep({
      generator,
      lanes: lanes.map((bursts, i) => ({ target: targetOf(settings, servers, i), bursts })),
      isInTurn,
      form: expected.form,
      timeoutNs: (level) => settings.timeoutNs ?? defaultTimeoutNs(level, expected, settings),
      selfDelayLimitNs: bounds.overheadNs,
      // A cluster's engines are part of what is measured.
      isBusyHostExpected: settings.work !== "sleep" || settings.target !== undefined || isInTurn,
      onStart: ({ lane, level, attempt }) => screen.start(lane, level, attempt),
      onSample(sample) {
        recorder.addSample(sample);
        screen.reply(sample.lane, sample.outcome === "ok");
      },
      onEnd: (attempt) => screen.end(recorder.addAttempt(attempt)),
      signal,
    });
  const stop = (): void => generator.stop();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    if (settings.repeats !== "auto") return await measureLanes(firstLanes);
    return await repeatUntilDecided({
      nowNs: () => clock.nowNs(),
      maxTimeNs: settings.maxTimeNs,
      async measure(repeat) {
        const lanes = lanesOf(repeat);
        if (repeat > 1) screen.extend(lanes);
        return await measureLanes(lanes);
      },
      judge: (attempts) => recorder.judge(attempts),
      onOpen: (repeat, open) => screen.phase(sayOpen(repeat, open)),
      signal,
    });
  } catch (error) {
    if (!(error instanceof GeneratorsLost)) throw error;
    const ended = error.lost.map((own) => own.ended).join(", ");
    throw new CommandError(
      say(({ sweepCommand }) => sweepCommand.generatorLost(ended)),
      EXIT_INVALID,
    );
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function targetOf(settings: SweepSettings, servers: readonly ServerProcess[], i: number) {
  const target = settings.target ?? servers[i]?.target;
  if (target === undefined) throw new RangeError(`lane ${i + 1} has no server`);
  return target;
}

function defaultTimeoutNs(level: number, expected: Expected, { service }: SweepSettings): Ns {
  const tailNs = expected.isConstant ? 0 : longestServiceNs(service);
  return 2 * (idealMakespanNs(level, expected) + tailNs) + TIMEOUT_SLACK_NS;
}

function sweepTitle(
  { levels, repeats, target, topology }: SweepSettings,
  expected: Expected,
): Text {
  const [first = 0, last = 0] = [levels[0], levels.at(-1)];
  const { threads, service, isConstant, meanServiceNs, lanes, isOwnServer } = expected;
  return say(({ screen: { sweep: words }, counted, number }) => {
    const work = isConstant ? number(formatDuration(meanServiceNs)) : service;
    return words.title(levels.length === 1 ? `${first}` : words.range(first, last), [
      ...(repeats === "auto" ? [words.untilDecided] : repeats > 1 ? [words.times(repeats)] : []),
      words.system(counted.threads(threads), work, !isOwnServer),
      topology !== undefined
        ? words.inTurn
        : target === undefined
          ? words.lanes(lanes)
          : formatTarget(target),
    ]);
  });
}

/** Judges, writes the reports, prints, and gives the exit code. */
async function conclude(
  { settings, servers, screen, recorder, signal }: RunningSweep,
  attempts: readonly LevelAttempt[],
): Promise<number> {
  screen.phase(say(({ screen: { phases } }) => phases.writingReport));
  const notices = servers.flatMap(({ failure }, i) =>
    failure === undefined
      ? []
      : [sweepNotice("server-ended", { name: nameOfLane(settings, i), failure })],
  );
  const report = recorder.finish(attempts, signal.aborted, notices);
  let problem: Text | undefined;
  try {
    await recorder.save();
    await writeReports(recorder.path, report);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    problem = say((texts) => texts.load.cantWrite(recorder.path, error.message));
  }
  screen.close();
  const exitCode =
    problem === undefined ? sweepExitCode(report.run, settings.strictness) : EXIT_FAILED;
  await printSweep(report, settings.format, { folder: recorder.path, exitCode });
  if (problem !== undefined) console.error(`error: ${textsFor(processLanguage()).of(problem)}`);
  return exitCode;
}
