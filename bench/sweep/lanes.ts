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

/** Lanes a core bears when tasks sleep. */
const LANES_PER_CORE = 12;

/** A lane whose steps come faster than this a core would keep the machine busy with steps alone. */
const STEP_PER_LANE_AND_CORE_NS: Ns = 25 * NS_PER_MS;

/** A warm server of 10 threads takes 60–125 MB; lanes may take half of what is free. */
const LANE_BYTES = 2 ** 27;

/**
 * How many lanes `auto` takes for tasks that sleep: as many as cores and memory bear, and no more than shorten the run.
 * At least 1.
 */
export function autoLanes(
  { cores, memoryAvailableBytes }: Machine,
  stepSpacingNs: Ns,
  bursts: readonly PlannedBurst[],
): number {
  const byCores = cores * LANES_PER_CORE;
  const byPace = (cores * stepSpacingNs) / STEP_PER_LANE_AND_CORE_NS;
  const byMemory = memoryAvailableBytes / 2 / LANE_BYTES;
  // The longest level is the shortest that a run can be: lanes beyond that would stand idle.
  const makespans = bursts.map(({ idealMakespanNs }) => idealMakespanNs);
  const byWork = Math.ceil(sum(makespans) / Math.max(1, ...makespans));
  return Math.max(1, Math.floor(Math.min(byCores, byPace, byMemory, byWork)));
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
  for (const burst of longestFirst) {
    const lane = busyNs.indexOf(Math.min(...busyNs));
    lanes[lane]?.push(burst);
    busyNs[lane] = (busyNs[lane] ?? 0) + burst.idealMakespanNs;
  }
  return lanes.map((own, i) => shuffle(own, seed, i + 1));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
