// The generator watches itself and its host, so that it can tell its own delays from the system's.
import type { SelfObservation } from "../../run/sweep/run.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { busyShare, cpuTimeNs, type HostTimes, readHostTimes } from "./proc.ts";
import type { RunClock } from "../pacing/run-clock.ts";

const HEARTBEAT_MS = 10;

/** Shorter delays are the timer's own (setTimeout is 0.6 ms late at the median) and are not kept. */
const SMALLEST_DELAY_NS: Ns = 1 * NS_PER_MS;

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
  const delays = new DelayLog();
  let lastNs = clock.nowNs();
  const beat = (): void => {
    const nowNs = clock.nowNs();
    const dueNs = lastNs + HEARTBEAT_MS * NS_PER_MS;
    if (nowNs - dueNs >= SMALLEST_DELAY_NS) delays.add(nowNs - dueNs, nowNs);
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
      return {
        eventLoopDelayMaxNs: delays.longestSinceNs(since.atNs),
        generatorCpuShare: (cpuTimeNs() - since.cpuNs) / Math.max(1, nowNs - since.atNs),
        hostBusyShare: host && since.host ? busyShare(since.host, host) : null,
      };
    },
    close: () => clearInterval(heartbeat),
  };
}

interface Delay {
  readonly lengthNs: Ns;
  readonly endNs: Ns;
}

/** The longest delay since any moment. Keeps only what can still be an answer: a later delay hides all shorter ones before it. */
export class DelayLog {
  /** In order of time, each shorter than the one before. */
  readonly #kept: Delay[] = [];

  add(lengthNs: Ns, endNs: Ns): void {
    while ((this.#kept.at(-1)?.lengthNs ?? Number.POSITIVE_INFINITY) <= lengthNs) this.#kept.pop();
    this.#kept.push({ lengthNs, endNs });
  }

  /** Of those that ended after `sinceNs`; 0 without one. */
  longestSinceNs(sinceNs: Ns): Ns {
    return this.#kept.find(({ endNs }) => endNs > sinceNs)?.lengthNs ?? 0;
  }

  get size(): number {
    return this.#kept.length;
  }
}
