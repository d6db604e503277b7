// How many connections a server may hold: descriptors are also needed for other things, and running out of them kills.
import { readFileSync } from "node:fs";
import { OptionsError } from "../units/options-error.ts";

/**
 * Descriptors kept back: for threads, for refused connections that linger, and for tinypool, which opens a file for each
 * task and takes the process down when it can't.
 */
const RESERVED_DESCRIPTORS = 200;

/**
 * The descriptor limit less 200.
 * @throws {OptionsError} if that leaves no connection.
 */
export function defaultMaxConnections(): number {
  const limit = descriptorLimit();
  if (limit <= RESERVED_DESCRIPTORS) {
    throw new OptionsError(
      `the limit of ${limit} open files (ulimit -n) leaves no connections: ${RESERVED_DESCRIPTORS} are kept back`,
    );
  }
  return limit - RESERVED_DESCRIPTORS;
}

function descriptorLimit(): number {
  // Bun has raised the soft limit to the hard one by now.
  const text =
    process.platform === "linux"
      ? /^Max open files\s+(\S+)/m.exec(readFileSync("/proc/self/limits", "latin1"))?.[1]
      : Bun.spawnSync(["sh", "-c", "ulimit -n"]).stdout.toString().trim();
  const limit = Number(text);
  // "unlimited", or a system that does not tell: as many as one port of one address could ever have.
  return Number.isFinite(limit) ? limit : 65_536;
}
