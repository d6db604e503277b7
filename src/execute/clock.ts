// The two clocks of stored tasks.

/**
 * Unix time in ms with a fraction, for stamps: threads and main thread agree to a microsecond. It never jumps, so
 * differences on one host are exact; stamps of two hosts differ by their clocks.
 */
export function stampMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Unix time in ms for leases, which several hosts compare: it follows corrections and suspensions of the host. */
export function leaseClockMs(): number {
  return Date.now();
}
