// How hard a load is and how long, out of values that were read one by one: closed, open or a burst, with its defaults.
import type { LoadPlan, Loop, RequestSpec, Stage } from "../../run/load/plan.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import { isFileArrivals } from "./exclusions.ts";
import {
  DEFAULT_CONNECTIONS,
  DEFAULT_OPEN_CONNECTIONS,
  type GivenLoadFlags,
  type LoadFlags,
} from "./flags.ts";

const DEFAULT_DURATION_NS: Ns = 10 * NS_PER_SECOND;

type LoopSettings = Omit<
  LoadPlan,
  "target" | "requests" | "greeting" | "isOrdered" | "timeoutNs" | "seed"
>;

/** Finds flags that need another one, or another value of it, to mean anything. */
export function checkTogether(given: GivenLoadFlags, requests: readonly RequestSpec[]): void {
  const { values, typed } = given;
  // With a burst they are excluded already.
  if (!isOpen(typed) && typed.burst === undefined) {
    given.refuseIdle(["arrivals", "drop"], ({ loadOptions }) => loadOptions.needsOpenLoad());
  }
  if (!given.has("failIf") && !given.has("passIf")) {
    given.refuseIdle(["abortOnFail", "strict", "allowUnknown"], ({ loadOptions }) =>
      loadOptions.needsThreshold(),
    );
  }
  const { generators, pipeline, reconnect } = values;
  const connections = connectionsOf(given);
  if (generators > connections) {
    given.refuse("generators", ({ loadOptions }) =>
      loadOptions.moreGeneratorsThanConnections(generators, connections),
    );
  }
  const closing = requests.find(({ reply }) => reply.kind === "close");
  if (closing !== undefined && given.has("reconnect") && reconnect !== 1) {
    given.refuse("reconnect", ({ loadOptions }) =>
      loadOptions.closingNeedsEach(typed.reconnect ?? "", closing.name),
    );
  }
  // Undefined where it can't be read.
  if (pipeline === 1 || pipeline === undefined) return;
  const unanswered = requests.find(({ reply }) => reply.kind === "none");
  if (unanswered !== undefined) {
    given.refuse("pipeline", ({ loadOptions }) => loadOptions.noneInFlight(unanswered.name));
  }
  if (reconnect === 1 || closing !== undefined) {
    given.refuse("pipeline", ({ loadOptions }) => loadOptions.onePerConnection());
  }
}

/** Only to be asked where no problem was found. */
export function readLoop(given: GivenLoadFlags, requests: readonly RequestSpec[]): LoopSettings {
  const { values } = given;
  const { pipeline, generators, warmup: warmupNs, arrivals, stages } = values;
  const isClosing = requests.some(({ reply }) => reply.kind === "close");
  const common = {
    connections: connectionsOf(given),
    reconnectEvery: isClosing ? 1 : values.reconnect,
    pipeline,
    generators,
    warmupNs,
  };
  if (values.burst !== undefined) {
    return { ...common, loop: { kind: "burst" }, durationNs: null, maxRequests: values.burst };
  }
  const durationNs =
    values.duration ?? (values.requests === undefined ? DEFAULT_DURATION_NS : null);
  const maxRequests = values.requests ?? null;
  const { count: arrivalCount = 0, ...kind } = arrivals;
  const open = (of: readonly Stage[]): Loop => ({
    kind: "open",
    arrivals: kind,
    stages: of,
    isDropping: values.drop,
  });
  if (stages !== undefined) {
    const wholeNs = stages.reduce((sum, stage) => sum + stage.durationNs, 0);
    return { ...common, loop: open(stages), durationNs: wholeNs, maxRequests };
  }
  if (values.rate !== undefined) {
    const rate = { startRatePerSec: values.rate, endRatePerSec: values.rate };
    const stage = { durationNs: durationNs ?? DEFAULT_DURATION_NS, ...rate };
    return { ...common, loop: open([stage]), durationNs, maxRequests };
  }
  if (arrivals.kind === "file") {
    return {
      ...common,
      loop: open([]),
      // A trace ends with its last arrival, unless it is cut short.
      durationNs: values.duration ?? null,
      maxRequests: Math.min(values.requests ?? arrivalCount, arrivalCount),
    };
  }
  return { ...common, loop: { kind: "closed", thinkNs: values.think }, durationNs, maxRequests };
}

function connectionsOf({ values, typed }: GivenLoadFlags): number {
  const byDefault = isOpen(typed) ? DEFAULT_OPEN_CONNECTIONS : DEFAULT_CONNECTIONS;
  return values.burst ?? values.connections ?? byDefault;
}

export function isOpen({ rate, stages, arrivals }: LoadFlags): boolean {
  return rate !== undefined || stages !== undefined || isFileArrivals(arrivals);
}
