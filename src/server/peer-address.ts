// The address of a socket's peer, as text.
import type { Socket } from "bun";
import { formatEndpoint, shortIpAddress } from "../units/ip-address.ts";

export interface PeerAddress {
  /** "192.0.2.7", "2001:db8::7"; an IPv4 peer of a listener on :: is shown as IPv4. */
  readonly hostname: string;
  /** "192.0.2.7:51034" */
  readonly endpoint: string;
}

/** Undefined if the socket has no address: its peer can be gone before it is accepted. */
export function peerAddressOf(
  socket: Pick<Socket, "remoteAddress" | "remotePort">,
): PeerAddress | undefined {
  const { remoteAddress, remotePort } = socket as Partial<typeof socket>;
  if (remoteAddress === undefined || remotePort === undefined) return undefined;
  // An address with a zone, such as fe80::1%eth0, stays unchanged.
  const hostname = shortIpAddress(remoteAddress) ?? remoteAddress;
  return { hostname, endpoint: formatEndpoint(hostname, remotePort) };
}
