import { describe, expect, test } from "bun:test";
import { bytesOf, type Cuts, cutAt, type Framed, frame } from "../../../test/support/framing.ts";
import { HttpFraming, MAX_HEAD_BYTES } from "./http-framing.ts";
import { MalformedReply } from "./framing.ts";

const frameHttp = (stream: string, cuts: Cuts = []): Framed =>
  frame(new HttpFraming(), cutAt(bytesOf(stream), cuts));

/** What a stream of one response is: whole with a word on its end, whole at the end of the connection, or not. */
type Verdict = "kept" | "last" | "to the end" | "cut" | "malformed";

function verdictOf({ replies, end }: Framed): Verdict {
  if (end === "malformed") return "malformed";
  const [reply] = replies;
  if (reply === undefined) return end === "whole" ? "to the end" : "cut";
  return reply.isLast ? "last" : "kept";
}

const OK = "HTTP/1.1 200 OK\r\n";
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

const rows: [string, string, Verdict][] = [
  ["a length ends the body", `${OK}Content-Length: 3\r\n\r\nabc`, "kept"],
  ["a length of 0 is a body of none", `${OK}Content-Length: 0\r\n\r\n`, "kept"],
  ["the body may lack bytes", `${OK}Content-Length: 3\r\n\r\nab`, "cut"],
  ["names are of any case, values have blanks", `${OK}cOnTeNt-LENGTH:\t 1 \r\n\r\na`, "kept"],
  ["a blank before the colon is overlooked", `${OK}Content-Length : 1\r\n\r\na`, "kept"],
  ["a name that only begins so is another", `${OK}Content-Length-X: 1\r\n\r\n`, "to the end"],
  ["a line may end without its CR", "HTTP/1.1 200 OK\nContent-Length: 1\n\na", "kept"],
  ["no reason is needed", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "kept"],
  ["without a length all is the body", `${OK}\r\nabc`, "to the end"],
  ["a head that is cut is no reply", `${OK}Server: x\r\n`, "cut"],
  ["204 has no body", "HTTP/1.1 204 No Content\r\n\r\n", "kept"],
  ["304 has none, whatever its length", "HTTP/1.1 304 x\r\nContent-Length: 9\r\n\r\n", "kept"],
  ["1xx goes before", `HTTP/1.1 100 Continue\r\n\r\n${OK}Content-Length: 0\r\n\r\n`, "kept"],
  [
    "1xx says nothing of what follows",
    `HTTP/1.1 103 x\r\nContent-Length: 5\r\nConnection: close\r\n\r\n${OK}Content-Length: 0\r\n\r\n`,
    "kept",
  ],
  ["1xx alone is no reply", "HTTP/1.1 100 Continue\r\n\r\n", "cut"],
  ["101 is another protocol", "HTTP/1.1 101 Switching\r\n\r\n", "malformed"],

  ["close is said", `${OK}Connection: close\r\nContent-Length: 0\r\n\r\n`, "last"],
  ["close in a list", `${OK}Connection: x ,\tCLOSE\r\nContent-Length: 0\r\n\r\n`, "last"],
  [
    "a word that holds close",
    `${OK}Connection: closed, x-close\r\nContent-Length: 0\r\n\r\n`,
    "kept",
  ],
  ["1.0 closes", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "last"],
  [
    "1.0 is kept by its word",
    "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n",
    "kept",
  ],
  [
    "close beats keep-alive",
    `${OK}Connection: keep-alive\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    "last",
  ],

  ["chunks", `${CHUNKED}3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n`, "kept"],
  ["chunks with extensions", `${CHUNKED}1;a=b;c="d"\r\na\r\n0 ;x\r\n\r\n`, "kept"],
  ["chunks with trailers", `${CHUNKED}0\r\nContent-Length: 7\r\nX: y\r\n\r\n`, "kept"],
  ["chunks without their end", `${CHUNKED}1\r\na\r\n0\r\n`, "cut"],
  ["chunks that hold what looks like an end", `${CHUNKED}5\r\n0\r\n\r\n\r\n0\r\n\r\n`, "kept"],
  ["sizes with zeros before them", `${CHUNKED}0003\r\nabc\r\n000\r\n\r\n`, "kept"],
  ["a chunk longer than its size", `${CHUNKED}1\r\nab`, "malformed"],
  ["a chunk that ends in CR alone", `${CHUNKED}1\r\na\rb`, "malformed"],
  ["a size that is none", `${CHUNKED}x\r\n`, "malformed"],
  ["a size of nothing", `${CHUNKED};a=b\r\n`, "malformed"],
  ["a size below 0", `${CHUNKED}-1\r\n`, "malformed"],
  ["a size beyond 2^53", `${CHUNKED}20000000000000\r\n`, "malformed"],
  [
    "other codings before chunked",
    `${OK}Transfer-Encoding: gzip, Chunked ,\r\n\r\n0\r\n\r\n`,
    "kept",
  ],
  [
    "several fields are one list",
    `${OK}Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    "kept",
  ],
  [
    "chunked that is not last",
    `${OK}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`,
    "to the end",
  ],
  ["chunked in 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "malformed"],
  [
    "chunked and a length",
    `${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`,
    "malformed",
  ],

  ["two lengths", `${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, "malformed"],
  ["the same length twice", `${OK}Content-Length: 1\r\ncontent-length: 1\r\n\r\na`, "malformed"],
  ["a list of lengths", `${OK}Content-Length: 1, 1\r\n\r\na`, "malformed"],
  ["a length below 0", `${OK}Content-Length: -1\r\n\r\n`, "malformed"],
  ["a length with a sign", `${OK}Content-Length: +1\r\n\r\na`, "malformed"],
  ["a length in hex", `${OK}Content-Length: 0x1\r\n\r\na`, "malformed"],
  ["a length of two words", `${OK}Content-Length: 1 1\r\n\r\na`, "malformed"],
  ["an empty length", `${OK}Content-Length:\r\n\r\n`, "malformed"],
  ["a length of 2^53", `${OK}Content-Length: 9007199254740992\r\n\r\n`, "malformed"],
  ["a length of 2^53 - 1", `${OK}Content-Length: 9007199254740991\r\n\r\n`, "cut"],
  ["a length that goes on in the next line", `${OK}Content-Length: 1\r\n 1\r\n\r\n`, "malformed"],
  [
    "another field that goes on",
    `${OK}X: a\r\n\tContent-Length: 7\r\nContent-Length: 0\r\n\r\n`,
    "kept",
  ],

  ["another protocol", "+PONG\r\n", "malformed"],
  ["another protocol, without a line's end", "HTTQ", "malformed"],
  ["another version", "HTTP/2 200\r\n\r\n", "malformed"],
  ["a version that is none", "HTTP/1.x 200 OK\r\n\r\n", "malformed"],
  ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", "malformed"],
  ["a status of four", "HTTP/1.1 2000 OK\r\n\r\n", "malformed"],
  ["a status below 100", "HTTP/1.1 099 OK\r\n\r\n", "malformed"],
  ["a status line that ends early", "HTTP/1.1\r\n\r\n", "malformed"],
  ["an empty line before the status line", `\r\n${OK}\r\n`, "malformed"],
];
test.each(rows)("%s", (_, stream, verdict) => {
  for (const cuts of [[], "every byte"] as const) {
    const framed = frameHttp(stream, cuts);
    expect(verdictOf(framed)).toBe(verdict);
    if (verdict === "kept" || verdict === "last") {
      expect(framed.replies.map((reply) => reply.text)).toEqual([stream]);
    }
  }
});

describe("what a response says of itself", () => {
  const refusals: [string, string | undefined][] = [
    ["HTTP/1.1 200 OK", undefined],
    ["HTTP/1.1 302 Found", undefined],
    ["HTTP/1.1 400 Bad Request", "400 Bad Request"],
    ["HTTP/1.1 404 Not Found", "404 Not Found"],
    ["HTTP/1.0 503", "503"],
    ["HTTP/1.1 500 a\x1b[2Jb", "500 a\\x1b[2Jb"],
    ["HTTP/1.1 999 \xc3\xb1", "999 ñ"],
  ];
  test.each(refusals)("%p", (statusLine, refusal) => {
    const [reply] = frameHttp(`${statusLine}\r\nContent-Length: 0\r\n\r\n`).replies;
    expect(reply?.refusal).toBe(refusal);
  });

  test("holds at the end of the connection too", () => {
    const framing = new HttpFraming();
    framing.begin();
    framing.take(bytesOf("HTTP/1.1 502 Bad Gateway\r\n\r\nsorry"), 0);
    expect(framing.endOfInput()).toBe(true);
    expect(framing.refusal).toBe("502 Bad Gateway");
    expect(framing.isLast).toBe(true);
  });
});

describe("a limit of 64 KiB", () => {
  const headOf = (bytes: number): string => {
    const rest = "\r\nContent-Length: 0\r\n\r\n";
    return `${OK}X: ${"x".repeat(bytes - OK.length - rest.length - 3)}${rest}`;
  };
  const chunkOf = (bytes: number): string => `${CHUNKED}0;${"x".repeat(bytes - 6)}\r\n\r\n`;

  test.each([
    ["holds for a head", headOf],
    ["holds for a chunk's size and trailers", chunkOf],
  ])("%s", (_, streamOf) => {
    for (const cut of [0, 20_000, MAX_HEAD_BYTES - 1]) {
      expect(verdictOf(frameHttp(streamOf(MAX_HEAD_BYTES), [cut]))).toBe("kept");
      expect(verdictOf(frameHttp(streamOf(MAX_HEAD_BYTES + 1), [cut]))).toBe("malformed");
    }
  });

  test("holds for each head and each chunk anew, and not for bodies", () => {
    const long = headOf(MAX_HEAD_BYTES);
    expect(frameHttp(long + long, [100, long.length + 100]).replies.length).toBe(2);
    const chunk = `1;${"x".repeat(1000)}\r\na\r\n`;
    expect(verdictOf(frameHttp(`${CHUNKED}${chunk.repeat(100)}0\r\n\r\n`))).toBe("kept");
    const body = "x".repeat(MAX_HEAD_BYTES + 1);
    expect(verdictOf(frameHttp(`${OK}Content-Length: ${body.length}\r\n\r\n${body}`))).toBe("kept");
  });

  test("is known before a line ends that never would", () => {
    const framing = new HttpFraming();
    const packet = bytesOf("x".repeat(1000));
    framing.take(bytesOf(OK), 0);
    expect(() => {
      for (let i = 0; i < 70; i++) framing.take(packet, 0);
    }).toThrow(new MalformedReply(() => "the head is longer than 64 KiB"));
  });
});

describe("a head like the last one", () => {
  const reply = (status: string, body: string, field = "Server: x"): string =>
    `HTTP/1.1 ${status}\r\n${field}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

  test("is read as the last one was", () => {
    const replies = [
      reply("404 Not Found", "abc", "Connection: close"),
      reply("404 Not Found", "0\r\n", "Connection: close"),
      reply("200 OK", "abc", "Connection: close"),
      reply("200 OK", "abc"),
      reply("200 OK", "abcd"),
      reply("200 OK", "abcd"),
    ];
    const framed = frameHttp(replies.join(""));
    expect(framed.replies).toEqual(
      replies.map((text, i) => ({
        text,
        refusal: i < 2 ? "404 Not Found" : undefined,
        isLast: i < 3,
      })),
    );
  });

  test("is not one that differs in any one byte", () => {
    const first = reply("200 OK", "a");
    for (let i = 0; i < first.length - 1; i++) {
      const second = first.slice(0, i) + "~" + first.slice(i + 1);
      const alone = frameHttp(second);
      const { replies, ...behind } = frameHttp(first + second);
      expect<Framed>({ replies: replies.slice(1), ...behind }).toEqual(alone);
    }
  });

  test("is not known from a head that came in parts", () => {
    const first = reply("200 OK", "a");
    const second = reply("500 x", "b");
    const framed = frameHttp(first + second + first, [first.length + 10]);
    expect(framed.replies.map(({ refusal }) => refusal)).toEqual([undefined, "500 x", undefined]);
  });
});
