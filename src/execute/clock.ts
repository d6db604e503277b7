// The clocks of tasks that pass through several processes.
import { type Ns, NS_PER_MS } from "../units/duration.ts";

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

/**
 * Accepted → starts on a thread. The stamps can come from two hosts, so the result is limited by the local clock: wait and
 * service fit into `sojournNs`, the time since the acceptance. 0 for a task that was run for an earlier request.
 */
export function waitWithin(
  acceptedAtMs: number,
  sojournNs: Ns,
  startedAtMs: number,
  serviceNs: Ns,
): Ns {
  const stampedNs = Math.round((startedAtMs - acceptedAtMs) * NS_PER_MS);
  return Math.max(0, Math.min(stampedNs, sojournNs - serviceNs));
}
