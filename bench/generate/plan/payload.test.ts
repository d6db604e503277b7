import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { OptionsError } from "../../../src/units/options-error.ts";
import type { IdSource } from "../wire/id-rule.ts";
import { bytesOf, latin1 } from "../../../test/support/framing.ts";
import { createPayload, type Payload, type PayloadOptions, type PayloadSource } from "./payload.ts";

const text = (typed: string): PayloadSource => ({ kind: "text", text: typed });
const file = (content: string): PayloadSource => ({ kind: "bytes", bytes: bytesOf(content) });
const lines = (...all: string[]): PayloadSource => ({
  kind: "lines",
  lines: all,
  isShuffled: false,
});
const shuffled = (...all: string[]): PayloadSource => ({
  kind: "lines",
  lines: all,
  isShuffled: true,
});
const task = (typed: string): PayloadSource => ({ kind: "task", text: typed });

function create(source: PayloadSource, options: Partial<PayloadOptions> = {}): Payload {
  let made = 0;
  const randomUuid = (): string => `uuid-${made++}`;
  return createPayload(source, { seed: 1, randomUuid, ids: null, ...options });
}

const rows: [string, PayloadSource, string][] = [
  ["text has its escapes resolved", text("PING\\r\\n\\xff"), "PING\r\n\xff"],
  ["text is UTF-8", text("ñ"), "\xc3\xb1"],
  ["text may be empty", text(""), ""],
  ["text has its templates filled in", text("{{i}} of {{ connection }}\\n"), "7 of 3\n"],
  ["an escaped brace begins no template", text("\\x7b{i}}"), "{{i}}"],
  [
    "an index may be in binary",
    text("{{u16be i}}{{u32le i}}{{u64be i}}"),
    "\0\x07\x07\0\0\0\0\0\0\0\0\0\0\x07",
  ],
  ["a file is sent as it is", file("a\\r\\n\xff"), "a\\r\\n\xff"],
  ["a file may be empty", file(""), ""],
  ["a file has its templates filled in", file("\xc3\xb1\\n{{i}}"), "\xc3\xb1\\n7"],
  ["a file that is no UTF-8 holds no templates", file("\xff{{i}}"), "\xff{{i}}"],
  ["lines come in order", lines("a", "{{i}}\\n", "ñ"), "{{i}}\\n\n"],
  [
    "a task is a line of JSON",
    task('a"b\\n\t{{i}}ñ'),
    '{"id":"U","task":"a\\"b\\\\n\\t7\xc3\xb1"}\n',
  ],
];
test.each(rows)("%s", (_, source, bytes) => {
  const payload = create(source, { randomUuid: () => "U" });
  expect(latin1(payload.encode(7, 3))).toBe(bytes);
});

test("what is static is the same array each time, and all else is not", () => {
  for (const source of [text("PING\\r\\n"), file("PING"), file("\xff{{i}}")]) {
    const payload = create(source);
    expect(payload.isStatic).toBe(true);
    expect(payload.encode(1, 1)).toBe(payload.encode(2, 2));
  }
  for (const source of [text("{{i}}"), file("{{uuid}}"), task("a")]) {
    const payload = create(source);
    expect(payload.isStatic).toBe(false);
    const first = payload.encode(1, 1);
    const before = latin1(first);
    payload.encode(2, 2);
    expect(latin1(first)).toBe(before);
  }
});

test("lines begin again behind the last one", () => {
  const payload = create(lines("a", "", "c"));
  expect([0, 1, 2, 3, 4].map((i) => latin1(payload.encode(i, 1)))).toEqual([
    "a\n",
    "\n",
    "c\n",
    "a\n",
    "\n",
  ]);
});

test("shuffled lines all come once a pass, each pass in another order", () => {
  const all = Array.from({ length: 20 }, (_, k) => `line ${k}`);
  const payload = create(shuffled(...all));
  const [first, second] = [0, 20].map((start) =>
    all.map((_, k) => latin1(payload.encode(start + k, 1)).trimEnd()),
  );
  expect(first?.toSorted()).toEqual(all.toSorted());
  expect(second?.toSorted()).toEqual(all.toSorted());
  expect(first).not.toEqual(all);
  expect(second).not.toEqual(first);
});

