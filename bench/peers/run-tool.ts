// A program of others', run to its end: never longer than it may take, and never longer than we live.
import { withDeadline } from "../../src/async/deadline.ts";
import { formatDuration, type Ns, NS_PER_MS, NS_PER_SECOND } from "../../src/units/duration.ts";
import { PeerError, peerError } from "./peer-error.ts";

export interface ToolRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command, whatever code it ends with.
 * @throws {PeerError} if it can't be started or does not end in time; the signal's reason if that is aborted.
 */
export async function runTool(
  command: readonly string[],
  timeoutNs: Ns,
  signal: AbortSignal,
): Promise<ToolRun> {
  signal.throwIfAborted();
  const child = spawnMortal(command, "pipe");
  const output = Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  const inTime = await withDeadline(output, timeoutNs / NS_PER_MS, () => null, signal).finally(() =>
    child.kill("SIGKILL"),
  );
  const [stdout, stderr, exitCode] = await output;
  if (inTime !== null) return { exitCode, stdout, stderr };
  const said = stderr.trim() === "" ? "" : lastWordsOf(stderr);
  throw peerError(({ notEndedWithin }, { number }) =>
    notEndedWithin(command[0] ?? "", number(formatDuration(timeoutNs)), said),
  );
}

/**
 * Runs a command that should end with 0, and returns what it printed.
 * @throws {PeerError} as `runTool` does, and if it ends with another code.
 */
export async function outputOf(
  command: readonly string[],
  timeoutNs: Ns,
  signal: AbortSignal,
): Promise<string> {
  const { exitCode, stdout, stderr } = await runTool(command, timeoutNs, signal);
  if (exitCode === 0) return stdout;
  const words = lastWordsOf(stderr) || lastWordsOf(stdout);
  throw peerError(({ endedWith }) => endedWith(exitCode, words));
}

/**
 * The version that a command tells of itself, whatever code it ends with, such as "1.52.0".
 * @throws {PeerError} if it tells none.
 */
export async function versionOf(command: readonly string[]): Promise<string> {
  const { signal } = new AbortController();
  const { stdout, stderr } = await runTool(command, 10 * NS_PER_SECOND, signal);
  const version = /\d+\.\d+[\w.+-]*/.exec(stdout + stderr)?.[0];
  if (version !== undefined) return version;
  throw peerError(({ noVersion }) => noVersion(command.join(" ")));
}

/** A process that ends with us, even if we are killed. With "log", all it says goes to that file. */
export function spawnMortal<Out extends "pipe" | Bun.BunFile>(
  command: readonly string[],
  out: Out,
) {
  // Without setpriv (not Linux), only Bun's own processes do so.
  const prefix = Bun.which("setpriv") === null ? [] : ["setpriv", "--pdeathsig", "KILL", "--"];
  try {
    return Bun.spawn([...prefix, ...command], {
      stdin: "ignore",
      stdout: out,
      stderr: out,
      env: { ...process.env, LC_ALL: "C", BUN_FEATURE_FLAG_NO_ORPHANS: "1" },
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new PeerError(error.message, { cause: error });
  }
}

/** What a program said last, or, where it said "error: …" or "TypeError: …", that. */
export function lastWordsOf(text: string): string {
  return /^\w*error: .*/im.exec(text)?.[0] ?? text.trim().split("\n").at(-1) ?? "";
}
