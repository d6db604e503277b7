// A generator's own health, by which its delays are told from the system's: what its process and its host used, and how
// punctual its event loop was. `SelfWatch` is for bursts, `HealthWatch` for a load.
import { encodeHistogram } from "../../stats/encoded-histogram.ts";
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import type { GeneratorHealth } from "../../run/load/run.ts";
import type { BurstEnd } from "./generator-messages.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { busyShare, cpuTimeNs, entriesOf, readHostTimes, readProc } from "./proc.ts";

const BEAT_MS = 10;
/** Memory and open files are looked at every so many beats. */
const BEATS_A_LOOK = 50;

/** Shorter delays are the timer's own (setTimeout is 0.6 ms late at the median) and are not kept. */
const SMALLEST_DELAY_NS: Ns = 1 * NS_PER_MS;

/** For as long as the process lives. */
export class SelfWatch {
  readonly #delays = new DelayLog();
  #lastNs = Bun.nanoseconds();

  constructor() {
    setInterval(() => this.#beat(), BEAT_MS);
  }

  /** What `observe` compares two moments by. */
  mark() {
    return { atNs: Bun.nanoseconds(), cpuNs: cpuTimeNs(), host: readHostTimes() };
  }

  /** The generator's health since a mark, and how long ago that was. */
  observe(since: ReturnType<SelfWatch["mark"]>): Pick<BurstEnd, "self" | "observedNs"> {
    // A stall that has not ended in a beat yet counts too.
    this.#beat();
    const { atNs, cpuNs, host } = this.mark();
    const observedNs = atNs - since.atNs;
    const self = {
      eventLoopDelayMaxNs: this.#delays.longestSinceNs(since.atNs),
      generatorCpuShare: (cpuNs - since.cpuNs) / Math.max(1, observedNs),
      hostBusyShare: host && since.host ? busyShare(since.host, host) : null,
    };
    return { self, observedNs };
  }

  #beat(): void {
    const nowNs = Bun.nanoseconds();
    const lateNs = nowNs - this.#lastNs - BEAT_MS * NS_PER_MS;
    if (lateNs >= SMALLEST_DELAY_NS) this.#delays.add(lateNs, nowNs);
    this.#lastNs = nowNs;
  }
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

type Health = Omit<GeneratorHealth, "generator" | "spinShare"> & { readonly elapsedNs: Ns };

/** Owns one timer until `end`. */
export class HealthWatch {
  readonly #startNs = Bun.nanoseconds();
  readonly #startCpuNs = cpuTimeNs();
  readonly #startQueueNs = runQueueNs();
  readonly #delays = new LatencyHistogram();
  readonly #heartbeat = setInterval(() => this.#beat(), BEAT_MS);
  #lastNs = this.#startNs;
  #beats = 0;
  #memoryMaxBytes = 0;
  #openFilesMax = 0;
  #seen: Health | undefined;

  constructor() {
    this.#look();
  }

  /** Ends the watch. Idempotent: the first end counts. */
  end(): Health {
    if (this.#seen !== undefined) return this.#seen;
    clearInterval(this.#heartbeat);
    this.#look();
    const elapsedNs = Math.max(1, Bun.nanoseconds() - this.#startNs);
    const queueNs = runQueueNs();
    const startQueueNs = this.#startQueueNs;
    return (this.#seen = {
      elapsedNs,
      cpuShare: (cpuTimeNs() - this.#startCpuNs) / elapsedNs,
      runQueueShare:
        queueNs === null || startQueueNs === null ? null : (queueNs - startQueueNs) / elapsedNs,
      eventLoopDelay: encodeHistogram(this.#delays),
      memoryMaxBytes: this.#memoryMaxBytes,
      openFilesMax: this.#openFilesMax,
      openFilesLimit: openFilesLimit(),
    });
  }

  #beat(): void {
    const nowNs = Bun.nanoseconds();
    this.#delays.record(Math.max(0, nowNs - this.#lastNs - BEAT_MS * NS_PER_MS));
    this.#lastNs = nowNs;
    if (++this.#beats % BEATS_A_LOOK === 0) this.#look();
  }

  #look(): void {
    this.#memoryMaxBytes = Math.max(this.#memoryMaxBytes, memoryBytes());
    this.#openFilesMax = Math.max(this.#openFilesMax, entriesOf("/proc/self/fd").length);
  }
}

/** /proc/self/schedstat (Documentation/scheduler/sched-stats): time on a core, time waiting for one, time slices. */
function runQueueNs(): Ns | null {
  const waited = readProc("/proc/self/schedstat")?.split(" ")[1];
  return waited === undefined ? null : Number(waited);
}

/** Looking takes a descriptor. Where the load has taken the last one the figure is unknown, 0, and the load goes on. */
function memoryBytes(): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return 0;
  }
}

/** The soft limit, as proc(5) tells it; 0 where it does not. */
function openFilesLimit(): number {
  const line = readProc("/proc/self/limits")?.match(/^Max open files\s+(\d+)/m);
  return Number(line?.[1] ?? 0);
}
