// The one clock of a run: monotonic, ns, 0 when the run began.
import type { Ns } from "../../src/units/duration.ts";

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