describe("random text", () => {
  test("has the length asked for, of letters and digits", () => {
    for (const length of [1, 7, 8, 9, 64, 65_536]) {
      const bytes = create(text(`{{random ${length}}}`)).encode(0, 1);
      expect(latin1(bytes)).toMatch(/^[0-9A-Za-z]+$/);
      expect(bytes.length).toBe(length);
    }
  });

  test("is drawn from all of them alike, at every place", () => {
    const payload = create(text("{{random 16}}"));
    const count = 6200;
    for (let place = 0; place < 16; place++) {
      const seen = new Map<number, number>();
      for (let i = 0; i < count; i++) {
        const byte = payload.encode(i, 1)[place] as number;
        seen.set(byte, (seen.get(byte) ?? 0) + 1);
      }
      const chiSquare = [...seen.values()].reduce((sum, n) => sum + (n - 100) ** 2 / 100, 0);
      expect(seen.size).toBe(62);
      // With 61 degrees of freedom it stays below 125 but once in a million.
      expect(chiSquare).toBeLessThan(125);
    }
  });

  test("differs by seed, request, place and stretch, and not by connection", () => {
    const source = text("{{random 16}}{{random 8}}");
    const payload = create(source);
    const bytes = latin1(payload.encode(5, 1));
    const parts = [bytes.slice(0, 8), bytes.slice(8, 16), bytes.slice(16)];
    expect(new Set(parts).size).toBe(3);
    expect(latin1(payload.encode(6, 1))).not.toBe(bytes);
    expect(latin1(create(source, { seed: 2 }).encode(5, 1))).not.toBe(bytes);
    expect(latin1(payload.encode(5, 2))).toBe(bytes);
  });
});

test("a request's bytes are the same whatever order they are asked in", () => {
  const sources = [
    text("{{i}} {{connection}} {{random 10}} {{random 3}}\\n"),
    file("{{random 20}}"),
    lines("a", "b", "c"),
    shuffled("a", "b", "c", "d", "e"),
    task("{{i}} {{random 5}}"),
  ];
  const asked = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 3 })), { maxLength: 20 });
  fc.assert(
    fc.property(fc.constantFrom(...sources), fc.nat(), asked, (source, seed, requests) => {
      const options = { seed, randomUuid: () => "U" };
      const payload = create(source, options);
      for (const [i, connection] of requests) {
        const alone = create(source, options).encode(i, connection);
        expect(latin1(payload.encode(i, connection))).toBe(latin1(alone));
      }
    }),
  );
});

