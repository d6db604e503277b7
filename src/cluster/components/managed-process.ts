// A process of another program, started and owned by this process. Its output goes to a file in its folder. It ends with
// this process if the kernel supports that.
import { say } from "../../messages/catalogue.ts";
import { joinTexts, type Text, untranslated } from "../../units/text.ts";
import { createWriteStream, statSync } from "node:fs";
import { dirname } from "node:path";
import { ComponentError } from "./component.ts";
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
/** Kept lines of output: some programs print the cause of a failure first, others last. */
const FIRST_LINES = 8;
const LAST_LINES = 17;
const MAX_LINE_CHARS = 4096;

/** Debian installs some servers in folders that are only in root's PATH. */
export const PROGRAM_PATH = `${process.env["PATH"] ?? ""}:/usr/sbin:/usr/local/sbin:/sbin`;

export interface ProcessSpec {
  /** Name in messages, such as "ceph-osd". */
  readonly name: string;
  readonly command: readonly string[];
  /** The working folder. */
  readonly folder: string;
  readonly logFile: string;
  /** The environment besides PATH and LANG. */
  readonly env?: Readonly<Record<string, string>>;
  /** The user it runs as; ignored unless this process is root's. */
  readonly user?: string | undefined;
  /** The signal that asks it to end; default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
  /** Time limit from that signal to its end. */
  readonly stopTimeoutMs?: number;
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface ManagedProcess {
  readonly name: string;
  readonly pid: number;
  /** How it ended, as "exit code 1" or "SIGKILL"; undefined while it runs. */
  readonly end: Text | undefined;
  /** Resolves with `end`, when the process has ended and its output has been read. */
  readonly ended: Promise<Text>;
  /** Whether `stop` was called. */
  readonly isStopping: boolean;
  /** The first and the last lines of its output. */
  lastWords(): string;
  /** The process and its descendants that run now. */
  family(): readonly ProcessIdentity[];
  signal(signal: NodeJS.Signals): void;
  /** Ends it by its stop signal, then by SIGKILL; resolves when it and its descendants have ended. Idempotent. */
  stop(): Promise<void>;
}

/** @throws {ComponentError} if the command can't be run. */
export function startProcess(spec: ProcessSpec): ManagedProcess {
  const child = spawn(spec);
  const log = createWriteStream(spec.logFile, { flags: "a" });
  // With a full disk the output is still shown and kept in memory.
  log.on("error", () => undefined);
  const firstLines: string[] = [];
  const lastLines: string[] = [];
  const take = (line: string): void => {
    log.write(`${line}\n`);
    if (firstLines.length < FIRST_LINES) firstLines.push(line);
    else lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
    spec.onLine?.(line);
  };
  const output = Promise.all([eachLine(child.stdout, take), eachLine(child.stderr, take)]);

  let end: Text | undefined;
  let stopped: Promise<void> | undefined;
  const ended = child.exited.then(async () => {
    const how =
      child.signalCode === null
        ? say(({ cluster }) => cluster.exitCode(child.exitCode ?? 0))
        : untranslated(String(child.signalCode));
    end = how;
    await Promise.race([output, Bun.sleep(LAST_OUTPUT_MS)]);
    log.end();
    return how;
  });

  const stop = async (): Promise<void> => {
    const family = processTree(child.pid);
    if (end === undefined) {
      child.kill(spec.stopSignal ?? "SIGTERM");
      // A process that was stopped by SIGSTOP receives the signal only after SIGCONT.
      child.kill("SIGCONT");
      await within(spec.stopTimeoutMs ?? 5000, child.exited);
      if (end === undefined) signalProcesses(processTree(child.pid), "SIGKILL");
    }
    await ended;
    await clear(family);
  };

  return {
    name: spec.name,
    pid: child.pid,
    get end() {
      return end;
    },
    ended,
    get isStopping() {
      return stopped !== undefined;
    },
    lastWords: () => [...firstLines, ...lastLines].join("\n").trim(),
    family: () => (end === undefined ? processTree(child.pid) : []),
    signal(signal) {
      if (end === undefined) child.kill(signal);
    },
    stop: () => (stopped ??= stop()),
  };
}

/**
 * Resolves when `isReady` returns true.
 * @throws {ComponentError} if the process ends first or is not ready in time; the signal's reason if that is aborted.
 */
export async function waitUntilReady(
  child: ManagedProcess,
  isReady: () => Promise<boolean>,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const ready = await isReady();
    // Another process could have taken the port and answered: this child must still run after the answer.
    if (child.end !== undefined) {
      const how = await child.ended;
      const message = say((t) => t.cluster.endedEarly(child.name, t.of(how)));
      throw withLastWords(message, child.lastWords());
    }
    if (ready) return;
    if (performance.now() > deadlineMs) {
      const message = say(({ cluster }) => cluster.notReady(child.name));
      throw withLastWords(message, child.lastWords());
    }
    await Promise.race([Bun.sleep(POLL_MS), child.ended]);
  }
}

