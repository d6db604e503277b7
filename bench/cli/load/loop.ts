// How hard a load is and how long, out of values that were read one by one: closed, open or a burst, with its defaults.
import type { Loop, RequestSpec, Stage } from "../../run/load/plan.ts";
import { say } from "../../messages/texts.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import { EXCLUSIONS, isFileArrivals, kebabCase, type LoadFlag, type LoadFlags } from "./flags.ts";
import type { LoadValues } from "./values.ts";
import type { Problems } from "../options/problems.ts";

const DEFAULT_DURATION_NS: Ns = 10 * NS_PER_SECOND;
export const DEFAULT_CONNECTIONS = 10;
/** In open load a request that finds no connection free waits: there should be more than are needed. */
export const DEFAULT_OPEN_CONNECTIONS = 100;

export interface LoopSettings {
  readonly loop: Loop;
  readonly connections: number;
  readonly pipeline: number;
  readonly reconnectEvery: number | null;
  readonly durationNs: Ns | null;
  readonly maxRequests: number | null;
  readonly warmupNs: Ns;
  readonly generators: number;
}

type PlaceOf = (flag: LoadFlag) => string;

/** Finds flags that can't go together, whatever their values are. */
export function checkExclusions(flags: LoadFlags, placeOf: PlaceOf, problems: Problems): void {
  for (const [one, other, reason] of EXCLUSIONS) {
    if (isGiven(flags, one) && isGiven(flags, other)) {
      problems.add(
        placeOf(other),
        say(({ loadOptions }) => loadOptions.notWith(kebabCase(one), loadOptions.why[reason])),
      );
    }
  }
  if (!isFileArrivals(flags.arrivals)) return;
  for (const other of ["rate", "stages"] as const) {
    if (isGiven(flags, other)) {
      problems.add(
        placeOf(other),
        say(({ loadOptions }) => loadOptions.notWithTrace()),
      );
    }
  }
}

/** Finds flags that need another one, or another value of it, to mean anything. */
export function checkTogether(
  flags: LoadFlags,
  values: LoadValues,
  requests: readonly RequestSpec[],
  placeOf: PlaceOf,
  problems: Problems,
): void {
  for (const flag of ["arrivals", "drop"] as const) {
    // With a burst they are excluded already.
    if (isGiven(flags, flag) && !isOpen(flags) && flags.burst === undefined) {
      problems.add(
        placeOf(flag),
        say(({ loadOptions }) => loadOptions.needsOpenLoad()),
      );
    }
  }
  const conditions = [...(flags.failIf ?? []), ...(flags.passIf ?? [])];
  if (flags.abortOnFail === true && conditions.length === 0) {
    problems.add(
      placeOf("abortOnFail"),
      say(({ loadOptions }) => loadOptions.needsThreshold()),
    );
  }
  const connections = connectionsOf(flags, values);
  if (values.generators !== undefined && values.generators > connections) {
    problems.add(
      placeOf("generators"),
      say(({ loadOptions }) =>
        loadOptions.moreGeneratorsThanConnections(values.generators ?? 0, connections),
      ),
    );
  }
  const closing = requests.find(({ reply }) => reply.kind === "close");
  if (closing !== undefined && flags.reconnect !== undefined && values.reconnect !== 1) {
    problems.add(
      placeOf("reconnect"),
      say(({ loadOptions }) => loadOptions.closingNeedsEach(flags.reconnect ?? "", closing.name)),
    );
  }
  if ((values.pipeline ?? 1) === 1) return;
  const unanswered = requests.find(({ reply }) => reply.kind === "none");
  if (unanswered !== undefined) {
    problems.add(
      placeOf("pipeline"),
      say(({ loadOptions }) => loadOptions.noneInFlight(unanswered.name)),
    );
  }
  if (values.reconnect === 1 || closing !== undefined) {
    problems.add(
      placeOf("pipeline"),
      say(({ loadOptions }) => loadOptions.onePerConnection()),
    );
  }
}

/** Only to be asked where no problem was found. */
export function readLoop(
  flags: LoadFlags,
  values: LoadValues,
  requests: readonly RequestSpec[],
): LoopSettings {
  const isClosing = requests.some(({ reply }) => reply.kind === "close");
  const common = {
    connections: connectionsOf(flags, values),
    pipeline: values.pipeline ?? 1,
    reconnectEvery: isClosing ? 1 : (values.reconnect ?? null),
    generators: values.generators ?? 1,
    warmupNs: values.warmup ?? 0,
  };
  if (values.burst !== undefined) {
    return { ...common, loop: { kind: "burst" }, durationNs: null, maxRequests: values.burst };
  }
  const durationNs =
    values.duration ?? (values.requests === undefined ? DEFAULT_DURATION_NS : null);
  const maxRequests = values.requests ?? null;
  const open = (stages: readonly Stage[]): Loop => {
    const { count: _, ...arrivals } = values.arrivals ?? { kind: "constant" };
    return { kind: "open", arrivals, stages, isDropping: flags.drop === true };
  };
  if (values.stages !== undefined) {
    const wholeNs = values.stages.reduce((sum, stage) => sum + stage.durationNs, 0);
    return { ...common, loop: open(values.stages), durationNs: wholeNs, maxRequests };
  }
  if (values.rate !== undefined) {
    const rate = { startRatePerSec: values.rate, endRatePerSec: values.rate };
    const stage = { durationNs: durationNs ?? DEFAULT_DURATION_NS, ...rate };
    return { ...common, loop: open([stage]), durationNs, maxRequests };
  }
  if (values.arrivals?.kind === "file") {
    const count = values.arrivals.count ?? 0;
    return {
      ...common,
      loop: open([]),
      // A trace ends with its last arrival, unless it is cut short.
      durationNs: values.duration ?? null,
      maxRequests: Math.min(values.requests ?? count, count),
    };
  }
  const loop: Loop = { kind: "closed", thinkNs: values.think ?? 0 };
  return { ...common, loop, durationNs, maxRequests };
}

function connectionsOf(flags: LoadFlags, values: LoadValues): number {
  const byDefault = isOpen(flags) ? DEFAULT_OPEN_CONNECTIONS : DEFAULT_CONNECTIONS;
  return values.burst ?? values.connections ?? byDefault;
}

export function isOpen({ rate, stages, arrivals }: LoadFlags): boolean {
  return rate !== undefined || stages !== undefined || isFileArrivals(arrivals);
}

/** A switch that a scenario turns off is not. */
function isGiven(flags: LoadFlags, flag: LoadFlag): boolean {
  return flags[flag] !== undefined && flags[flag] !== false;
}
