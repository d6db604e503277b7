// Process trees from Linux's /proc. On other systems a process has no known descendants.
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** A pid can be reused; pid and start time identify a process. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to its start. */
  readonly startTicks: number;
}

/** Field numbers of proc(5), counted from the field after the name. */
const STATE = 0;
const PARENT = 1;
const START_TICKS = 19;

interface Stat extends ProcessIdentity {
  readonly parent: number;
}

/** Undefined if there is no such process, or if it is a zombie. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid);
  return stat && { pid, startTicks: stat.startTicks };
}

export function isStillRunning({ pid, startTicks }: ProcessIdentity): boolean {
  return identifyProcess(pid)?.startTicks === startTicks;
}

/** The process and all its descendants that run now, parents before their children. */
export function processTree(root: number): readonly ProcessIdentity[] {
  const children = Map.groupBy(allStats(), ({ parent }) => parent);
  const first = readStat(root);
  const found: Stat[] = first === undefined ? [] : [first];
  // `found` grows during the loop until it is the whole tree.
  for (const { pid } of found) found.push(...(children.get(pid) ?? []));
  return found.map(({ pid, startTicks }) => ({ pid, startTicks }));
}

/** Sends a signal to each process that still has its identity. */
export function signalProcesses(
  processes: readonly ProcessIdentity[],
  signal: NodeJS.Signals,
): void {
  for (const identity of processes) {
    if (!isStillRunning(identity)) continue;
    try {
      process.kill(identity.pid, signal);
    } catch {
      // It ended between the check and the signal.
    }
  }
}

function allStats(): readonly Stat[] {
  if (!existsSync("/proc")) return []; // Not Linux.
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
}

/** Undefined for a zombie, too: it has no children, as they got another parent at its end. */
function readStat(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The name is in parentheses and can contain spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  if (fields[STATE] === "Z" || fields[STATE] === "X") return undefined;
  return { pid, parent: Number(fields[PARENT]), startTicks: Number(fields[START_TICKS]) };
}
