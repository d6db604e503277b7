// What the host and the target's processes use while a load is made, as proc(5) tells it.
import type { LoadResult, WatchedProcess } from "../../run/load/run.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { usageError } from "../../messages/texts.ts";
import { busyShare, readHostTimes, readProc } from "./proc.ts";

const LOOK_MS = 250;
/** The kernel's USER_HZ, which is 100 on every Linux that Bun runs on. */
const TICK_NS: Ns = 10 * NS_PER_MS;

/** Owns timers until `end`. */
export class HostWatch {
  readonly #processes: readonly ProcessWatch[];
  readonly #timers: ReturnType<typeof setInterval>[];
  readonly #portsAvailable = countPortsAvailable();
  #portsUsedMax = 0;
  #hostAtStart = readHostTimes();
  #measured: Pick<LoadResult, "watched" | "hostBusyShare"> | undefined;

  /** @throws {OptionsError} if there is no process of one of the PIDs, or no /proc to see it by. */
  constructor(pids: readonly number[]) {
    this.#processes = pids.map((pid) => new ProcessWatch(pid));
    this.#timers = [setInterval(() => this.#look(), LOOK_MS)];
    this.#look();
  }

  /** Processes and cores are watched from `startMs` from now to `endMs` from now; null: to the end. */
  measure(startMs: number, endMs: number | null): void {
    const begin = (): void => {
      this.#hostAtStart = readHostTimes();
      for (const watched of this.#processes) watched.begin();
    };
    this.#timers.push(setTimeout(begin, startMs));
    if (endMs !== null) this.#timers.push(setTimeout(() => this.#endMeasured(), endMs));
  }

  /** Idempotent. `localPorts` is null where the system does not tell. */
  end(): Pick<LoadResult, "watched" | "hostBusyShare" | "localPorts"> {
    for (const timer of this.#timers) clearInterval(timer);
    const measured = this.#endMeasured();
    this.#look();
    const available = this.#portsAvailable;
    const localPorts = available === 0 ? null : { usedMax: this.#portsUsedMax, available };
    return { ...measured, localPorts };
  }

  #endMeasured() {
    const [from, to] = [this.#hostAtStart, readHostTimes()];
    return (this.#measured ??= {
      watched: this.#processes.map((watched) => watched.end()),
      hostBusyShare: from && to ? busyShare(from, to) : null,
    });
  }

  #look(): void {
    this.#portsUsedMax = Math.max(this.#portsUsedMax, countPortsUsed());
    for (const watched of this.#processes) watched.look();
  }
}

interface Look {
  readonly atNs: Ns;
  readonly cpuNs: Ns;
  readonly memoryBytes: number;
}

/** One process of the target's. */
class ProcessWatch {
  readonly #pid: number;
  readonly #command: string;
  #first: Look;
  #last: Look;
  #cpuShareMax = 0;
  #memoryMaxBytes: number;
  #hasEnded = false;

  constructor(pid: number) {
    const command = readProc(`/proc/${pid}/comm`)?.trim();
    const found = lookAt(pid);
    if (command === undefined || found === undefined) {
      throw usageError((texts) => texts.options.noProcess(pid));
    }
    this.#pid = pid;
    this.#command = command;
    this.#first = this.#last = found;
    this.#memoryMaxBytes = found.memoryBytes;
  }

  /** From here on counts; what was seen before is forgotten. */
  begin(): void {
    const seen = lookAt(this.#pid);
    if (seen === undefined) return;
    this.#first = this.#last = seen;
    this.#cpuShareMax = 0;
    this.#memoryMaxBytes = seen.memoryBytes;
  }

  look(): void {
    const seen = lookAt(this.#pid);
    this.#hasEnded = seen === undefined;
    // Ticks of 10 ms say nothing of a shorter time.
    if (seen === undefined || seen.atNs - this.#last.atNs < (LOOK_MS * NS_PER_MS) / 2) return;
    this.#cpuShareMax = Math.max(this.#cpuShareMax, shareBetween(this.#last, seen));
    this.#memoryMaxBytes = Math.max(this.#memoryMaxBytes, seen.memoryBytes);
    this.#last = seen;
  }

  end(): WatchedProcess {
    this.look();
    return {
      pid: this.#pid,
      command: this.#command,
      cpuShare: shareBetween(this.#first, this.#last),
      cpuShareMax: this.#cpuShareMax,
      memoryStartBytes: this.#first.memoryBytes,
      memoryMaxBytes: this.#memoryMaxBytes,
      hasEnded: this.#hasEnded,
    };
  }
}

function shareBetween(from: Look, to: Look): number {
  return to.atNs > from.atNs ? (to.cpuNs - from.cpuNs) / (to.atNs - from.atNs) : 0;
}

function lookAt(pid: number): Look | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  const status = readProc(`/proc/${pid}/status`);
  const used = stat === undefined || status === undefined ? undefined : readUsage(stat, status);
  return used && { atNs: Bun.nanoseconds(), ...used };
}

/**
 * Of /proc/<pid>/stat, after the command in brackets: utime and stime are fields 14 and 15. Its memory is in pages, whose size
 * differs between machines, so that is read from /proc/<pid>/status. Undefined of a process that has ended.
 */
export function readUsage(stat: string, status: string): Omit<Look, "atNs"> | undefined {
  // The command may hold blanks and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // A zombie is no more than its entry.
  if (fields[0] === "Z") return undefined;
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    cpuNs: (field(14) + field(15)) * TICK_NS,
    memoryBytes: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024,
  };
}

// Local ports: each connection to a TCP target takes one, and keeps it for a minute after it was closed (TIME_WAIT).

/** Ends of TCP connections of the whole host, those in TIME_WAIT included: /proc/net/sockstat (proc(5)). */
function countPortsUsed(): number {
  const line = readProc("/proc/net/sockstat")?.match(/^TCP: inuse (\d+) orphan \d+ tw (\d+)/m);
  return Number(line?.[1] ?? 0) + Number(line?.[2] ?? 0);
}

/** ip(7): the first and the last port that connections are given; 0 where the system does not tell. */
function countPortsAvailable(): number {
  const range = readProc("/proc/sys/net/ipv4/ip_local_port_range");
  const [first = 1, last = 0] = range?.split(/\s+/) ?? [];
  return Math.max(0, Number(last) - Number(first) + 1);
}
