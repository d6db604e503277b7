// How many connections this process can bear: at its limit of descriptors Bun's listener gets no event and burns a
// core, and tinypool, which opens a file for each task, ends the process.
import { readFileSync } from "node:fs";
import { OptionsError } from "../units/options-error.ts";

/** Descriptors kept for all that is no connection: threads, files, connections that are being refused. */
const RESERVED_DESCRIPTORS = 200;

/** Stands for "unlimited". */
const MOST_DESCRIPTORS = 1_000_000;

/** What POSIX systems give a process where nobody has said otherwise. */
const COMMON_DESCRIPTORS = 1024;

/**
 * Connections that may be open at once: the soft limit of open files, which Bun raises to the hard one by itself when
 * it starts, less the reserve.
 * @throws {OptionsError} if the limit leaves none.
 */
export function defaultMaxConnections(): number {
  return maxConnectionsOf(readProcLimit() ?? readShellLimit() ?? COMMON_DESCRIPTORS);
}

/** @throws {OptionsError} if `descriptors` leaves no connection. */
export function maxConnectionsOf(descriptors: number): number {
  if (descriptors - RESERVED_DESCRIPTORS < 1) {
    throw new OptionsError(
      `only ${descriptors} files may be open at once: a server needs more than ${RESERVED_DESCRIPTORS} (see ulimit -n)`,
    );
  }
  return descriptors - RESERVED_DESCRIPTORS;
}

function readProcLimit(): number | undefined {
  try {
    return parseProcLimits(readFileSync("/proc/self/limits", "utf8"));
  } catch {
    // Only Linux has it.
    return undefined;
  }
}

/** The soft limit in the text of /proc/<pid>/limits. */
export function parseProcLimits(text: string): number | undefined {
  return parseLimit(/^Max open files\s+(\S+)/m.exec(text)?.[1]);
}

function readShellLimit(): number | undefined {
  try {
    return parseLimit(Bun.spawnSync(["sh", "-c", "ulimit -n"]).stdout.toString().trim());
  } catch {
    // No shell.
    return undefined;
  }
}

function parseLimit(text: string | undefined): number | undefined {
  if (text === "unlimited") return MOST_DESCRIPTORS;
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
