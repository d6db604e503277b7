// The one clock of a run: monotonic, ns, 0 when the run began; and waiting for an instant of it more exactly than a timer does.
import { pause } from "../../../src/async/retry.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";

export interface RunClock {
  /** Unix time in ms, with a fraction, at 0 of this clock. */
  readonly zeroMs: number;
  nowNs(): Ns;
}

export function createRunClock(): RunClock {
  return createRunClockAt(performance.timeOrigin + performance.now());
}

/** A clock whose 0 is at `zeroMs` (Unix time, with a fraction): how several processes of one host share a run's clock. */
export function createRunClockAt(zeroMs: number): RunClock {
  const nowMs = performance.timeOrigin + performance.now();
  const zeroNs = Bun.nanoseconds() + Math.round((zeroMs - nowMs) * NS_PER_MS);
  return { zeroMs, nowNs: () => Bun.nanoseconds() - zeroNs };
}

/** A timer is up to this late (p99 about 3 ms, p50 0.6 ms); what is left of a wait is spun away. */
export const TIMER_MARGIN_NS: Ns = 1.5 * NS_PER_MS;

/**
 * Resolves at `instantNs` of the clock or just after it: a coarse sleep, then turns of the event loop, so that replies of
 * other requests are still taken while it spins. An instant that has passed resolves in the next turn.
 */
export async function waitUntil(clock: RunClock, instantNs: Ns): Promise<void> {
  const coarseNs = instantNs - clock.nowNs() - TIMER_MARGIN_NS;
  if (coarseNs > 0) await pause(coarseNs / NS_PER_MS);
  do await new Promise((resolve) => setImmediate(resolve));
  while (clock.nowNs() < instantNs);
}
