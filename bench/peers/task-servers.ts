// The task servers that are compared: ours, and what a competent user would write in an afternoon. All have ten threads and
// one protocol: a line in, "OK" and the line out.
import { fileURLToPath } from "node:url";
import { OURS, type Program } from "./contest.ts";
import { ourVersion } from "./load-command.ts";
import type { ServerCommand } from "./private-servers.ts";
import { NODE, packageVersion, PISCINA, PYTHON } from "./programs.ts";
import { versionOf } from "./run-tool.ts";

export const THREADS = 10;

export interface TaskServer {
  readonly name: string;
  readonly command: string;
  readonly needs: readonly Program[];
  readonly version: () => Promise<string>;
  /** `isKept`: connections carry many tasks; else one each. */
  readonly start: (serviceMs: number, isKept: boolean) => ServerCommand;
}

export const TASK_SERVERS: readonly TaskServer[] = [
  {
    name: OURS,
    command: "bun run server",
    needs: [],
    version: async () => ourVersion(),
    start: (serviceMs) => (port) =>
      [
        [process.execPath, pathOf("../../src/cli/server.ts"), "--port", String(port)],
        ["--threads", String(THREADS), "--service", `${serviceMs}ms`, "--log", "off"],
      ].flat(),
  },
  {
    name: "python",
    command: "python3 bench/peers/servers/python-pool.py",
    needs: [PYTHON],
    version: () => versionOf(["python3", "--version"]),
    start: (serviceMs, isKept) => (port) => [
      "python3",
      pathOf("servers/python-pool.py"),
      String(port),
      String(serviceMs),
      isKept ? "kept" : "each",
    ],
  },
  {
    name: "node-piscina",
    command: "node bench/peers/servers/node-piscina.mjs",
    needs: [NODE, PISCINA],
    version: async () =>
      `piscina ${await packageVersion("piscina")}, Node ${await versionOf(["node", "--version"])}`,
    start: (serviceMs) => (port) => [
      "node",
      pathOf("servers/node-piscina.mjs"),
      String(port),
      String(serviceMs),
    ],
  },
  {
    name: "bun-workers",
    command: "bun bench/peers/servers/bun-workers.ts",
    needs: [],
    version: async () => Bun.version,
    start: (serviceMs) => (port) => [
      process.execPath,
      pathOf("servers/bun-workers.ts"),
      String(port),
      String(serviceMs),
    ],
  },
];

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
