// What a process of the target's uses while it is under load, as proc(5) tells it.
import type { WatchedProcess } from "../../run/load/run.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { say } from "../../messages/texts.ts";
import { readProc } from "./proc.ts";

const LOOK_MS = 250;
/** The kernel's USER_HZ, which is 100 on every Linux that Bun runs on. */
const TICK_NS: Ns = 10 * NS_PER_MS;

interface Look {
  readonly atNs: Ns;
  readonly cpuNs: Ns;
  readonly memoryBytes: number;
}

export interface ProcessWatch {
  /** From here on counts; what was seen before is forgotten. */
  begin(): void;
  /** Ends the watch. Idempotent: the first end counts. */
  end(): WatchedProcess;
}

/**
 * Owns one timer until `end`.
 * @throws {OptionsError} if there is no such process, or no /proc to see it by.
 */
export function watchProcess(pid: number): ProcessWatch {
  const command = readProc(`/proc/${pid}/comm`)?.trim();
  const found = lookAt(pid);
  if (command === undefined || found === undefined) {
    throw new OptionsError(say((texts) => texts.options.noProcess(pid)));
  }
  let first = found;
  let last = found;
  let cpuShareMax = 0;
  let memoryMaxBytes = found.memoryBytes;
  let hasEnded = false;
  const look = (): void => {
    const seen = lookAt(pid);
    if (seen === undefined) {
      hasEnded = true;
      return;
    }
    // Ticks of 10 ms say nothing of a shorter time.
    if (seen.atNs - last.atNs < (LOOK_MS * NS_PER_MS) / 2) return;
    cpuShareMax = Math.max(cpuShareMax, shareBetween(last, seen));
    memoryMaxBytes = Math.max(memoryMaxBytes, seen.memoryBytes);
    last = seen;
  };
  const timer = setInterval(look, LOOK_MS);
  // The load, not its watch, keeps the process alive.
  timer.unref();
  let result: WatchedProcess | undefined;
  return {
    begin() {
      const seen = lookAt(pid);
      if (seen === undefined) return;
      first = last = seen;
      cpuShareMax = 0;
      memoryMaxBytes = seen.memoryBytes;
    },
    end() {
      if (result !== undefined) return result;
      clearInterval(timer);
      look();
      result = {
        pid,
        command,
        cpuShare: shareBetween(first, last),
        cpuShareMax,
        memoryStartBytes: first.memoryBytes,
        memoryMaxBytes,
        hasEnded,
      };
      return result;
    },
  };
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
