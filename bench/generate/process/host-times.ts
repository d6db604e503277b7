// How busy all cores of the host are, whoever keeps them so.
import { readFileSync } from "node:fs";

export interface HostTimes {
  readonly busyTicks: number;
  readonly totalTicks: number;
}

/** First line of /proc/stat (proc(5)): user nice system idle iowait irq softirq steal guest guest_nice, in ticks. */
export function readHostTimes(): HostTimes | null {
  if (process.platform !== "linux") return null;
  let text: string;
  try {
    text = readFileSync("/proc/stat", "latin1");
  } catch (error) {
    // A burst may take the last descriptor: then the host's share is unknown, and the burst goes on.
    if (error instanceof Error && "code" in error && error.code === "EMFILE") return null;
    throw error;
  }
  const line = text.split("\n", 1)[0] ?? "";
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
