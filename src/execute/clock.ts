// The two clocks of stored tasks.

/**
 * Unix time in ms with a fraction, for stamps: a thread's and the main thread's agree to a microsecond. It never jumps,
 * so differences on one host are true; two hosts' are only as close as their clocks.
 */
export function stampMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Unix time in ms for leases, which several hosts must agree on: it follows a host that was suspended or corrected. */
export function leaseClockMs(): number {
  return Date.now();
}
