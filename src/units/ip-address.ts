// IP addresses as text and as bytes (4 or 16). An IPv4-mapped IPv6 address (::ffff:192.0.2.7), which a listener on :: sees,
// counts as the IPv4 address.

const IPV4_BYTES = 4;
const IPV6_BYTES = 16;
const IPV6_GROUPS = 8;

/** The prefix of an IPv4-mapped IPv6 address: 10 bytes of 00, 2 of FF. */
const MAPPED_PREFIX_BYTES = 12;

/** Reads "192.0.2.7" or "2001:db8::7"; undefined if the text is neither (a zone, as in fe80::1%eth0, makes it neither). */
export function parseIpAddress(text: string): Uint8Array | undefined {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split(".");
  // Leading zeros are refused: some programs read them as octal.
  const isRight = (part: string): boolean =>
    /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256;
  if (parts.length !== IPV4_BYTES || !parts.every(isRight)) return undefined;
  return Uint8Array.from(parts, Number);
}

function parseIpv6(text: string): Uint8Array | undefined {
  const [head = "", tail, extra] = text.split("::");
  if (extra !== undefined) return undefined;
  const before = parseGroups(head, tail === undefined);
  const after = tail === undefined ? [] : parseGroups(tail, true);
  if (before === undefined || after === undefined) return undefined;
  const missing = IPV6_GROUPS - before.length - after.length;
  // "::" stands for one group of zeros at least.
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...new Array<number>(missing).fill(0), ...after];
  return unmapped(Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff])));
}

/** Parses groups of 16 bits; with `isEnd` the last two groups can be an IPv4 address. */
function parseGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const last = parts.at(-1) ?? "";
  const groups: number[] = [];
  if (isEnd && last.includes(".")) {
    const bytes = parseIpv4(last);
    if (bytes === undefined) return undefined;
    parts.pop();
    const [a = 0, b = 0, c = 0, d = 0] = bytes;
    groups.push(a * 256 + b, c * 256 + d);
  }
  if (!parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined;
  return [...parts.map((part) => Number.parseInt(part, 16)), ...groups];
}

/** The IPv4 address of an IPv4-mapped address; other addresses unchanged. */
export function unmapped(bytes: Uint8Array): Uint8Array {
  const isMapped =
    bytes.length === IPV6_BYTES &&
    bytes.subarray(0, MAPPED_PREFIX_BYTES).every((byte, i) => byte === (i < 10 ? 0 : 0xff));
  return isMapped ? bytes.subarray(MAPPED_PREFIX_BYTES) : bytes;
}

/** Formats 4 or 16 bytes; IPv6 in the short form of RFC 5952. */
export function formatIpAddress(bytes: Uint8Array): string {
  const address = unmapped(bytes);
  if (address.length === IPV4_BYTES) return address.join(".");
  const groups = Array.from({ length: IPV6_GROUPS }, (_, i) =>
    ((address[2 * i] ?? 0) * 256 + (address[2 * i + 1] ?? 0)).toString(16),
  );
  const { start, length } = longestZeros(groups);
  if (length < 2) return groups.join(":");
  return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}

/** The first of the longest runs of zero groups. */
function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let length = 0;
  for (const [i, group] of groups.entries()) {
    length = group === "0" ? length + 1 : 0;
    if (length > longest.length) longest = { start: i - length + 1, length };
  }
  return longest;
}

/** "192.0.2.7:51034", "[2001:db8::7]:51034". */
export function formatEndpoint(hostname: string, port: number): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}
