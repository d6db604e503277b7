// The PROXY protocol, versions 1 and 2 (haproxy.org, doc/proxy-protocol.txt): a balancer's header with the address of the
// client. Parses bytes in packets of any size to a header and the rest. No socket.
//
//   v1   "PROXY" SP ("TCP4" | "TCP6") SP source SP destination SP source port SP destination port CR LF
//        "PROXY" SP "UNKNOWN" … CR LF                                             at most 107 bytes, CR LF included
//
//   v2   byte    0–11   0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A
//                12     version (high 4 bits: 2) and command (low: 0 LOCAL, 1 PROXY)
//                13     family (high: 0 UNSPEC, 1 INET, 2 INET6, 3 UNIX) and transport (low: 0 UNSPEC, 1 STREAM)
//                14–15  length of what follows, big-endian
//                16–    INET: source, destination (4 each), ports (2 each) · INET6: the same with 16 · UNIX: paths
//                       (108 each) · then TLVs, which are skipped
import { formatEndpoint, ipAddressOf, shortIpAddress } from "../units/ip-address.ts";

/** The sender of the bytes after a header. */
export type ProxiedClient =
  /** "192.0.2.7:51034" */
  | { readonly kind: "named"; readonly endpoint: string }
  /** A client whose address the balancer does not know. */
  | { readonly kind: "unnamed" }
  /** The balancer itself (LOCAL), as in a health check. */
  | { readonly kind: "balancer" };

/** `missing`: the first bytes are not the start of a header. `malformed`: they are, but the header is invalid. */
export type ProxyHeaderProblem = "missing" | "malformed" | "too-long";

export type ProxyHeaderStep =
  | { readonly kind: "more" }
  /** `rest`: the bytes after the header. */
  | { readonly kind: "header"; readonly client: ProxiedClient; readonly rest: Uint8Array }
  | { readonly kind: "broken"; readonly problem: ProxyHeaderProblem };

/** The longest v1 line, by the specification. */
export const MAX_V1_BYTES = 107;

/** The longest accepted v2 header: at most 232 bytes of addresses, the rest is for TLVs. */
export const MAX_V2_BYTES = 4096;

const V1_START = new TextEncoder().encode("PROXY ");
const V2_START = Uint8Array.of(13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10);
const V2_FIXED_BYTES = 16;
const CR = 0x0d;
const LF = 0x0a;
const MORE = { kind: "more" } as const;

/** Parses the header at the start of a connection. After `header` or `broken` it accepts no more bytes. */
export class ProxyHeaderReader {
  #bytes: Uint8Array = new Uint8Array(0);

  /** True while no byte has arrived. */
  get isEmpty(): boolean {
    return this.#bytes.length === 0;
  }

  push(packet: Uint8Array): ProxyHeaderStep {
    this.#bytes = Buffer.concat([this.#bytes, packet]);
    const bytes = this.#bytes;
    if (startsAlike(bytes, V1_START)) return bytes.length < V1_START.length ? MORE : readV1(bytes);
    if (startsAlike(bytes, V2_START)) return bytes.length < V2_FIXED_BYTES ? MORE : readV2(bytes);
    return broken("missing");
  }
}

function readV1(bytes: Uint8Array): ProxyHeaderStep {
  const window = bytes.subarray(0, MAX_V1_BYTES);
  const end = window.indexOf(LF);
  if (end < 0) return bytes.length < MAX_V1_BYTES ? MORE : broken("too-long");
  if (bytes[end - 1] !== CR) return broken("malformed");
  const client = parseV1(String.fromCharCode(...bytes.subarray(0, end - 1)));
  if (client === undefined) return broken("malformed");
  return { kind: "header", client, rest: bytes.subarray(end + 1) };
}

function parseV1(line: string): ProxiedClient | undefined {
  const [, protocol, source = "", destination = "", ...ports] = line.split(" ");
  // The specification says to ignore the rest of the line.
  if (protocol === "UNKNOWN") return { kind: "unnamed" };
  if (protocol !== "TCP4" && protocol !== "TCP6") return undefined;
  const readAddress = (text: string): string | undefined =>
    text.includes(":") === (protocol === "TCP6") ? shortIpAddress(text) : undefined;
  const address = readAddress(source);
  if (address === undefined || readAddress(destination) === undefined) return undefined;
  if (ports.length !== 2 || !ports.every(isPort)) return undefined;
  return named(address, Number(ports[0]));
}

function isPort(text: string): boolean {
  return /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535;
}

function readV2(bytes: Uint8Array): ProxyHeaderStep {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const versionAndCommand = view.getUint8(12);
  const family = view.getUint8(13);
  const length = view.getUint16(14);
  if (versionAndCommand >> 4 !== 2) return broken("malformed");
  if (V2_FIXED_BYTES + length > MAX_V2_BYTES) return broken("too-long");
  if (bytes.length < V2_FIXED_BYTES + length) return MORE;
  const block = bytes.subarray(V2_FIXED_BYTES, V2_FIXED_BYTES + length);
  const client = parseV2(versionAndCommand & 0xf, family, block);
  if (client === undefined) return broken("malformed");
  return { kind: "header", client, rest: bytes.subarray(V2_FIXED_BYTES + length) };
}

const LOCAL = 0;
const PROXY = 1;

/** A datagram family is refused: balancers of TCP connections do not send it. */
function parseV2(command: number, family: number, block: Uint8Array): ProxiedClient | undefined {
  // In a LOCAL header, family and addresses are ignored.
  if (command === LOCAL) return { kind: "balancer" };
  if (command !== PROXY) return undefined;
  switch (family) {
    case 0x00:
      return { kind: "unnamed" };
    case 0x11:
      return parseV2Addresses(block, 4);
    case 0x21:
      return parseV2Addresses(block, 16);
    case 0x31:
      return block.length < 2 * 108 ? undefined : { kind: "unnamed" };
    default:
      return undefined;
  }
}

function parseV2Addresses(block: Uint8Array, addressBytes: number): ProxiedClient | undefined {
  if (block.length < 2 * addressBytes + 4) return undefined;
  const port = new DataView(block.buffer, block.byteOffset).getUint16(2 * addressBytes);
  return named(ipAddressOf(block.subarray(0, addressBytes)), port);
}

function named(address: string, port: number): ProxiedClient {
  return { kind: "named", endpoint: formatEndpoint(address, port) };
}

function broken(problem: ProxyHeaderProblem): ProxyHeaderStep {
  return { kind: "broken", problem };
}

/** Whether the shorter of the two is a prefix of the longer. */
function startsAlike(bytes: Uint8Array, start: Uint8Array): boolean {
  const length = Math.min(bytes.length, start.length);
  return bytes.subarray(0, length).every((byte, i) => byte === start[i]);
}
