// The times of a task that an entry server reports, from its own clock and a worker's stamps. Pure.
import { type Ns, NS_PER_MS } from "../units/duration.ts";

export interface Acceptance {
  /** Unix time in ms. */
  readonly acceptedAtMs: number;
  /** Time since then, on one clock. */
  readonly sojournNs: Ns;
}

/**
 * Accepted → starts on a thread. The stamps can come from two hosts, so the result is limited by the local clock: wait and
 * service fit into the sojourn. 0 for a task that was run for an earlier request.
 */
export function waitWithin(
  { acceptedAtMs, sojournNs }: Acceptance,
  startedAtMs: number,
  serviceNs: Ns,
): Ns {
  const stampedNs = Math.round((startedAtMs - acceptedAtMs) * NS_PER_MS);
  return Math.max(0, Math.min(stampedNs, sojournNs - serviceNs));
}
