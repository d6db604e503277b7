// The task servers that are compared: ours, and what a competent user would write in an afternoon. All have ten threads and
// one protocol: a line in, "OK" and the line out.
import { fileURLToPath } from "node:url";
import { type Contestant, OURS } from "./contest.ts";
import { ourVersion } from "./load-command.ts";
import { NODE, PISCINA, PYTHON, versionOnNode } from "./programs.ts";
import { versionOf } from "./run-tool.ts";

export const THREADS = 10;

/** What a task server is to do. */
export interface TaskService {
  readonly serviceMs: number;
  /** Connections carry many tasks; else one each. */
  readonly isKept: boolean;
  /** The task is a user's function that returns its text, without `serviceMs`. */
  readonly isModule?: boolean;
}

export interface TaskServer extends Omit<Contestant, "run"> {
  /** The command that serves on `port`. */
  readonly start: (port: number, service: TaskService) => readonly string[];
  /** A thread serves one connection as long as it is kept, and others wait. */
  readonly holdsThreads?: boolean;
}

export const TASK_SERVERS: readonly TaskServer[] = [
  {
    name: OURS,
    command: "bun run server",
    needs: [],
    version: async () => ourVersion(),
    start: (port, { serviceMs, isModule = false }) =>
      [
        [process.execPath, pathOf("../../src/cli/server.ts"), "--port", String(port)],
        ["--threads", String(THREADS), "--log", "off"],
        isModule ? ["--task", pathOf("servers/echo-task.ts")] : ["--service", `${serviceMs}ms`],
      ].flat(),
  },
  {
    name: "python",
    command: "python3 bench/peers/servers/python-pool.py",
    needs: [PYTHON],
    version: () => versionOf(["python3", "--version"]),
    holdsThreads: true,
    start: (port, { serviceMs, isKept }) => [
      ...run("python3", "servers/python-pool.py", port, serviceMs),
      isKept ? "kept" : "each",
    ],
  },
  {
    name: "node-piscina",
    command: "node bench/peers/servers/node-piscina.mjs",
    needs: [NODE, PISCINA],
    version: async () => `piscina ${await versionOnNode("piscina")}`,
    start: (port, { serviceMs }) => run("node", "servers/node-piscina.mjs", port, serviceMs),
  },
  {
    name: "bun-workers",
    command: "bun bench/peers/servers/bun-workers.ts",
    needs: [],
    version: async () => Bun.version,
    start: (port, { serviceMs }) =>
      run(process.execPath, "servers/bun-workers.ts", port, serviceMs),
  },
];

function run(program: string, file: string, ...args: readonly number[]): string[] {
  return [program, pathOf(file), ...args.map(String)];
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
