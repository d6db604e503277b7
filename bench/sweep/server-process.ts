// A server under test, as a user would start it: a process of its own.
import { fileURLToPath } from "node:url";
import { say } from "../messages/texts.ts";
import { isReadyEvent } from "../../src/protocol/ready-event.ts";
import { isSettledWithin, withDeadline } from "../../src/async/deadline.ts";
import { onAbort } from "../../src/async/on-abort.ts";
import { formatDuration, type Ns, NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import { type Text, untranslated } from "../../src/units/text.ts";
import { TextError } from "../../src/units/text-error.ts";
import type { Target } from "../generate/plan/load-target.ts";

const COMMANDS = new URL("../../src/cli/", import.meta.url);

/** A start takes 0.4 s on a quiet machine, and many times that on a busy one. */
const START_TIMEOUT_NS: Ns = 60 * NS_PER_SECOND;
/** A cluster waits for RabbitMQ, PostgreSQL and Ceph: 7 s, and several times that on a busy machine. */
const CLUSTER_START_TIMEOUT_NS: Ns = 120 * NS_PER_SECOND;
/** It ends its engines in order, which takes 3 s. */
const CLUSTER_STOP_TIMEOUT_NS: Ns = 30 * NS_PER_SECOND;

export interface ServerProcess {
  readonly target: Target;
  readonly pid: number;
  /** Why it ended, if it has ended by itself; undefined while it runs. */
  readonly failure: Text | undefined;
  /** Ends it at once: nothing that it holds is worth a drain. Idempotent. */
  stop(): Promise<void>;
}

/** The server did not listen; the message is its own, where it printed one. */
export class ServerStartError extends TextError {
  override readonly name = "ServerStartError";
  /** The server's own exit code: 2 says that an option or the task module is bad. */
  readonly exitCode: number | null;

  constructor(message: Text, exitCode: number | null) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Starts a server on a free port with these options and waits until it listens.
 * @throws {ServerStartError} if it ends first, or is not up within 60 s.
 */
export function startServer(args: readonly string[], signal: AbortSignal): Promise<ServerProcess> {
  const command = { name: "server", startTimeoutNs: START_TIMEOUT_NS, end: kill } as const;
  return startListening(command, args, signal);
}

/**
 * Starts a whole cluster with these options, on a free port and in a temporary folder, and waits until its balancer
 * listens. Its target is the balancer.
 * @throws {ServerStartError} if it ends first, or is not up within 120 s.
 */
export function startCluster(args: readonly string[], signal: AbortSignal): Promise<ServerProcess> {
  const startTimeoutNs = CLUSTER_START_TIMEOUT_NS;
  const command = { name: "cluster", startTimeoutNs, end: endInOrder } as const;
  return startListening(command, ["--drain-timeout", "1s", ...args], signal);
}

/** As a user's Ctrl-C would; what does not end so is killed, and its children die with it. */
async function endInOrder(child: Child): Promise<void> {
  child.kill("SIGTERM");
  if (!(await isSettledWithin(child.exited, CLUSTER_STOP_TIMEOUT_NS / NS_PER_MS)))
    await kill(child);
}

async function kill(child: Child): Promise<void> {
  child.kill("SIGKILL");
  await child.exited;
}

interface ListeningCommand {
  /** Of its file, and in messages. */
  readonly name: "server" | "cluster";
  readonly startTimeoutNs: Ns;
  readonly end: (child: Child) => Promise<void>;
}

type Child = Bun.Subprocess<"ignore", "ignore", "pipe">;

async function startListening(
  { name, startTimeoutNs, end }: ListeningCommand,
  args: readonly string[],
  signal: AbortSignal,
): Promise<ServerProcess> {
  const ready = Promise.withResolvers<Target>();
  const script = fileURLToPath(new URL(`${name}.ts`, COMMANDS));
  const child = Bun.spawn([process.execPath, script, "--port", "0", "--log", "off", ...args], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
    // It ends with us, even if we are killed.
    env: { ...process.env, BUN_FEATURE_FLAG_NO_ORPHANS: "1" },
    serialization: "json",
    ipc(message) {
      if (isReadyEvent(message) && message.address !== null) ready.resolve(message.address);
    },
  });
  let isStopping = false;
  let failure: Text | undefined;
  const stderr = new Response(child.stderr).text();
  const ended = child.exited.then(async (exitCode) => {
    const said = (await stderr).trim().replace(/^error: /, "");
    if (!isStopping) {
      failure =
        said === ""
          ? say(({ sweepCommand }) => sweepCommand.endedWith(name, exitCode))
          : untranslated(said);
    }
    return exitCode;
  });
  const stop = async (): Promise<void> => {
    isStopping = true;
    await end(child);
  };
  const forget = onAbort(signal, () => void stop());
  const upOrEnded = Promise.race([ready.promise, ended]);
  const target = await withDeadline(upOrEnded, startTimeoutNs / NS_PER_MS, () => null);
  if (target === null || typeof target === "number") {
    await stop();
    const reason = say(({ sweepCommand, number }) =>
      sweepCommand.notUpWithin(name, number(formatDuration(startTimeoutNs))),
    );
    throw new ServerStartError(failure ?? reason, target);
  }
  return {
    target,
    pid: child.pid,
    get failure() {
      return failure;
    },
    async stop() {
      forget();
      await stop();
    },
  };
}
