// What a closed load would have measured in the same run: with one request in flight per connection, requests that are due
// meanwhile are neither sent nor counted. Pure.
import type { Ns } from "../../src/units/duration.ts";

export interface SentRequest {
  readonly connection: number;
  readonly sentNs: Ns;
  readonly endedNs: Ns;
}

/**
 * Times from send to reply, ascending, of the requests that a closed loop would have made: of each connection's, in order
 * of sending, those that were sent when the last one counted had ended.
 */
export function closedLoopTimesNs(requests: readonly SentRequest[]): Ns[] {
  const freeFromNs = new Map<number, Ns>();
  const times: Ns[] = [];
  for (const { connection, sentNs, endedNs } of requests.toSorted((a, b) => a.sentNs - b.sentNs)) {
    if (sentNs < (freeFromNs.get(connection) ?? Number.NEGATIVE_INFINITY)) continue;
    freeFromNs.set(connection, endedNs);
    times.push(endedNs - sentNs);
  }
  return times.sort((a, b) => a - b);
}
