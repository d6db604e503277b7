// What Linux tells of a process and its host in /proc (proc(5)); elsewhere nothing is known.
import { readdirSync, readFileSync } from "node:fs";
import { type Ns, NS_PER_US } from "../../../src/units/duration.ts";

/** Undefined where there is no such file: no /proc, a process that has ended, or no descriptor left to read it with. */
export function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}

/** Names in a folder of /proc; none where it can't be read, as that of another user's process. */
export function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** CPU time of this process so far. */
export function cpuTimeNs(): Ns {
  const { user, system } = process.cpuUsage();
  return (user + system) * NS_PER_US;
}

/** How busy all cores of the host are, by any process. */
export interface HostTimes {
  readonly busyTicks: number;
  readonly totalTicks: number;
}

/** First line of /proc/stat: user nice system idle iowait irq softirq steal guest guest_nice, in ticks. */
export function readHostTimes(): HostTimes | null {
  const line = readProc("/proc/stat")?.split("\n", 1)[0];
  if (line === undefined) return null;
  // guest and guest_nice are in user and nice already.
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const totalTicks = ticks.reduce((sum, value) => sum + value, 0);
  const idleTicks = (ticks[3] ?? 0) + (ticks[4] ?? 0);
  return { busyTicks: totalTicks - idleTicks, totalTicks };
}

/** Share of the time between two looks in which cores were not idle, 0..1; null where no tick went by. */
export function busyShare(from: HostTimes, to: HostTimes): number | null {
  const total = to.totalTicks - from.totalTicks;
  return total > 0 ? (to.busyTicks - from.busyTicks) / total : null;
}
