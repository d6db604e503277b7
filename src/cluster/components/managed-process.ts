// One process of others', started by us and owned by us: it writes to a file in its folder, ends when we end it, and
// where the kernel can see to it, dies when we die.
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
/** What is left of a process's descendants after its own end gets this long to go by itself. */
const DESCENDANTS_MS = 1000;
/** The rest of its output gets this long to arrive after its end: a descendant may hold the pipe open for ever. */
const LAST_OUTPUT_MS = 300;
/** Of what it printed: some give the cause at once and bury it, others come to it at the end. */
const FIRST_LINES = 8;
const LAST_LINES = 17;
const MAX_LINE_CHARS = 4096;

/** Debian keeps some servers where only root's PATH looks. */
export const PROGRAM_PATH = `${process.env["PATH"] ?? ""}:/usr/sbin:/usr/local/sbin:/sbin`;

export interface ProcessSpec {
  /** For messages, as "ceph-osd". */
  readonly name: string;
  readonly command: readonly string[];
  /** Where it runs. */
  readonly folder: string;
  readonly logFile: string;
  /** All of its environment but PATH and LANG. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whom it runs as; honoured only if we are root. */
  readonly user?: string | undefined;
  /** Asks it to end; SIGTERM unless told. */
  readonly stopSignal?: NodeJS.Signals;
  /** How long it may take to obey. */
  readonly stopTimeoutMs?: number;
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface ManagedProcess {
  readonly name: string;
  readonly pid: number;
  /** How it ended, as "exit code 1" or "SIGKILL"; undefined while it runs. */
  readonly end: string | undefined;
  /** Resolves with `end`, once it has ended and its output has been read. */
  readonly ended: Promise<string>;
  /** Whether `stop` was called. */
  readonly isStopping: boolean;
  /** The first and the last lines that it printed. */
  lastWords(): string;
  /** It and its descendants that run now. */
  family(): readonly ProcessIdentity[];
  signal(signal: NodeJS.Signals): void;
  /** By its stop signal, then by SIGKILL; resolves when neither it nor a descendant is left. Idempotent. */
  stop(): Promise<void>;
}

/** @throws {ComponentError} if it can't be run at all. */
export function startProcess(spec: ProcessSpec): ManagedProcess {
  const child = spawn(spec);
  const log = createWriteStream(spec.logFile, { flags: "a" });
  // A full disk is the component's trouble; what it says is still shown and kept in memory.
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

  let end: string | undefined;
  let stopped: Promise<void> | undefined;
  const ended = child.exited.then(async () => {
    const how =
      child.signalCode === null ? `exit code ${child.exitCode}` : String(child.signalCode);
    end = how;
    await Promise.race([output, Bun.sleep(LAST_OUTPUT_MS)]);
    log.end();
    return how;
  });

  const stop = async (): Promise<void> => {
    const family = processTree(child.pid);
    if (end === undefined) {
      child.kill(spec.stopSignal ?? "SIGTERM");
      // One that was stopped by SIGSTOP hears nothing before it goes on.
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
 * Resolves when `isReady` says so.
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
    // The answer could be another process's, on a port that was taken from us: ours must be alive after it.
    if (child.end !== undefined) {
      const how = await child.ended;
      throw withLastWords(`${child.name} ended before it was ready (${how})`, child.lastWords());
    }
    if (ready) return;
    if (performance.now() > deadlineMs) {
      throw withLastWords(`${child.name} was not ready in time`, child.lastWords());
    }
    await Promise.race([Bun.sleep(POLL_MS), child.ended]);
  }
}

/**
 * Runs a command to its end and returns what it wrote to stdout.
 * @throws {ComponentError} with its last words if it ends with another code than 0, or not in time.
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
    const how = child.signalCode === null ? `exit code ${child.exitCode}` : "not done in time";
    const said = `${stdout}${stderr}`.trim().split("\n").slice(-LAST_LINES).join("\n");
    throw withLastWords(`${spec.name} failed (${how})`, said);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", kill);
  }
}

export function withLastWords(message: string, lastWords: string): ComponentError {
  return new ComponentError(lastWords === "" ? message : `${message}:\n${lastWords}`);
}

/** Whether we are root, so that a server which refuses to run as root needs another user. */
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
      // A Ctrl-C in the terminal is for whoever started us, who ends all in order.
      detached: true,
    });
  } catch (error) {
    throw new ComponentError(`${name} can't be run: ${command[0]}`, { cause: error });
  }
}

/** A command before the command: it changes what the process may do, then becomes it. */
function privileges(user: string | undefined, folder: string): readonly string[] {
  if (Bun.which("setpriv") === null) return [];
  const change =
    user === undefined || !isRoot()
      ? []
      : [`--reuid=${user}`, `--regid=${user}`, "--init-groups", ...passage(folder)];
  return ["setpriv", ...change, "--pdeathsig", "KILL", "--"];
}

/** A folder that root made is often closed to others; the user it is lent to may pass, and read, nevertheless. */
function passage(folder: string): readonly string[] {
  const others = 0o001;
  for (let path = folder; path !== dirname(path); path = dirname(path)) {
    if ((statSync(path).mode & others) === 0) {
      return ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"];
    }
  }
  return [];
}

/** Waits for what is left of a family whose head has ended, and ends what does not go. */
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
    // A line without end must not grow without end.
    if (rest.length > MAX_LINE_CHARS) {
      take(rest);
      rest = "";
    }
  }
  if (rest !== "") take(rest);
}
