// How many connections this process can hold. At the limit of descriptors Bun's listener spins without an event, and
// tinypool, which opens a file for each task, ends the process.
import { readFileSync } from "node:fs";
import { say } from "../messages/catalogue.ts";
import { OptionsError } from "../units/options-error.ts";

/** Descriptors reserved for threads, files and connections that are being refused. */
const RESERVED_DESCRIPTORS = 200;

/** The value used for "unlimited". */
const MOST_DESCRIPTORS = 1_000_000;

/** The usual default of POSIX systems. */
const COMMON_DESCRIPTORS = 1024;

/**
 * Limit of open connections: the limit of open files less the reserve. (At its start, Bun raises the soft limit of open
 * files to the hard limit.)
 * @throws {OptionsError} if the limit leaves no connection.
 */
export function defaultMaxConnections(): number {
  return maxConnectionsOf(readProcLimit() ?? readShellLimit() ?? COMMON_DESCRIPTORS);
}

/** @throws {OptionsError} if `descriptors` leaves no connection. */
export function maxConnectionsOf(descriptors: number): number {
  if (descriptors - RESERVED_DESCRIPTORS < 1) {
    throw new OptionsError(
      say(({ problems }) => problems.tooFewFiles(descriptors, RESERVED_DESCRIPTORS)),
    );
  }
  return descriptors - RESERVED_DESCRIPTORS;
}

function readProcLimit(): number | undefined {
  try {
    return parseProcLimits(readFileSync("/proc/self/limits", "utf8"));
  } catch {
    // Only Linux has this file.
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
