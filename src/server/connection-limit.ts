// How many connections this process can hold. At the limit of descriptors Bun's listener spins without an event, and
// tinypool, which opens a file for each task, ends the process.
import { usageError } from "../messages/catalogue.ts";

/** Descriptors reserved for threads, files and connections that are being refused. */
const RESERVED_DESCRIPTORS = 200;

/** The value used for "unlimited". */
const MOST_DESCRIPTORS = 1_000_000;

/** The part of a diagnostic report that is read here. */
interface Report {
  readonly userLimits: { readonly open_files: { readonly soft: number | "unlimited" } };
}

/**
 * Limit of open connections: the limit of open files less the reserve. (At its start, Bun raises the soft limit of open
 * files to the hard limit.)
 * @throws {OptionsError} if the limit leaves no connection.
 */
export function defaultMaxConnections(): number {
  const { soft } = (process.report.getReport() as unknown as Report).userLimits.open_files;
  return maxConnectionsOf(soft === "unlimited" ? MOST_DESCRIPTORS : soft);
}

/** @throws {OptionsError} if `descriptors` leaves no connection. */
export function maxConnectionsOf(descriptors: number): number {
  if (descriptors - RESERVED_DESCRIPTORS < 1) {
    throw usageError(({ problems }) => problems.tooFewFiles(descriptors, RESERVED_DESCRIPTORS));
  }
  return descriptors - RESERVED_DESCRIPTORS;
}
