// IP addresses and their ranges, in the short form of RFC 5952. The URL parser of the platform reads and shortens IPv6. An
// IPv4-mapped IPv6 address (::ffff:192.0.2.7), which a listener on :: sees, counts as the IPv4 address.
import { OptionsError } from "./options-error.ts";
import { problems } from "./problems.ts";

/** Leading zeros are refused: some programs read them as octal. */
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?=\d)|$)){4}$/;
const MAPPED = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/;

/**
 * The short form of "192.0.2.7" or "2001:0DB8::7"; undefined if the text is neither (a zone, as in fe80::1%eth0, makes it
 * neither).
 */
export function shortIpAddress(text: string): string | undefined {
  if (IPV4.test(text)) return text;
  const groups = text.replace(/(?<=:)[\d.]+$/, (end) => (IPV4.test(end) ? groupsOf(end) : end));
  // The parser takes a single ":" at the end for nothing.
  if (!/^[0-9a-f:]*(?:[0-9a-f]|::)$/i.test(groups)) return undefined;
  const short = URL.parse(`http://[${groups}]`)?.hostname.slice(1, -1);
  const [, high, low] = MAPPED.exec(short ?? "") ?? [];
  if (high === undefined || low === undefined) return short;
  return [high, low]
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 0xff])
    .join(".");
}

/** The last 32 bits of an IPv6 address, from their form as an IPv4 address. */
function groupsOf(ipv4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split(".").map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** The short form of an address of 4 or 16 bytes. */
export function ipAddressOf(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups = Buffer.from(bytes).toString("hex").match(/.{4}/g) ?? [];
  return shortIpAddress(groups.join(":")) ?? "";
}

/** "192.0.2.7:51034", "[2001:db8::7]:51034". */
export function formatEndpoint(hostname: string, port: number): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

export interface AddressRange {
  /** The bits that all addresses of the range share: "4" or "6" for the family, then a digit for each bit. */
  readonly prefix: string;
}

/** Offset of an embedded IPv4 address in an IPv6 address. */
const MAPPED_PREFIX_BITS = 96;

/**
 * Reads "192.0.2.7", "10.0.0.0/8", "2001:db8::/32".
 * @throws {OptionsError} if the text is not a range, or has bits beyond its prefix: 10.1.2.3/8 could mean one address or a
 * network.
 */
export function parseAddressRange(text: string): AddressRange {
  const [address = "", prefix, extra] = text.trim().split("/");
  const short = shortIpAddress(address);
  if (short === undefined || extra !== undefined) {
    throw new OptionsError(problems.notAnAddressRange(text));
  }
  const bits = bitsOf(short);
  if (prefix === undefined) return { prefix: bits };
  const length = bits.length - 1;
  // ::ffff:10.0.0.0/104 is 10.0.0.0/8.
  const skippedBits = length === 32 && address.includes(":") ? MAPPED_PREFIX_BITS : 0;
  const prefixBits = /^\d{1,3}$/.test(prefix) ? Number(prefix) - skippedBits : Number.NaN;
  if (!(prefixBits >= 0 && prefixBits <= length)) {
    throw new OptionsError(
      problems.prefixOutOfRange(text, prefix, skippedBits, skippedBits + length),
    );
  }
  if (bits.includes("1", 1 + prefixBits)) {
    throw new OptionsError(problems.bitsBeyondPrefix(text, prefix));
  }
  return { prefix: bits.slice(0, 1 + prefixBits) };
}

/** Whether the address is in one of the ranges; false for a text that is not an IP address, such as a Unix socket's. */
export function isInRanges(address: string, ranges: readonly AddressRange[]): boolean {
  // A zone names only the interface, so it is ignored.
  const short = shortIpAddress(address.replace(/%.*$/, ""));
  if (short === undefined) return false;
  const bits = bitsOf(short);
  return ranges.some(({ prefix }) => bits.startsWith(prefix));
}

/** The prefix of the range of this address alone; `short` must be its short form. */
function bitsOf(short: string): string {
  const digits = (parts: readonly string[], base: number, width: number): string =>
    parts.map((part) => Number.parseInt(part, base).toString(2).padStart(width, "0")).join("");
  if (!short.includes(":")) return `4${digits(short.split("."), 10, 8)}`;
  const [head = "", tail = ""] = short
    .split("::")
    .map((half) => digits(half.split(":").filter(Boolean), 16, 16));
  return `6${head}${tail.padStart(128 - head.length, "0")}`;
}
