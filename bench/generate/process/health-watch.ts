// A generator's own health during the measured time: what its process used, and how punctual its event loop was.
import { readdirSync } from "node:fs";
import { encodeHistogram } from "../../stats/encoded-histogram.ts";
import { LatencyHistogram } from "../../stats/latency-histogram.ts";
import type { GeneratorHealth } from "../../run/load/run.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { cpuTimeNs, readProc } from "./proc.ts";

const HEARTBEAT_MS = 10;
/** Memory and open files are looked at every so many beats. */
const BEATS_A_LOOK = 50;

export interface HealthWatch {
  /** Ends the watch and says what it saw; `spinNs` is the caller's to know. Idempotent: the first end counts. */
  end(): Omit<GeneratorHealth, "generator" | "spinShare"> & { readonly elapsedNs: Ns };
}

/** Owns one timer until `end`. */
export function startHealthWatch(): HealthWatch {
  const delays = new LatencyHistogram();
  const startNs = Bun.nanoseconds();
  const startCpuNs = cpuTimeNs();
  const startQueueNs = runQueueNs();
  let memoryMaxBytes = memoryBytes();
  let openFilesMax = countOpenFiles();
  let beats = 0;
  let dueNs = startNs + HEARTBEAT_MS * NS_PER_MS;
  const beat = (): void => {
    const nowNs = Bun.nanoseconds();
    delays.record(Math.max(0, nowNs - dueNs));
    dueNs = nowNs + HEARTBEAT_MS * NS_PER_MS;
    if (++beats % BEATS_A_LOOK !== 0) return;
    memoryMaxBytes = Math.max(memoryMaxBytes, memoryBytes());
    openFilesMax = Math.max(openFilesMax, countOpenFiles());
  };
  const heartbeat = setInterval(beat, HEARTBEAT_MS);
  let seen: ReturnType<HealthWatch["end"]> | undefined;
  return {
    end() {
      if (seen !== undefined) return seen;
      clearInterval(heartbeat);
      const elapsedNs = Math.max(1, Bun.nanoseconds() - startNs);
      const queueNs = runQueueNs();
      seen = {
        elapsedNs,
        cpuShare: (cpuTimeNs() - startCpuNs) / elapsedNs,
        runQueueShare:
          queueNs === null || startQueueNs === null ? null : (queueNs - startQueueNs) / elapsedNs,
        eventLoopDelay: encodeHistogram(delays),
        memoryMaxBytes: Math.max(memoryMaxBytes, memoryBytes()),
        openFilesMax: Math.max(openFilesMax, countOpenFiles()),
        openFilesLimit: openFilesLimit(),
      };
      return seen;
    },
  };
}

/** /proc/self/schedstat (Documentation/scheduler/sched-stats): time on a core, time waiting for one, time slices. */
function runQueueNs(): Ns | null {
  const waited = readProc("/proc/self/schedstat")?.split(" ")[1];
  return waited === undefined ? null : Number(waited);
}

// Looking takes a descriptor. Where the load has taken the last one the figure is unknown, and the load goes on.

function memoryBytes(): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return 0;
  }
}

function countOpenFiles(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}

/** The soft limit, as proc(5) tells it; 0 where it does not. */
function openFilesLimit(): number {
  const line = readProc("/proc/self/limits")?.match(/^Max open files\s+(\d+)/m);
  return Number(line?.[1] ?? 0);
}
