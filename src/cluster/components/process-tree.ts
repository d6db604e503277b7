// Processes by their family, as Linux tells it in /proc. Elsewhere a process has no known descendants.
import { readdirSync, readFileSync } from "node:fs";

/** A pid alone may be another process's by now; with its start time it is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to its start. */
  readonly startTicks: number;
}

/** Field numbers of proc(5), counted from the one after the name. */
const STATE = 0;
const PARENT = 1;
const START_TICKS = 19;

interface Stat extends ProcessIdentity {
  readonly parent: number;
  readonly isZombie: boolean;
}

/** Undefined if there is no such process, or it is dead and only waits to be read by its parent. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid);
  return stat === undefined || stat.isZombie ? undefined : { pid, startTicks: stat.startTicks };
}

export function isStillRunning({ pid, startTicks }: ProcessIdentity): boolean {
  return identifyProcess(pid)?.startTicks === startTicks;
}

/** The process and all its descendants that run now, parents before their children. */
export function processTree(root: number): readonly ProcessIdentity[] {
  const children = new Map<number, Stat[]>();
  for (const stat of allStats()) {
    const siblings = children.get(stat.parent);
    if (siblings === undefined) children.set(stat.parent, [stat]);
    else siblings.push(stat);
  }
  const first = readStat(root);
  const found: Stat[] = first === undefined ? [] : [first];
  // `found` grows while it is walked, so that it becomes the whole tree.
  for (const { pid } of found) found.push(...(children.get(pid) ?? []));
  return found
    .filter(({ isZombie }) => !isZombie)
    .map(({ pid, startTicks }) => ({ pid, startTicks }));
}

/** Sends a signal to each that still is the process it was. */
export function signalProcesses(
  processes: readonly ProcessIdentity[],
  signal: NodeJS.Signals,
): void {
  for (const identity of processes) {
    if (!isStillRunning(identity)) continue;
    try {
      process.kill(identity.pid, signal);
    } catch {
      // It ended between the look and the signal.
    }
  }
}

function allStats(): readonly Stat[] {
  let names: readonly string[] = [];
  try {
    names = readdirSync("/proc");
  } catch {
    // No Linux.
  }
  return names
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat !== undefined);
}

function readStat(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The name stands in parentheses, and may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return {
    pid,
    parent: Number(fields[PARENT]),
    startTicks: Number(fields[START_TICKS]),
    isZombie: fields[STATE] === "Z" || fields[STATE] === "X",
  };
}
