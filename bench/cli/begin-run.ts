// The first fields of a run's record as it begins.
import { readEnvironment } from "../archive/environment.ts";
import { commandLineOf } from "./command-line.ts";

/** `args` are those after `bun bench`. */
export function beginRun(label: string, startedAt: Date, args = process.argv.slice(2)) {
  return {
    label,
    status: "running",
    commandLine: commandLineOf(args),
    startedAt: startedAt.toISOString(),
    endedAt: null,
    environment: readEnvironment(),
  } as const;
}
