import { describe, expect, test } from "bun:test";
import { BlockList, isIPv4 } from "node:net";
import fc from "fast-check";
import {
  formatEndpoint,
  ipAddressOf,
  isInRanges,
  parseAddressRange,
  shortIpAddress,
} from "./ip-address.ts";
import { OptionsError } from "./options-error.ts";

describe("an address is read, and written in its short form", () => {
  test.each([
    ["192.0.2.7", "192.0.2.7"],
    ["0.0.0.0", "0.0.0.0"],
    ["255.255.255.255", "255.255.255.255"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["2001:0DB8:0:0:0:0:0:7", "2001:db8::7"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["1:0:0:2:0:0:3:4", "1::2:0:0:3:4"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["::ffff:c000:207", "192.0.2.7"],
  ])("%s → %s", (text, written) => {
    expect(shortIpAddress(text)).toBe(written);
  });
});

test("what is no address is undefined", () => {
  const wrong = [
    "",
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "01.2.3.4",
    "1.2.3.",
    "1.2.3.4 ",
    "localhost",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8:9",
    "12345::",
    "g::",
    "::1.2.3",
    "::01.2.3.4",
    "[::1]",
    "::1/64",
    "::1]:80/[",
    "1.2.3.4::",
    "fe80::1%eth0",
    "1:2:3:4:5:6:7:1.2.3.4",
    "::1:",
    "1:2:3:4::5:6:7:8",
    ":1:2:3:4:5:6:7:8",
  ];
  expect(wrong.filter((text) => shortIpAddress(text) !== undefined)).toEqual([]);
});

test("the short form of any bytes is short already, and of the same address", () => {
  const address = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc
      .array(fc.constantFrom(0, 0, 0, 1), { minLength: 16, maxLength: 16 })
      .map((bytes) => Uint8Array.from(bytes)),
  );
  fc.assert(
    fc.property(address, (bytes) => {
      const text = ipAddressOf(bytes);
      expect(shortIpAddress(text)).toBe(text);
      const list = new BlockList();
      list.addAddress(longForm(bytes), bytes.length === 4 ? "ipv4" : "ipv6");
      expect(list.check(text, isIPv4(text) ? "ipv4" : "ipv6")).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      expect(shortIpAddress(text)).toBeDefined();
    }),
  );
});

/** All groups, as text. */
function longForm(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  return Buffer.from(bytes).toString("hex").match(/.{4}/g)?.join(":") ?? "";
}

test("a range holds the same addresses as a BlockList of node", () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(fc.boolean(), bytes, bytes, fc.nat(128), fc.nat(128), (isV4, a, b, p, shared) => {
      const length = isV4 ? 4 : 16;
      const prefixBits = p % (8 * length + 1);
      const family = isV4 ? "ipv4" : "ipv6";
      const network = a.slice(0, length).map((byte, i) => byte & maskOf(prefixBits, i));
      const address = b
        .slice(0, length)
        .map((byte, i) => ((a[i] ?? 0) & maskOf(shared, i)) | (byte & ~maskOf(shared, i)));
      const list = new BlockList();
      list.addSubnet(longForm(network), prefixBits, family);
      const range = parseAddressRange(`${longForm(network)}/${prefixBits}`);
      expect(isInRanges(longForm(address), [range])).toBe(list.check(longForm(address), family));
    }),
  );
});

/** The bits of byte `i` that belong to a prefix. */
function maskOf(prefixBits: number, i: number): number {
  const bits = Math.min(8, Math.max(0, prefixBits - 8 * i));
  return (0xff << (8 - bits)) & 0xff;
}

test("an endpoint's IPv6 address is in brackets", () => {
  expect(formatEndpoint("192.0.2.7", 80)).toBe("192.0.2.7:80");
  expect(formatEndpoint("::1", 80)).toBe("[::1]:80");
});

describe("a range", () => {
  const rows: [string, string, boolean][] = [
    ["192.0.2.7", "192.0.2.7", true],
    ["192.0.2.7", "192.0.2.8", false],
    ["10.0.0.0/8", "10.255.0.1", true],
    ["10.0.0.0/8", "11.0.0.0", false],
    ["10.0.0.0/9", "10.127.255.255", true],
    ["10.0.0.0/9", "10.128.0.0", false],
    ["10.0.0.0/31", "10.0.0.1", true],
    ["10.0.0.0/31", "10.0.0.2", false],
    ["0.0.0.0/0", "203.0.113.9", true],
    ["0.0.0.0/0", "::1", false],
    ["::/0", "::1", true],
    ["::/0", "127.0.0.1", false],
    ["2001:db8::/33", "2001:db8:7fff::1", true],
    ["2001:db8::/33", "2001:db8:8000::1", false],
    ["127.0.0.1", "::ffff:127.0.0.1", true],
    ["::ffff:10.0.0.0/104", "10.1.2.3", true],
    ["fe80::/10", "fe80::1%eth0", true],
    ["0.0.0.0/0", "/run/a.sock", false],
    [" 192.0.2.7 ", "192.0.2.7", true],
  ];
  test.each(rows)("%p with %p: %p", (range, address, isIn) => {
    expect(isInRanges(address, [parseAddressRange(range)])).toBe(isIn);
  });

  test("no range holds any address", () => {
    expect(isInRanges("127.0.0.1", [])).toBe(false);
  });

  test.each([
    ["localhost", '"localhost" is not an address or range'],
    ["", '"" is not an address or range'],
    ["10.0.0.0/8/8", '"10.0.0.0/8/8" is not an address or range'],
    ["10.0.0.0/33", '"10.0.0.0/33": "/33" is not from /0 to /32'],
    ["10.0.0.0/", '"10.0.0.0/": "/" is not from /0 to /32'],
    ["::/129", '"::/129": "/129" is not from /0 to /128'],
    ["::ffff:10.0.0.0/95", '"::ffff:10.0.0.0/95": "/95" is not from /96 to /128'],
    ["10.1.0.0/8", '"10.1.0.0/8" has bits beyond /8'],
    ["10.0.0.3/31", '"10.0.0.3/31" has bits beyond /31'],
  ])("%p is refused", (text, message) => {
    expect(() => parseAddressRange(text)).toThrow(message);
    expect(() => parseAddressRange(text)).toThrow(OptionsError);
  });
});
