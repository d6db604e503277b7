import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  MAX_V1_BYTES,
  MAX_V2_BYTES,
  ProxyHeaderReader,
  type ProxyHeaderStep,
} from "./proxy-header.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const SIGNATURE = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10];

/** A v2 header: its length field is that of the block, unless another is given. */
function v2(
  versionAndCommand: number,
  family: number,
  block: readonly number[],
  length = block.length,
): Uint8Array {
  return Uint8Array.of(
    ...SIGNATURE,
    versionAndCommand,
    family,
    length >> 8,
    length & 255,
    ...block,
  );
}

const TCP4 = [192, 0, 2, 7, 10, 0, 0, 1, 0xc7, 0x5a, 0xff, 0x98];
const IPV6 = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];
const TCP6 = [...IPV6, ...IPV6, 0xc7, 0x5a, 0xff, 0x98];
const UNIX = new Array<number>(216).fill(0);
/** A TLV of type NOOP with 3 bytes. */
const TLV = [4, 0, 3, 1, 2, 3];

/** What a reader makes of one packet: the client, "more", or the problem; and what is left. */
function read(...packets: readonly Uint8Array[]): { client: string; rest: string } {
  const reader = new ProxyHeaderReader();
  for (const [i, packet] of packets.entries()) {
    const step = reader.push(packet);
    if (step.kind === "more") continue;
    return { client: describeStep(step), rest: restOf(step, packets.slice(i + 1)) };
  }
  return { client: "more", rest: "" };
}

function describeStep(step: ProxyHeaderStep): string {
  if (step.kind === "broken") return step.problem;
  if (step.kind === "more") return "more";
  return step.client.kind === "named" ? step.client.endpoint : step.client.kind;
}

function restOf(step: ProxyHeaderStep, later: readonly Uint8Array[]): string {
  if (step.kind !== "header") return "";
  return Buffer.concat([step.rest, ...later]).toString("latin1");
}

const LONGEST_V1 = `PROXY UNKNOWN ${"f".repeat(MAX_V1_BYTES - 16)}\r\n`;

describe("version 1", () => {
  const rows: [string, string, string][] = [
    ["TCP4", "PROXY TCP4 192.0.2.7 10.0.0.1 51034 65432\r\n", "192.0.2.7:51034"],
    ["TCP6", "PROXY TCP6 2001:DB8::7 ::1 0 65535\r\n", "[2001:db8::7]:0"],
    ["UNKNOWN alone", "PROXY UNKNOWN\r\n", "unnamed"],
    ["UNKNOWN with what is to be ignored", "PROXY UNKNOWN ffff::1 x 1 2 3\r\n", "unnamed"],
    ["the longest line", LONGEST_V1, "unnamed"],
    ["one byte more", LONGEST_V1.replace("f", "ff"), "too-long"],
    ["no end", `PROXY TCP4 ${"1".repeat(200)}`, "too-long"],
    ["no CR before its LF", "PROXY TCP4 192.0.2.7 10.0.0.1 51034 65432\n", "malformed"],
    ["another protocol", "PROXY UDP4 192.0.2.7 10.0.0.1 51034 65432\r\n", "malformed"],
    ["an address of the other family", "PROXY TCP4 ::1 ::1 1 2\r\n", "malformed"],
    ["an IPv4 address as TCP6", "PROXY TCP6 192.0.2.7 10.0.0.1 1 2\r\n", "malformed"],
    ["no address", "PROXY TCP4 a.b.c.d 10.0.0.1 1 2\r\n", "malformed"],
    ["a wrong destination", "PROXY TCP4 192.0.2.7 10.0.0.256 1 2\r\n", "malformed"],
    ["a port out of range", "PROXY TCP4 192.0.2.7 10.0.0.1 65536 2\r\n", "malformed"],
    ["a port with a leading zero", "PROXY TCP4 192.0.2.7 10.0.0.1 01 2\r\n", "malformed"],
    ["a port too few", "PROXY TCP4 192.0.2.7 10.0.0.1 1\r\n", "malformed"],
    ["a word too many", "PROXY TCP4 192.0.2.7 10.0.0.1 1 2 3\r\n", "malformed"],
    ["two spaces", "PROXY TCP4  192.0.2.7 10.0.0.1 1 2\r\n", "malformed"],
    ["lower case", "proxy TCP4 192.0.2.7 10.0.0.1 1 2\r\n", "missing"],
    ["a task", "tarea\n", "missing"],
    ["a task that begins alike", "PROXIMO\n", "missing"],
  ];
  test.each(rows)("%s", (_, line, client) => {
    const rest = ["too-long", "malformed", "missing"].includes(client) ? "" : "tarea\n";
    expect(read(encode(line + rest))).toEqual({ client, rest });
  });
});

