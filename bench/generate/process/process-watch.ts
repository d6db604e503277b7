// What a process of the target's uses while it is under load, as proc(5) tells it.
import { readFileSync } from "node:fs";
import type { WatchedProcess } from "../../run/load/run.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { say } from "../../messages/texts.ts";

const LOOK_MS = 250;
/** The kernel's USER_HZ, which is 100 on every Linux that Bun runs on. */
const TICK_NS: Ns = 10 * NS_PER_MS;
const PAGE_BYTES = 4096;

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
  const command = readText(`/proc/${pid}/comm`)?.trim();
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

/** /proc/<pid>/stat: after the command in brackets, utime and stime are fields 14 and 15, rss (in pages) is 24. */
function lookAt(pid: number): Look | undefined {
  const text = readText(`/proc/${pid}/stat`);
  // The command may hold blanks and brackets itself.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  // A zombie is no more than its entry.
  if (fields === undefined || fields[0] === "Z") return undefined;
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    atNs: Bun.nanoseconds(),
    cpuNs: (field(14) + field(15)) * TICK_NS,
    memoryBytes: field(24) * PAGE_BYTES,
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    // It has ended, or there is no /proc here.
    return undefined;
  }
}
