// What an entry says of a task's time, from its own clock and a worker's stamps. Pure.
import { type Ns, NS_PER_MS } from "../units/duration.ts";

export interface Acceptance {
  /** Stamp, as Unix time in ms. */
  readonly acceptedAtMs: number;
  /** How long ago that is now, on one clock. */
  readonly sojournNs: Ns;
}

/**
 * Accepted → starts on a thread. The two stamps may be of two hosts, so what they say is kept within what this one knows:
 * wait and service fit into the sojourn. Of a task that was run for an earlier asker: nothing.
 */
export function waitWithin(
  { acceptedAtMs, sojournNs }: Acceptance,
  startedAtMs: number,
  serviceNs: Ns,
): Ns {
  const stampedNs = Math.round((startedAtMs - acceptedAtMs) * NS_PER_MS);
  return Math.max(0, Math.min(stampedNs, sojournNs - serviceNs));
}
