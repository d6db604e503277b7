// Ranges of IP addresses as the user types them: one address, or a network in CIDR form.
import { parseIpAddress } from "./ip-address.ts";
import { OptionsError } from "./options-error.ts";
import { problems } from "./problems.ts";
import type { Text } from "./text.ts";

export interface AddressRange {
  /** 4 bytes or 16. */
  readonly bytes: Uint8Array;
  /** Length of the prefix that all addresses of the range share with `bytes`, in bits. */
  readonly prefixBits: number;
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
 * Parses all texts and reports all problems together.
 * @throws {OptionsError} with one line for each invalid text.
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

/** Whether the address is in one of the ranges; false for a text that is not an IP address, such as a Unix socket's. */
export function isInRanges(address: string, ranges: readonly AddressRange[]): boolean {
  // A zone names only the interface, so it is ignored.
  const bytes = parseIpAddress(address.replace(/%.*$/, ""));
  return bytes !== undefined && ranges.some((range) => contains(range, bytes));
}

function contains(range: AddressRange, address: Uint8Array): boolean {
  return (
    address.length === range.bytes.length &&
    range.bytes.every((byte, i) => ((byte ^ (address[i] ?? 0)) & maskOf(range.prefixBits, i)) === 0)
  );
}

/** The bits of byte `i` that belong to the prefix. */
function maskOf(prefixBits: number, i: number): number {
  const bits = Math.min(8, Math.max(0, prefixBits - 8 * i));
  return (0xff << (8 - bits)) & 0xff;
}
