// How levels are shared out over lanes: independent servers that run side by side, since tasks that sleep leave the
// machine idle. Pure.
import { shuffle } from "../../src/units/random.ts";
import { type Ns, NS_PER_MS } from "../../src/units/duration.ts";

/** One burst to make, and how long it takes in theory. */
export interface PlannedBurst {
  readonly level: number;
  readonly repeat: number;
  readonly idealMakespanNs: Ns;
}

export interface Machine {
  readonly cores: number;
  readonly memoryAvailableBytes: number;
}

/** What the lanes have to do, and with what. */
export interface LaneWork {
  readonly bursts: readonly PlannedBurst[];
  readonly stepSpacingNs: Ns;
  /** Of each lane's server. */
  readonly threads: number;
}

/** Lanes a core bears when tasks sleep. */
const LANES_PER_CORE = 24;

/** A lane whose steps come faster than this a core would keep the machine busy with steps alone. */
const STEP_PER_LANE_AND_CORE_NS: Ns = 25 * NS_PER_MS;

/** A server takes about so much of a core to start, and so much more for each thread: 0.55 s with 10 of them. */
const SERVER_START_NS: Ns = 100 * NS_PER_MS;
const THREAD_START_NS: Ns = 45 * NS_PER_MS;

/** Trying out how more bursts than these fill the lanes would take long. */
const MOST_TRIED = 1000;

/** A warm server of 10 threads takes 60–125 MB; lanes may take half of what is free. */
const LANE_BYTES = 2 ** 27;

/**
 * How many lanes `auto` takes for tasks that sleep: as many as make the run shortest, their start included, among those
 * that cores and memory bear. At least 1.
 */
export function autoLanes(
  { cores, memoryAvailableBytes }: Machine,
  { bursts, stepSpacingNs, threads }: LaneWork,
): number {
  const byCores = cores * LANES_PER_CORE;
  const byPace = (cores * stepSpacingNs) / STEP_PER_LANE_AND_CORE_NS;
  const byMemory = memoryAvailableBytes / 2 / LANE_BYTES;
  const most = Math.min(byCores, byPace, byMemory, bursts.length);
  const startNs = (SERVER_START_NS + threads * THREAD_START_NS) / cores;
  const longestFirst = bursts.map(({ idealMakespanNs }) => idealMakespanNs).sort((a, b) => b - a);
  let best = 1;
  let bestNs = Infinity;
  for (let lanes = 1; lanes === 1 || lanes <= most; lanes++) {
    const longestNs = longestLaneNs(longestFirst, lanes);
    const runNs = lanes * startNs + longestNs;
    if (runNs < bestNs) [best, bestNs] = [lanes, runNs];
    // The longest burst is the shortest that a run can be.
    if (longestNs === longestFirst[0]) break;
  }
  return best;
}

/** Every level `repeats` times. */
export function planBursts(
  levels: readonly number[],
  repeats: number,
  idealMakespanNs: (level: number) => Ns,
): PlannedBurst[] {
  return levels.flatMap((level) =>
    Array.from({ length: repeats }, (_, i) => ({
      level,
      repeat: i + 1,
      idealMakespanNs: idealMakespanNs(level),
    })),
  );
}

/**
 * Shares the bursts out over `laneCount` lanes, longest first to the lane that is free first, so that lanes end together.
 * The order within a lane is drawn from the seed, so that level is not confounded with time.
 */
export function planLanes(
  bursts: readonly PlannedBurst[],
  laneCount: number,
  seed: number,
): PlannedBurst[][] {
  const lanes = Array.from({ length: laneCount }, (): PlannedBurst[] => []);
  const busyNs = lanes.map(() => 0);
  const longestFirst = shuffle(bursts, seed).sort((a, b) => b.idealMakespanNs - a.idealMakespanNs);
  for (const burst of longestFirst)
    lanes[addToFirstFree(busyNs, burst.idealMakespanNs)]?.push(burst);
  return lanes.map((own, i) => shuffle(own, seed, i + 1));
}

/** Of the plan that `planLanes` makes; of very many bursts, as if lanes were even, which they nearly are. */
function longestLaneNs(longestFirst: readonly Ns[], laneCount: number): Ns {
  if (longestFirst.length > MOST_TRIED) {
    return Math.max(longestFirst[0] ?? 0, sum(longestFirst) / laneCount);
  }
  const busyNs = Array.from({ length: laneCount }, () => 0);
  for (const makespanNs of longestFirst) addToFirstFree(busyNs, makespanNs);
  return Math.max(...busyNs);
}

/** Adds so much to the first lane that is busy for the shortest time, and returns its index. */
function addToFirstFree(busyNs: number[], makespanNs: Ns): number {
  let lane = 0;
  let leastNs = Infinity;
  for (let i = 0; i < busyNs.length; i++) {
    const ownNs = busyNs[i] ?? 0;
    if (ownNs < leastNs) {
      lane = i;
      leastNs = ownNs;
    }
  }
  busyNs[lane] = leastNs + makespanNs;
  return lane;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
