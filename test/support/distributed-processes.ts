// Entry servers and workers as processes of their own, and clients that ask again by id until they are answered.
import { onTestFinished } from "bun:test";
import { fileURLToPath } from "node:url";
import { ConnectionError } from "../../src/client/exchange-line.ts";
import { askTask } from "../../src/client/task-client.ts";
import { isReadyEvent, type ReadyEvent } from "../../src/protocol/ready-event.ts";
import type { JsonReply } from "../../src/protocol/reply.ts";
import { NS_PER_SECOND } from "../../src/units/duration.ts";
import { NO_ORPHANS } from "./commands.ts";
import { watchLines } from "./lines.ts";

export interface Engines {
  readonly amqp: string;
  readonly postgres: string;
  readonly s3: string;
}

export interface RunningProcess {
  readonly name: string;
  /** Of an entry server; else 0. */
  readonly port: number;
  readonly lines: readonly string[];
  /** Resolves with the first line, of those printed so far or later, that this matches. */
  line(pattern: RegExp): Promise<string>;
  /** Resolves with its exit code once it has ended and all its lines are here; null if a signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

const SCRIPTS = {
  entry: fileURLToPath(new URL("../../src/cli/server.ts", import.meta.url)),
  worker: fileURLToPath(new URL("../../src/cli/worker.ts", import.meta.url)),
} as const;

/** Resolves once it reports that it is ready; killed with the test. The script itself, so that SIGKILL hits no wrapper. */
export async function startProcess(
  kind: "entry" | "worker",
  engines: Engines,
  queue: string,
  name: string,
  args: readonly string[] = [],
): Promise<RunningProcess> {
  const { amqp, postgres, s3 } = engines;
  const port = kind === "entry" ? ["--port", "0"] : [];
  const where = ["--broker", amqp, "--store", postgres, "--blobs", s3, "--queue", queue];
  const command = [process.execPath, SCRIPTS[kind], ...port, ...where, "--name", name, ...args];
  const ready = Promise.withResolvers<ReadyEvent>();
  const child = Bun.spawn(command, {
    env: { ...process.env, LANG: "C", LC_ALL: "C", ...NO_ORPHANS },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
    serialization: "json",
    ipc: (message) => {
      if (isReadyEvent(message)) ready.resolve(message);
    },
  });
  onTestFinished(() => child.kill("SIGKILL"));
  const { all, find, over } = watchLines(name, child.stdout);
  const { address } = await Promise.race([
    ready.promise,
    over.then(() => Promise.reject(new Error(`${name} ended early:\n${all.join("\n")}`))),
  ]);
  return {
    name,
    port: address?.port ?? 0,
    lines: all,
    line: find,
    async end(signal) {
      child.kill(signal);
      await Promise.all([child.exited, over]);
      return child.exitCode;
    },
  };
}

/** Codes that say: ask again. */
const PASSING = new Set(["unavailable", "timeout", "shutting-down", "busy"]);

/**
 * Asks one entry server after another, by the same id, until one gives an answer that is final.
 * @throws {Error} after a minute, with all that was answered.
 */
export async function askUntilAnswered(
  ports: () => readonly number[],
  id: string,
  task: string,
  first: number,
): Promise<JsonReply> {
  const heard: string[] = [];
  const deadlineMs = performance.now() + 60_000;
  for (let i = first; performance.now() < deadlineMs; i++) {
    const all = ports();
    const port = all[i % all.length] ?? 0;
    try {
      const limits = { timeoutNs: 40 * NS_PER_SECOND };
      const { reply } = await askTask({ hostname: "127.0.0.1", port }, { id, task }, limits);
      if (reply.status === "ok" || !PASSING.has(reply.code)) return reply;
      heard.push(`${reply.code}: ${reply.message}`);
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      heard.push(error.code);
    }
    await Bun.sleep(50);
  }
  throw new Error(`"${id}" was never answered: ${heard.join(" / ")}`);
}
