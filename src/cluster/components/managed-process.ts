// A process of another program, started and owned by this process. Its output goes to a file in its folder. It ends with
// this process if the kernel supports that.
import { say } from "../../messages/catalogue.ts";
import { joinTexts, type Text, untranslated } from "../../units/text.ts";
import { createWriteStream, statSync } from "node:fs";
import { dirname } from "node:path";
import { isSettledWithin } from "../../async/deadline.ts";
import { pollUntil } from "../../async/poll.ts";
import { readLines } from "../../protocol/read-lines.ts";
import { ClusterError } from "./cluster-error.ts";
import {
  type ProcessIdentity,
  isStillRunning,
  processTree,
  signalProcesses,
} from "./process-tree.ts";

const POLL_MS = 20;
/** Time for descendants to end by themselves after the end of their process. */
const DESCENDANTS_MS = 1000;
/** Time for the rest of the output to arrive after the end: a descendant can keep the pipe open. */
const LAST_OUTPUT_MS = 300;
const STOP_LIMIT_MS = 5000;
/** Kept lines of output: some programs print the cause of a failure first, others last. */
const FIRST_LINES = 8;
const LAST_LINES = 17;

/** Debian installs some servers in folders that are only in root's PATH. */
export const PROGRAM_PATH = `${process.env["PATH"] ?? ""}:/usr/sbin:/usr/local/sbin:/sbin`;

export interface CommandSpec {
  /** Name in messages, such as "ceph-osd". */
  readonly name: string;
  readonly command: readonly string[];
  /** The working folder. */
  readonly folder: string;
  /** The environment besides PATH and LANG. */
  readonly env?: Readonly<Record<string, string>>;
  /** The user it runs as; ignored unless this process is root's. */
  readonly user?: string | undefined;
}

export interface ProcessSpec extends CommandSpec {
  readonly logFile: string;
  /** The signal that asks it to end; default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
  /** Time limit from that signal to its end; default 5 s. */
  readonly stopTimeoutMs?: number;
  readonly onLine: (line: string) => void;
}

/** When a start, or a command, must be done. */
export interface Limit {
  /** On the clock of `performance.now()`. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

export class ManagedProcess {
  readonly name: string;
  /** Resolves when the process has ended and its output has been read: "exit code 1", "SIGKILL". */
  readonly ended: Promise<Text>;
  readonly #spec: ProcessSpec;
  readonly #child: Child;
  readonly #firstLines: string[] = [];
  readonly #lastLines: string[] = [];
  #hasEnded = false;
  #stopped: Promise<void> | undefined;

