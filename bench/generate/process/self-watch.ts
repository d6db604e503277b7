// The generator watches itself and its host, so that it can tell its own delays from the system's.
import type { SelfObservation } from "../../run/sweep/run.ts";
import { type Ns, NS_PER_MS, NS_PER_US } from "../../../src/units/duration.ts";
import { busyShare, type HostTimes, readHostTimes } from "./host-times.ts";
import type { RunClock } from "../pacing/run-clock.ts";

const HEARTBEAT_MS = 10;

/** Shorter delays are the timer's own (setTimeout is 0.6 ms late at the median) and are not kept. */
const SMALLEST_DELAY_NS: Ns = 1 * NS_PER_MS;

interface Delay {
  readonly startNs: Ns;
  readonly endNs: Ns;
}

/** What `observe` compares two moments by. */
export interface SelfMark {
  readonly atNs: Ns;
  readonly cpuNs: Ns;
  readonly host: HostTimes | null;
}

export interface SelfWatch {
  mark(): SelfMark;
  /** The generator's health since `since`; `scheduleLagMaxNs` is the caller's to know. */
  observe(since: SelfMark): Omit<SelfObservation, "limits" | "scheduleLagMaxNs">;
  close(): void;
}

/** Owns one timer until `close`. */
export function createSelfWatch(clock: RunClock): SelfWatch {
  const delays: Delay[] = [];
  let lastNs = clock.nowNs();
  const beat = (): void => {
    const nowNs = clock.nowNs();
    const dueNs = lastNs + HEARTBEAT_MS * NS_PER_MS;
    if (nowNs - dueNs >= SMALLEST_DELAY_NS) delays.push({ startNs: dueNs, endNs: nowNs });
    lastNs = nowNs;
  };
  const heartbeat = setInterval(beat, HEARTBEAT_MS);
  return {
    mark: () => ({ atNs: clock.nowNs(), cpuNs: cpuTimeNs(), host: readHostTimes() }),
    observe(since) {
      // A stall that has not ended in a beat yet counts too.
      beat();
      const nowNs = clock.nowNs();
      const host = readHostTimes();
      let eventLoopDelayMaxNs = 0;
      for (const { startNs, endNs } of delays) {
        if (endNs > since.atNs)
          eventLoopDelayMaxNs = Math.max(eventLoopDelayMaxNs, endNs - startNs);
      }
      return {
        eventLoopDelayMaxNs,
        generatorCpuShare: (cpuTimeNs() - since.cpuNs) / Math.max(1, nowNs - since.atNs),
        hostBusyShare: host && since.host ? busyShare(since.host, host) : null,
      };
    },
    close: () => clearInterval(heartbeat),
  };
}

function cpuTimeNs(): Ns {
  const { user, system } = process.cpuUsage();
  return (user + system) * NS_PER_US;
}
