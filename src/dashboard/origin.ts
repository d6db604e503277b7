// Access checks of the live page's server: pages of other sites are refused, even after DNS rebinding. Pure.
import { shortIpAddress } from "../units/ip-address.ts";

/** Whether the address can be reached only from this machine. */
export function isLoopback(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost")) return true;
  const address = shortIpAddress(hostname);
  return address === "::1" || address?.startsWith("127.") === true;
}

/**
 * The owner of a name can point it to this machine (DNS rebinding); its pages would then have the same origin as this page.
 * So only IP addresses and known names are accepted. `names` are the names of this machine; on loopback, addresses of the
 * network are refused, too.
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
  return shortIpAddress(name) !== undefined || names.some((own) => own.toLowerCase() === name);
}

/** Whether the request comes from a page of this server. Browsers send the origin of a WebSocket; a page can't change it. */
export function isOwnOrigin(origin: string | null, host: string | null): boolean {
  return host !== null && origin?.toLowerCase() === `http://${host.toLowerCase()}`;
}

/** "localhost:8080" is localhost, "[::1]:8080" is ::1. */
function nameOf(host: string | null): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::\d{1,5})?$/i.exec(host ?? "");
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}
