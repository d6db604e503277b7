// Who may talk to the live page's server: no page of another site, however its name came to lead here. Pure.
import { parseIpAddress } from "../units/ip-address.ts";

/** Is what listens there reached from this machine alone? */
export function isLoopback(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost")) return true;
  const bytes = parseIpAddress(hostname);
  if (bytes?.length === 4) return bytes[0] === 127;
  return bytes !== undefined && bytes.every((byte, i) => byte === (i === 15 ? 1 : 0));
}

/**
 * A name that somebody else owns can be made to lead to this machine (DNS rebinding), and then its pages would be of the
 * same origin as ours. So only addresses, which nobody else can own, and names known to be ours are answered. `names` are
 * ours; on loopback an address of the network is none of ours either.
 */
export function isKnownHost(
  host: string | null,
  listensOn: string,
  names: readonly string[],
): boolean {
  const name = nameOf(host);
  if (name === undefined) return false;
  if (isLoopback(name)) return true;
  if (isLoopback(listensOn)) return false;
  return parseIpAddress(name) !== undefined || names.some((own) => own.toLowerCase() === name);
}

/** Did a page of this very server ask? A browser tells the origin of whoever opens a WebSocket, and no page can hide it. */
export function isOwnOrigin(origin: string | null, host: string | null): boolean {
  return host !== null && origin?.toLowerCase() === `http://${host.toLowerCase()}`;
}

/** "localhost:8080" is localhost, "[::1]:8080" is ::1. */
function nameOf(host: string | null): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::\d{1,5})?$/i.exec(host ?? "");
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}