describe("version 2", () => {
  const rows: [string, Uint8Array, string][] = [
    ["TCP4", v2(0x21, 0x11, TCP4), "192.0.2.7:51034"],
    ["TCP4 with TLVs", v2(0x21, 0x11, [...TCP4, ...TLV]), "192.0.2.7:51034"],
    ["TCP6", v2(0x21, 0x21, TCP6), "[2001:db8::7]:51034"],
    [
      "TCP6 of an IPv4 client",
      v2(0x21, 0x21, [
        ...new Array<number>(10).fill(0),
        255,
        255,
        192,
        0,
        2,
        7,
        ...IPV6,
        1,
        2,
        3,
        4,
      ]),
      "192.0.2.7:258",
    ],
    ["UNSPEC", v2(0x21, 0x00, []), "unnamed"],
    ["UNSPEC with TLVs", v2(0x21, 0x00, TLV), "unnamed"],
    ["UNIX", v2(0x21, 0x31, UNIX), "unnamed"],
    ["LOCAL, as a health check says it", v2(0x20, 0x00, []), "balancer"],
    ["LOCAL with addresses, which are ignored", v2(0x20, 0x11, TCP4), "balancer"],
    ["LOCAL with a family that there is not", v2(0x20, 0x77, TLV), "balancer"],
    ["the longest", v2(0x21, 0x00, new Array<number>(MAX_V2_BYTES - 16).fill(1)), "unnamed"],
    ["one byte more", v2(0x21, 0x00, [], MAX_V2_BYTES - 15), "too-long"],
    ["the longest that its field can say", v2(0x20, 0x00, [], 65_535), "too-long"],
    ["version 1 in binary", v2(0x11, 0x11, TCP4), "malformed"],
    ["version 3", v2(0x31, 0x11, TCP4), "malformed"],
    ["a command that there is not", v2(0x22, 0x11, TCP4), "malformed"],
    ["a family that there is not", v2(0x21, 0x41, TCP4), "malformed"],
    ["a transport that there is not", v2(0x21, 0x13, TCP4), "malformed"],
    ["datagrams", v2(0x21, 0x12, TCP4), "malformed"],
    ["TCP4 cut short", v2(0x21, 0x11, TCP4.slice(0, 11)), "malformed"],
    ["TCP6 cut short", v2(0x21, 0x21, TCP6.slice(0, 35)), "malformed"],
    ["UNIX cut short", v2(0x21, 0x31, UNIX.slice(0, 215)), "malformed"],
    ["a wrong signature", Uint8Array.of(...SIGNATURE.slice(0, 11), 11, 0x20, 0, 0, 0), "missing"],
  ];
  test.each(rows)("%s", (_, header, client) => {
    const rest = ["too-long", "malformed", "missing"].includes(client) ? "" : "tarea\n";
    expect(read(Buffer.concat([header, encode(rest)]))).toEqual({ client, rest });
  });
});

test("a header that has not ended wants more", () => {
  for (const whole of [encode("PROXY TCP4 192.0.2.7 10.0.0.1 1 2\r\n"), v2(0x21, 0x11, TCP4)]) {
    for (let length = 1; length < whole.length; length++) {
      expect(read(whole.subarray(0, length)).client).toBe("more");
    }
  }
});

test("107 bytes without a line end are too long already", () => {
  const start = `PROXY UNKNOWN ${"f".repeat(MAX_V1_BYTES - 14)}`;
  expect(read(encode(start)).client).toBe("too-long");
  expect(read(encode(start.slice(0, -1))).client).toBe("more");
});

test("a reader knows whether anything has come", () => {
  const reader = new ProxyHeaderReader();
  expect(reader.isEmpty).toBe(true);
  reader.push(encode("P"));
  expect(reader.isEmpty).toBe(false);
});

describe("any packets", () => {
  const header = fc.oneof(
    fc
      .record({ address: fc.ipV4(), port: fc.nat(65_535) })
      .map(({ address, port }) => encode(`PROXY TCP4 ${address} 10.0.0.1 ${port} 65432\r\n`)),
    fc.constantFrom(...[TCP4, [...TCP4, ...TLV]].map((block) => v2(0x21, 0x11, block))),
    fc.constantFrom(v2(0x21, 0x21, TCP6), v2(0x20, 0, []), v2(0x21, 0x12, TCP4)),
    fc.constantFrom(encode(LONGEST_V1), encode(LONGEST_V1.replace("f", "ff")), encode("tarea")),
    fc.uint8Array({ minLength: 1, maxLength: 40 }),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Uint8Array.of(...SIGNATURE, ...bytes)),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Uint8Array.of(...encode("PROXY "), ...bytes)),
  );
  const rest = fc.uint8Array({ maxLength: 20 });

  test("give the same client and the same rest", () => {
    fc.assert(
      fc.property(header, rest, fc.array(fc.nat(160)), (start, end, cuts) => {
        const whole = Uint8Array.of(...start, ...end);
        expect(read(...packetsOf(whole, cuts))).toEqual(read(whole));
      }),
      { numRuns: 1000 },
    );
  });

  test("of one byte each do too", () => {
    const packet = Buffer.concat([v2(0x21, 0x11, [...TCP4, ...TLV]), encode("tarea")]);
    expect(read(...packetsOf(packet, [...packet.keys()]))).toEqual(read(packet));
  });
});

/** Cuts bytes at these places; no packet is empty. */
function packetsOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const inside = cuts.filter((cut) => cut > 0 && cut < bytes.length);
  const places = [0, ...new Set(inside.toSorted((a, b) => a - b)), bytes.length];
  return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
}
