// The generator watches itself and its host, so that it can tell its own delays from the system's.
import { readFileSync } from "node:fs";
import type { SelfObservation } from "../measure/run.ts";
import { type Ns, NS_PER_MS, NS_PER_US } from "../../src/units/duration.ts";
import type { RunClock } from "./run-clock.ts";

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

interface HostTimes {
  readonly busyTicks: number;
  readonly totalTicks: number;
}

/** First line of /proc/stat (proc(5)): user nice system idle iowait irq softirq steal guest guest_nice, in ticks. */
function readHostTimes(): HostTimes | null {
  if (process.platform !== "linux") return null;
  let text: string;
  try {
    text = readFileSync("/proc/stat", "latin1");
  } catch (error) {
    // A burst may take the last descriptor: then the host's share is unknown, and the burst goes on.
    if (error instanceof Error && "code" in error && error.code === "EMFILE") return null;
    throw error;
  }
  const line = text.split("\n", 1)[0] ?? "";
  // guest and guest_nice are in user and nice already.
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const totalTicks = ticks.reduce((sum, value) => sum + value, 0);
  const idleTicks = (ticks[3] ?? 0) + (ticks[4] ?? 0);
  return { busyTicks: totalTicks - idleTicks, totalTicks };
}

function busyShare(from: HostTimes, to: HostTimes): number | null {
  const total = to.totalTicks - from.totalTicks;
  return total > 0 ? (to.busyTicks - from.busyTicks) / total : null;
}
