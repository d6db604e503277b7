// A generator process. Given a plan, it connects, waits for the start that all generators share, makes its part of the load, and
// gives back what it has seen; or it makes the bursts of a sweep. It takes and sends messages by IPC alone, and ends with the
// process that started it.
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadProgress } from "../../run/load/progress.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { compilePlan } from "../plan/compile-plan.ts";
import { BurstMaker } from "./burst-maker.ts";
import type { FromBurstMaker, FromLoadMaker, ToGenerator } from "./generator-messages.ts";
import { HealthWatch } from "./self-watch.ts";
import { LoadGenerator } from "../pacing/load-generator.ts";
import { createRunClock, createRunClockAt, type RunClock } from "../pacing/run-clock.ts";
import { RowFile } from "../record/row-file.ts";
import { formatLoadSample, type LoadSample } from "../../run/load/samples-csv.ts";
import {
  createArrivalCursor,
  expectedArrivals,
  type ScheduleOptions,
  type Share,
} from "../plan/schedule.ts";

const PROGRESS_MS = 500;
/** Rows of requests are written so many together: there may be 100,000 of them a second. */
const GATHERED_CHARACTERS = 32 * 1024;

const send = (message: FromLoadMaker | FromBurstMaker): void => {
  process.send?.(message);
};

// Ctrl-C reaches the whole group of processes: the one that started us decides what it means.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.on("disconnect", () => process.exit(0));

const start = Promise.withResolvers<number>();
let generator: LoadGenerator | undefined;
let bursts: BurstMaker | undefined;

process.on("message", (message: ToGenerator) => {
  switch (message.type) {
    case "plan":
      runPlan(message.plan, message.share, message.samplesPath).catch(fail);
      break;
    case "start":
      start.resolve(message.zeroMs);
      break;
    case "sweep":
      bursts = new BurstMaker(message.setup, send);
      break;
    case "burst":
      bursts?.make(message.spec).catch(fail);
      break;
    case "stop":
      generator?.stop();
      bursts?.stop();
      break;
    default:
      message satisfies never;
  }
});

async function runPlan(plan: LoadPlan, share: Share, samplesPath: string | null): Promise<void> {
  const { connection, schedule } = await compilePlan(plan);
  const cursor = schedule === undefined ? undefined : createArrivalCursor(schedule, share);
  const samples =
    samplesPath === null
      ? undefined
      : new RowFile(samplesPath, {
          gatherCharacters: GATHERED_CHARACTERS,
          onFailure: ({ message }) => send({ type: "samples failed", message }),
        });
  const onSample = (sample: LoadSample): void =>
    samples?.add(formatLoadSample(sample, share.index + 1));
  generator = new LoadGenerator(
    { plan, share, connection, cursor, onSample: samples && onSample },
    createRunClock(),
  );
  send({ type: "connected", report: await generator.connect() });
  const clock = createRunClockAt(await start.promise);
  const made = await makeLoad({ load: generator, plan, share, clock, schedule });
  samples?.close();
  send({ type: "result", ...made, exchanges: generator.exchangesSeen() });
}

function fail(error: unknown): void {
  if (error instanceof OptionsError) {
    send({ type: "refused", problems: error.problems });
    return;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  send({ type: "failed", text });
}

interface Load {
  readonly load: LoadGenerator;
  readonly plan: LoadPlan;
  readonly share: Share;
  readonly clock: RunClock;
  /** Undefined in a closed loop. */
  readonly schedule: ScheduleOptions | undefined;
}

async function makeLoad(making: Load) {
  const { load, plan, share, clock } = making;
  let watch: HealthWatch | undefined;
  const at = (instantNs: Ns, action: () => void) =>
    setTimeout(action, Math.max(0, (instantNs - clock.nowNs()) / NS_PER_MS));
  // The health is that of the measured time: warm-up and draining are not part of it.
  at(0, () => {
    watch = new HealthWatch();
  });
  if (plan.durationNs !== null) at(plan.durationNs, () => watch?.end());
  const progress = setInterval(
    () => send({ type: "progress", progress: lookAt(making) }),
    PROGRESS_MS,
  );
  await load.run(clock);
  clearInterval(progress);
  const { elapsedNs, ...seen } = (watch ?? new HealthWatch()).end();
  const spinShare = Math.min(load.spinNs / elapsedNs, seen.cpuShare);
  return { ...load.phases(), health: { generator: share.index + 1, ...seen, spinShare } };
}

function lookAt({ load, plan: { durationNs }, share, clock, schedule }: Load): LoadProgress {
  const nowNs = clock.nowNs();
  const { waitsSinceNs, ...seen } = load.look();
  const isOver = nowNs >= (durationNs ?? Number.POSITIVE_INFINITY);
  // As many as the schedule expects in that time: near enough for a screen.
  const waiting =
    schedule === undefined || waitsSinceNs === undefined
      ? 0
      : Math.ceil(expectedArrivals(schedule, waitsSinceNs, nowNs) / share.count);
  return {
    state: nowNs < 0 ? "warming up" : isOver ? "draining" : "running",
    nowNs,
    waiting,
    ...seen,
  };
}
