// Where a socket comes from, as text.
import type { Socket } from "bun";
import { formatEndpoint, formatIpAddress, parseIpAddress } from "../units/ip-address.ts";

export interface PeerAddress {
  /** "192.0.2.7", "2001:db8::7"; an IPv4 peer of a listener on :: is shown as IPv4. */
  readonly hostname: string;
  /** "192.0.2.7:51034" */
  readonly endpoint: string;
}

/** Undefined where the socket has no address any more: its peer may be gone before it is accepted. */
export function peerAddressOf(
  socket: Pick<Socket, "remoteAddress" | "remotePort">,
): PeerAddress | undefined {
  const { remoteAddress, remotePort } = socket as Partial<typeof socket>;
  if (remoteAddress === undefined || remotePort === undefined) return undefined;
  const bytes = parseIpAddress(remoteAddress);
  // One with a zone, such as fe80::1%eth0, is shown as it is.
  const hostname = bytes === undefined ? remoteAddress : formatIpAddress(bytes);
  return { hostname, endpoint: formatEndpoint(hostname, remotePort) };
}