/**
 * Runs a command to its end and returns its stdout.
 * @throws {ComponentError} with the end of its output if its exit code is not 0 or if it does not end in time.
 */
export async function runToEnd(
  spec: Pick<ProcessSpec, "name" | "command" | "folder" | "env" | "user">,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const child = spawn(spec);
  const kill = (): void => child.kill("SIGKILL");
  const timer = setTimeout(kill, Math.max(0, deadlineMs - performance.now()));
  signal.addEventListener("abort", kill, { once: true });
  try {
    const [stdout, stderr] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ]);
    signal.throwIfAborted();
    if (child.exitCode === 0) return stdout;
    const message = say(({ cluster }) => {
      const { signalCode, exitCode } = child;
      const how = signalCode === null ? cluster.exitCode(exitCode ?? 0) : cluster.notDoneInTime();
      return cluster.commandFailed(spec.name, how);
    });
    const said = `${stdout}${stderr}`.trim().split("\n").slice(-LAST_LINES).join("\n");
    throw withLastWords(message, said);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", kill);
  }
}

export function withLastWords(message: Text, lastWords: string): ComponentError {
  return new ComponentError(
    lastWords === "" ? message : joinTexts([message, untranslated(lastWords)], ":\n"),
  );
}

/** Whether this process is root's: a server that refuses to run as root then needs another user. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function spawn({
  name,
  command,
  folder,
  env,
  user,
}: Pick<ProcessSpec, "name" | "command" | "folder" | "env" | "user">) {
  try {
    return Bun.spawn([...privileges(user, folder), ...command], {
      cwd: folder,
      env: { PATH: PROGRAM_PATH, LANG: "C.UTF-8", ...env },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      // A Ctrl-C in the terminal must not reach it: the cluster ends its members in order.
      detached: true,
    });
  } catch (error) {
    const message = say(({ cluster }) => cluster.cannotRun(name, command[0] ?? ""));
    throw new ComponentError(message, { cause: error });
  }
}

/** The prefix of a command that changes the privileges of the process. */
function privileges(user: string | undefined, folder: string): readonly string[] {
  if (Bun.which("setpriv") === null) return [];
  const change =
    user === undefined || !isRoot()
      ? []
      : [`--reuid=${user}`, `--regid=${user}`, "--init-groups", ...passage(folder)];
  return ["setpriv", ...change, "--pdeathsig", "KILL", "--"];
}

/** Capabilities that let another user through a folder of root's that is closed to others. */
function passage(folder: string): readonly string[] {
  const others = 0o001;
  for (let path = folder; path !== dirname(path); path = dirname(path)) {
    if ((statSync(path).mode & others) === 0) {
      return ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"];
    }
  }
  return [];
}

/** Waits for the descendants of a process that has ended, and kills those that do not end. */
async function clear(family: readonly ProcessIdentity[]): Promise<void> {
  const deadlineMs = performance.now() + DESCENDANTS_MS;
  while (family.some(isStillRunning)) {
    if (performance.now() > deadlineMs) signalProcesses(family, "SIGKILL");
    await Bun.sleep(POLL_MS);
  }
}

async function within(timeoutMs: number, done: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([done, late]);
  clearTimeout(timer);
}

async function eachLine(
  stream: ReadableStream<Uint8Array>,
  take: (line: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) take(line.slice(0, MAX_LINE_CHARS));
    // A line without a newline must not grow without limit.
    if (rest.length > MAX_LINE_CHARS) {
      take(rest);
      rest = "";
    }
  }
  if (rest !== "") take(rest);
}
