// The one clock of a run: monotonic, ns, 0 when the run began.
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";

export interface RunClock {
  /** Unix time in ms, with a fraction, at 0 of this clock. */
  readonly zeroMs: number;
  nowNs(): Ns;
}

export function createRunClock(): RunClock {
  const zeroNs = Bun.nanoseconds();
  return {
    zeroMs: performance.timeOrigin + performance.now(),
    nowNs: () => Bun.nanoseconds() - zeroNs,
  };
}

/** A clock whose 0 is at `zeroMs` (Unix time, with a fraction): how several processes of one host share a run's clock. */
export function createRunClockAt(zeroMs: number): RunClock {
  const nowMs = performance.timeOrigin + performance.now();
  const zeroNs = Bun.nanoseconds() + Math.round((zeroMs - nowMs) * NS_PER_MS);
  return { zeroMs, nowNs: () => Bun.nanoseconds() - zeroNs };
}
