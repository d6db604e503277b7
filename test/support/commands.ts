// The project's commands as a user types them, in processes of their own.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { processTree } from "../../src/cluster/components/process-tree.ts";
import { watchLines } from "./lines.ts";

export const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

export const NO_ORPHANS = { BUN_FEATURE_FLAG_NO_ORPHANS: "1" };

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly cwd?: string;
}

/** Starts `bun run <args>` in the project (or in `cwd`) and returns the process with its output piped. */
export function startCommand(args: readonly string[], options: Options = {}) {
  return Bun.spawn([process.execPath, "run", ...args], {
    cwd: options.cwd ?? PROJECT,
    // `bun run` is a process of its own around the command's: the command ends when it is killed.
    env: { ...process.env, LANG: "C", LC_ALL: "C", ...NO_ORPHANS, ...options.env },
    stdin: new Blob([options.stdin ?? ""]),
    stdout: "pipe",
    stderr: "pipe",
  });
}

export type RunningCommand = ReturnType<typeof startCommand>;

/** Reads all that a command prints and waits for its end. */
export async function ended(child: RunningCommand): Promise<Ended> {
  const [stdout, stderr, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { exitCode, stdout, stderr };
}

export function runCommandLine(args: readonly string[], options?: Options): Promise<Ended> {
  return ended(startCommand(args, options));
}

export interface RunningServer {
  readonly child: RunningCommand;
  readonly port: number;
  /** Resolves with the first line, of those printed so far or later, that this matches. */
  line(pattern: RegExp): Promise<string>;
  /** Resolves with all lines that match once they are so many, or more. */
  atLeast(count: number, pattern: RegExp): Promise<readonly string[]>;
  /** All lines printed so far. */
  readonly lines: readonly string[];
  /** Resolves when the server is gone too, not only the `bun run` around it, and all its lines are here. */
  stop(signal?: NodeJS.Signals): Promise<number>;
}

/** `bun run server` on a free port, once it says that it listens. */
export async function startServerCommand(
  args: readonly string[],
  options?: Options,
): Promise<RunningServer> {
  const child = startCommand(["server", "--port", "0", ...args], options);
  const { all, find, atLeast, over } = watchLines("the server", child.stdout);
  const listening = await find(/127\.0\.0\.1:\d+|"port":\d+/);
  const port = Number(/(?:127\.0\.0\.1:|"port":)(\d+)/.exec(listening)?.[1]);
  return {
    child,
    port,
    line: find,
    atLeast,
    lines: all,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      await over;
      return await child.exited;
    },
  };
}

/** Processes that the command has started to make load, in the order of their start. */
export function generatorsOf({ pid }: RunningCommand): number[] {
  return processTree(pid)
    .map((own) => own.pid)
    .filter((own) => readFileSync(`/proc/${own}/cmdline`, "utf8").includes("generator-main"))
    .sort((a, b) => a - b);
}