describe("ids", () => {
  const known: [string, PayloadSource, (string | undefined)[]][] = [
    ["of a text are read once", text('{"id":"a"}\\n'), ["a", "a"]],
    ["of a file may be anywhere", file('{"x":1, "id":"a"}'), ["a", "a"]],
    ["of templates are read from each request", text('{"x":1,"id":"n{{i}}"}\\n'), ["n0", "n1"]],
    ["of lines are those of the line", lines('{"id":"a"}', '{"id":"b"}'), ["a", "b"]],
  ];
  test.each(known)("%s", (_, source, ids) => {
    const payload = create(source, { ids: { kind: "json" } });
    expect(
      ids.map((_id, i) => {
        payload.encode(i, 1);
        return payload.lastId;
      }),
    ).toEqual(ids);
    const withoutIds = create(source);
    withoutIds.encode(0, 1);
    expect(withoutIds.lastId).toBeUndefined();
  });

  test.each([task("a"), text('{"id":"{{uuid}}"}\\n')])("of %p are new each time", (source) => {
    const payload = create(source, { ids: { kind: "json" } });
    expect(payload.lastId).toBeUndefined();
    const ids = [0, 1, 2].map((i) => {
      const request: unknown = JSON.parse(latin1(payload.encode(i, 1)));
      expect(request).toMatchObject({ id: payload.lastId });
      return payload.lastId;
    });
    expect(new Set(ids).size).toBe(3);
  });

  test("follow the order of shuffled lines", () => {
    const payload = create(shuffled('{"id":"a"}', '{"id":"b"}', '{"id":"c"}'), {
      ids: { kind: "json" },
    });
    for (let i = 0; i < 12; i++) {
      expect(latin1(payload.encode(i, 1))).toBe(`{"id":"${payload.lastId}"}\n`);
    }
  });

  const missing: [PayloadSource, string][] = [
    [text("PING\\r\\n"), 'the request is not JSON with a string "id": PING\\r\\n'],
    [text('{"id":{{i}}}'), 'the request is not JSON with a string "id": {"id":0}'],
    [file('{"a":1}'), 'the request is not JSON with a string "id": {"a":1}'],
    [lines('{"id":"a"}', '{"id":1}'), 'line 2 is not JSON with a string "id": {"id":1}'],
    [text("x".repeat(100)), `: ${"x".repeat(60)}…`],
  ];
  test.each(missing)("%p without one is refused before the load", (source, message) => {
    expect(() => create(source, { ids: { kind: "json" } })).toThrow(OptionsError);
    expect(() => create(source, { ids: { kind: "json" } })).toThrow(message);
  });

  const at4: IdSource = { kind: "at", offset: 4, number: { bytes: 4, endian: "be" } };
  const number: IdSource = { kind: "match", pattern: "id=(\\d+)" };
  const elsewhere: [string, PayloadSource, IdSource, (number | string)[]][] = [
    ["in binary are at their place", text("\\0\\0\\0\\x04{{u32be i}}"), at4, [0, 1]],
    ["in binary are the index, where the request writes it", text("{{u32le i}}"), at4, [0, 1]],
    ["of another width are read", text("{{u64be i}}"), at4, [0, 1]],
    ["of a file are read", file("\xff\xff\xff\xff\0\0\x01\0"), at4, [256, 256]],
    ["in text are what matches", text("get id={{i}} now\\n"), number, ["0", "1"]],
    ["of lines are those of the line", lines("id=7", "id=9"), number, ["7", "9"]],
  ];
  test.each(elsewhere)("%s", (_, source, ids, expected) => {
    const payload = create(source, { ids });
    const found = expected.map((_id, i) => {
      payload.encode(i, 1);
      return payload.lastId;
    });
    expect<unknown[]>(found).toEqual(expected);
  });

  test("begin again where they have no more bits", () => {
    const ids: IdSource = { kind: "at", offset: 0, number: { bytes: 2, endian: "le" } };
    const payload = create(text("{{u16le i}}"), { ids });
    payload.encode(65_537, 1);
    expect(payload.lastId).toBe(1);
  });

  const lacking: [PayloadSource, IdSource, string][] = [
    [text("PING"), at4, "(id-at 4:u32be), but the request has 4 bytes, and its id ends at byte 8"],
    [text("PING\\n"), number, "(id-match id=(\\d+)), but nothing in the request matches: PING\\n"],
    [lines("id=1", "x"), number, "but nothing in line 2 matches: x"],
  ];
  test.each(lacking)("%p is refused where its replies have ids", (source, ids, message) => {
    expect(() => create(source, { ids })).toThrow(OptionsError);
    expect(() => create(source, { ids })).toThrow(message);
  });

  test("that only a later request lacks are refused then", () => {
    let made = 0;
    const randomUuid = (): string => (made++ < 2 ? "fine" : '"');
    const payload = create(text('{"id":"{{uuid}}"}'), { randomUuid, ids: { kind: "json" } });
    payload.encode(0, 1);
    expect(() => payload.encode(1, 1)).toThrow(OptionsError);
  });
});

const refusals: [PayloadSource, string][] = [
  [text("\\q"), '"\\q" is not an escape'],
  [text("{{j}}"), "{{j}} is not a template"],
  [file("{{j}}"), "{{j}} is not a template"],
  [task("{{j}}"), "{{j}} is not a template"],
  [task("{{u32be i}}"), "a task is JSON, which cannot contain binary numbers"],
  [lines(), "there is no line to send"],
];
test.each(refusals)("%p is refused", (source, message) => {
  expect(() => create(source)).toThrow(OptionsError);
  expect(() => create(source)).toThrow(message);
});

describe("what of a request its reply may carry", () => {
  const marks: [string, PayloadSource, Payload["mark"]][] = [
    ["is nothing of a static one", text("PING"), null],
    ["is nothing of a connection's number", text("{{connection}}"), null],
    ["is nothing of what may come twice", text("{{random 7}}"), null],
    ["is its index", text("{{connection}} {{i}} {{random 7}}"), "index"],
    ["is a text of its own rather than its index", text("{{i}} {{random 8}}"), "text"],
    ["is a uuid", text("{{uuid}}"), "text"],
    ["is nothing of lines", lines("a", "b"), null],
  ];
  test.each(marks)("%s", (_, source, mark) => {
    const payload = create(source);
    const request = latin1(payload.encode(7, 3));
    expect(payload.mark).toBe(mark);
    if (mark === "text") expect(request).toContain(payload.lastMark ?? "nothing");
    else expect(payload.lastMark).toBeUndefined();
  });
});
