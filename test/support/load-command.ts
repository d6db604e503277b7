// `bun bench load` as a user types it, into a folder of its own, with what it left there.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoadResult, LoadRun } from "../../bench/run/load/run.ts";
import { type Ended, ended, type RunningCommand, startCommand } from "./commands.ts";

export interface Loaded extends Ended {
  /** All that was left in the place where runs go. */
  readonly folders: readonly string[];
  readonly folder: string;
  /** Undefined where no run was left. */
  readonly run: LoadRun & { readonly result: LoadResult };
}

export interface LoadCommands {
  run(args: readonly string[], onStart?: (child: RunningCommand) => void): Promise<Loaded>;
  /** Removes all that was written. */
  remove(): void;
}

export function createLoadCommands(): LoadCommands {
  const root = mkdtempSync(join(tmpdir(), "escalera-load-"));
  let count = 0;
  return {
    async run(args, onStart) {
      const place = join(root, String(++count));
      const child = startCommand(["bench", "load", ...args, "-o", place]);
      onStart?.(child);
      const result = await ended(child);
      const folders = existsSync(place) ? readdirSync(place) : [];
      const folder = join(place, folders[0] ?? "");
      const file = join(folder, "run.json");
      const run = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
      return { ...result, folders, folder, run };
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
