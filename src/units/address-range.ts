// Ranges of IP addresses as the user types them: one address, or all that begin as it does (CIDR).
import { parseIpAddress } from "./ip-address.ts";
import { OptionsError } from "./options-error.ts";
import { problems } from "./problems.ts";
import type { Text } from "./text.ts";

export interface AddressRange {
  /** 4 bytes or 16. */
  readonly bytes: Uint8Array;
  /** How many bits, from the first, an address of the range shares with `bytes`. */
  readonly prefixBits: number;
}

/** Where an IPv4 address begins in an IPv6 one that holds it. */
const MAPPED_PREFIX_BITS = 96;

/**
 * Reads "192.0.2.7", "10.0.0.0/8", "2001:db8::/32".
 * @throws {OptionsError} if the text is no such range, or has bits beyond its prefix: 10.1.2.3/8 is one address or a
 * network, and which was meant is not known.
 */
export function parseAddressRange(text: string): AddressRange {
  const [address = "", prefix, extra] = text.trim().split("/");
  const bytes = parseIpAddress(address);
  if (bytes === undefined || extra !== undefined) {
    throw new OptionsError(problems.notAnAddressRange(text));
  }
  const bits = bytes.length * 8;
  if (prefix === undefined) return { bytes, prefixBits: bits };
  // ::ffff:10.0.0.0/104 is 10.0.0.0/8.
  const skippedBits = bits === 32 && address.includes(":") ? MAPPED_PREFIX_BITS : 0;
  const prefixBits = /^\d{1,3}$/.test(prefix) ? Number(prefix) - skippedBits : Number.NaN;
  if (!(prefixBits >= 0 && prefixBits <= bits)) {
    throw new OptionsError(
      problems.prefixOutOfRange(text, prefix, skippedBits, skippedBits + bits),
    );
  }
  if (bytes.some((byte, i) => (byte & ~maskOf(prefixBits, i)) !== 0)) {
    throw new OptionsError(problems.bitsBeyondPrefix(text, prefix));
  }
  return { bytes, prefixBits };
}

/**
 * Reads each, and reports all problems together.
 * @throws {OptionsError} with one line a text that is no range.
 */
export function parseAddressRanges(texts: readonly string[]): AddressRange[] {
  const found: Text[] = [];
  const ranges: AddressRange[] = [];
  for (const text of texts) {
    try {
      ranges.push(parseAddressRange(text));
    } catch (error) {
      if (!(error instanceof OptionsError)) throw error;
      found.push(...error.problems);
    }
  }
  if (found.length > 0) throw new OptionsError(found);
  return ranges;
}

/** Is the address, as text, in one of the ranges? What is no IP address (a Unix socket's) is in none. */
export function isInRanges(address: string, ranges: readonly AddressRange[]): boolean {
  // Nobody asks the operating system for a name here, so a zone tells only through which interface it came.
  const bytes = parseIpAddress(address.replace(/%.*$/, ""));
  return bytes !== undefined && ranges.some((range) => contains(range, bytes));
}

function contains(range: AddressRange, address: Uint8Array): boolean {
  return (
    address.length === range.bytes.length &&
    range.bytes.every((byte, i) => ((byte ^ (address[i] ?? 0)) & maskOf(range.prefixBits, i)) === 0)
  );
}

/** Of byte `i`, the bits that belong to the prefix. */
function maskOf(prefixBits: number, i: number): number {
  const bits = Math.min(8, Math.max(0, prefixBits - 8 * i));
  return (0xff << (8 - bits)) & 0xff;
}
