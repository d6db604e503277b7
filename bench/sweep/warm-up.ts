// The first tasks of a server, before anything is measured: a path that it has never gone takes 5 ms longer.
import { askTask } from "../../src/client/task-client.ts";
import type { Address } from "../../src/client/exchange-line.ts";
import type { Ns } from "../../src/units/duration.ts";
import type { PlannedBurst } from "./lanes.ts";

const LARGEST_SHARE = 0.1;

/** Whether a task takes at most a tenth of the longest lane, so that waiting for one hardly makes the sweep longer. */
export function isWarmUpShort(lanes: readonly (readonly PlannedBurst[])[], serviceNs: Ns): boolean {
  return lanes.some((bursts) => {
    const laneNs = bursts.reduce((total, { idealMakespanNs }) => total + idealMakespanNs, 0);
    return serviceNs <= LARGEST_SHARE * laneNs;
  });
}

/**
 * Sends so many tasks at once, each on a connection of its own, and resolves when all are answered or, at the latest, after
 * `timeoutNs`. Never rejects: a server that fails shows in what is measured.
 */
export async function warmUp(address: Address, tasks: number, timeoutNs: Ns): Promise<void> {
  const asked = Array.from({ length: tasks }, (_, i) =>
    askTask(address, { id: Bun.randomUUIDv7(), task: `warm-up ${i + 1}` }, { timeoutNs }),
  );
  await Promise.allSettled(asked);
}