  /** Starts it. @throws {ClusterError} if the command can't be run. */
  constructor(spec: ProcessSpec) {
    this.name = spec.name;
    this.#spec = spec;
    this.#child = spawn(spec);
    this.ended = this.#readToEnd();
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Whether `stop` was called. */
  get isStopping(): boolean {
    return this.#stopped !== undefined;
  }

  /** The process and its descendants that run now. */
  processTree(): readonly ProcessIdentity[] {
    return this.#hasEnded ? [] : processTree(this.pid);
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.#hasEnded) this.#child.kill(signal);
  }

  /** Ends it by its stop signal, then by SIGKILL; resolves when it and its descendants have ended. Idempotent. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /**
   * Resolves when `isReady` returns true.
   * @throws {ClusterError} if the process ends first or is not ready in time; the signal's reason if that is aborted.
   */
  async waitUntilReady(
    isReady: () => Promise<boolean>,
    { deadlineMs, signal }: Limit,
  ): Promise<void> {
    const timeoutMs = deadlineMs - performance.now();
    // Another process could have taken the port and answered: this child must still run after the answer.
    const isDecided = async (): Promise<boolean> => (await isReady()) || this.#hasEnded;
    const isInTime = await pollUntil(isDecided, { everyMs: POLL_MS, timeoutMs, signal });
    if (this.#hasEnded) {
      const how = await this.ended;
      throw this.#error(say((t) => t.cluster.endedEarly(this.name, t.of(how))));
    }
    if (!isInTime) throw this.#error(say(({ cluster }) => cluster.notReady(this.name)));
  }

  #error(message: Text): ClusterError {
    return withOutput(message, [...this.#firstLines, ...this.#lastLines]);
  }

  async #readToEnd(): Promise<Text> {
    const log = createWriteStream(this.#spec.logFile, { flags: "a" });
    // With a full disk the output is still shown and kept in memory.
    log.on("error", () => undefined);
    const take = (line: string): void => {
      log.write(`${line}\n`);
      if (this.#firstLines.length < FIRST_LINES) this.#firstLines.push(line);
      else this.#lastLines.push(line);
      if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
      this.#spec.onLine(line);
    };
    const { stdout, stderr, exited } = this.#child;
    const output = Promise.all([readLines(stdout, take), readLines(stderr, take)]);
    await exited;
    this.#hasEnded = true;
    await isSettledWithin(output, LAST_OUTPUT_MS);
    log.end();
    return howEnded(this.#child);
  }

  async #stop(): Promise<void> {
    const tree = processTree(this.pid);
    if (!this.#hasEnded) {
      const { stopSignal = "SIGTERM", stopTimeoutMs = STOP_LIMIT_MS } = this.#spec;
      this.#child.kill(stopSignal);
      // A process that was stopped by SIGSTOP receives the signal only after SIGCONT.
      this.#child.kill("SIGCONT");
      const isInTime = await isSettledWithin(this.#child.exited, stopTimeoutMs);
      if (!isInTime) signalProcesses(processTree(this.pid), "SIGKILL");
    }
    await this.ended;
    await endDescendants(tree);
  }
}

/** Of a process that has ended: "exit code 1", "SIGKILL". */
export function howEnded({ signalCode, exitCode }: Bun.Subprocess): Text {
  return signalCode === null
    ? say(({ cluster }) => cluster.exitCode(exitCode ?? 0))
    : untranslated(String(signalCode));
}

/** Waits for the descendants of a process that has ended, and kills those that do not end. */
async function endDescendants(tree: readonly ProcessIdentity[]): Promise<void> {
  const haveEnded = (): boolean => !tree.some(isStillRunning);
  if (await pollUntil(haveEnded, { everyMs: POLL_MS, timeoutMs: DESCENDANTS_MS })) return;
  signalProcesses(tree, "SIGKILL");
  await pollUntil(haveEnded, { everyMs: POLL_MS });
}

/**
 * Runs a command to its end.
 * @throws {ClusterError} with the end of its output if its exit code is not 0 or if it does not end in time.
 */
export async function runToEnd(spec: CommandSpec, { deadlineMs, signal }: Limit): Promise<void> {
  signal?.throwIfAborted();
  const child = spawn(spec, {
    timeout: Math.max(1, Math.ceil(deadlineMs - performance.now())),
    killSignal: "SIGKILL",
    ...(signal && { signal }),
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  signal?.throwIfAborted();
  const { signalCode, exitCode } = child;
  if (exitCode === 0) return;
  const message = say(({ cluster }) => {
    const how = signalCode === null ? cluster.exitCode(exitCode ?? 0) : cluster.notDoneInTime();
    return cluster.commandFailed(spec.name, how);
  });
  throw withOutput(message, `${stdout}${stderr}`.trim().split("\n").slice(-LAST_LINES));
}

function withOutput(message: Text, lines: readonly string[]): ClusterError {
  const output = lines.join("\n").trim();
  return new ClusterError(
    output === "" ? message : joinTexts([message, untranslated(output)], ":\n"),
  );
}

/** Whether this process is root's: a server that refuses to run as root then needs another user. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

type Child = Bun.Subprocess<"ignore", "pipe", "pipe">;

function spawn(
  { name, command, folder, env, user }: CommandSpec,
  limit: { timeout?: number; killSignal?: NodeJS.Signals; signal?: AbortSignal } = {},
): Child {
  try {
    return Bun.spawn([...privileges(user, folder), ...command], {
      cwd: folder,
      env: { PATH: PROGRAM_PATH, LANG: "C.UTF-8", ...env },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      // A Ctrl-C in the terminal must not reach it: the cluster ends its members in order.
      detached: true,
      ...limit,
    });
  } catch (error) {
    const message = say(({ cluster }) => cluster.cannotRun(name, command[0] ?? ""));
    throw new ClusterError(message, { cause: error });
  }
}

/** The prefix of a command that changes the privileges of the process. */
function privileges(user: string | undefined, folder: string): readonly string[] {
  if (Bun.which("setpriv") === null) return [];
  const change =
    user === undefined || !isRoot()
      ? []
      : [`--reuid=${user}`, `--regid=${user}`, "--init-groups", ...traversalCapabilities(folder)];
  return ["setpriv", ...change, "--pdeathsig", "KILL", "--"];
}

/** Capabilities that let another user through a folder of root's that is closed to others. */
function traversalCapabilities(folder: string): readonly string[] {
  const others = 0o001;
  for (let path = folder; path !== dirname(path); path = dirname(path)) {
    if ((statSync(path).mode & others) === 0) {
      return ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"];
    }
  }
  return [];
}
