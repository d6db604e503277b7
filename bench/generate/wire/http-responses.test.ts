import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { escapeControls } from "../../../src/protocol/control-characters.ts";
import {
  anyCuts,
  bytesOf,
  type Cuts,
  cutAt,
  type Framed,
  frame,
} from "../../../test/support/framing.ts";
import { HttpFraming } from "./http-framing.ts";

const frameHttp = (stream: string, cuts: Cuts = []): Framed =>
  frame(new HttpFraming(), cutAt(bytesOf(stream), cuts));

const trimBlanks = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, "");

/** What the RFC says of a whole stream, slowly: the replies, and how the stream goes on behind them. */
function readResponses(stream: string): Framed {
  const replies: Framed["replies"][number][] = [];
  let text = "";
  for (let rest = stream; ;) {
    const head = /^HTTP\/1\.(\d) ([1-9]\d\d)(?: ([^\n]*?))?\r?\n((?:(?!\r?\n)[^\n]*\n)*)\r?\n/.exec(
      rest,
    );
    if (head === null) return { replies, end: "cut", rest: text + rest };
    const [whole, version, status = "", reason = "", fieldLines = ""] = head;
    const body = rest.slice(whole.length);
    text += whole;
    if (status.startsWith("1")) {
      rest = body;
      continue;
    }
    const values = (name: string): string[] =>
      fieldLines
        .split(/\r?\n/)
        .map((line) => /^([^: \t]+)[ \t]*:(.*)$/s.exec(line.toLowerCase()) ?? [])
        .filter(([, known]) => known === name)
        .flatMap(([, , value = ""]) => value.split(","))
        .map(trimBlanks);
    const codings = values("transfer-encoding").filter((value) => value !== "");
    const [length] = values("content-length");
    const connection = values("connection");
    let bodyLength: number | undefined;
    if (status === "204" || status === "304") bodyLength = 0;
    else if (codings.at(-1) === "chunked") bodyLength = chunkedLength(body);
    else if (codings.length === 0 && length !== undefined) bodyLength = Number(length);
    else return { replies, end: "whole", rest: text + body };
    if (bodyLength === undefined || bodyLength > body.length) {
      return { replies, end: "cut", rest: text + body };
    }
    const isKept = version !== "0" || connection.includes("keep-alive");
    replies.push({
      text: text + body.slice(0, bodyLength),
      refusal:
        Number(status) >= 400 ? `${status} ${escapeControls(reason.trim())}`.trim() : undefined,
      isLast: connection.includes("close") || !isKept,
    });
    rest = body.slice(bodyLength);
    text = "";
  }
}

function chunkedLength(body: string): number | undefined {
  for (let at = 0; ;) {
    const [line, size = ""] = /^([0-9a-fA-F]+)[^\n]*\n/.exec(body.slice(at)) ?? [];
    if (line === undefined) return undefined;
    at += line.length;
    const chunkBytes = Number.parseInt(size, 16);
    if (chunkBytes === 0) {
      const trailers = /^(?:(?!\r?\n)[^\n]*\n)*\r?\n/.exec(body.slice(at));
      return trailers === null ? undefined : at + trailers[0].length;
    }
    const [end] = /^\r?\n/.exec(body.slice(at + chunkBytes)) ?? [];
    if (end === undefined) return undefined;
    at += chunkBytes + end.length;
  }
}

const anyCase = (text: string): fc.Arbitrary<string> =>
  fc.constantFrom(text, text.toLowerCase(), text.toUpperCase());
const eol = fc.constantFrom("\r\n", "\r\n", "\r\n", "\n");
const blank = fc.constantFrom("", " ", "\t ");

const field = (name: string, value: string): fc.Arbitrary<string> =>
  fc
    .tuple(anyCase(name), blank, anyCase(value), blank, eol)
    .map(([n, before, v, after, end]) => `${n}:${before}${v}${after}${end}`);

const otherFields = fc.array(
  fc.oneof(
    field("Content-Type", "text/html; charset=utf-8"),
    field("X", "Content-Length: 3"),
    field("Date", "Tue, 01 Jan 2030 00:00:00 GMT"),
    field("Connection", "keep-alive"),
    field("Connection", "x, close"),
    field("TE", "chunked"),
    fc.constant("X: folded\r\n Content-Length: 1\r\n"),
  ),
  { maxLength: 4 },
);

const content = fc.string({
  unit: fc.constantFrom("a", "\r", "\n", "0", "\xff", "HTTP/1.1 200 OK\r\n\r\n"),
  maxLength: 12,
});

/** The fields that say how the body ends, and the body; null where only the connection ends it. */
const framedBody: fc.Arbitrary<{ fields: string; body: string }> = fc.oneof(
  content.chain((body) =>
    field("Content-Length", String(body.length)).map((fields) => ({ fields, body })),
  ),
  fc
    .tuple(
      field("Transfer-Encoding", "chunked"),
      fc.array(
        fc.tuple(
          content.filter((part) => part !== ""),
          fc.constantFrom("", ";a=b", " ; x"),
          eol,
          eol,
        ),
        { maxLength: 3 },
      ),
      fc.constantFrom("", "X: y\r\n", "Content-Length: 4\n"),
      eol,
    )
    .map(([fields, chunks, trailers, end]) => ({
      fields,
      body: `${chunks
        .map(([part, extension, one, two]) => `${hex(part)}${extension}${one}${part}${two}`)
        .join("")}0${end}${trailers}${end}`,
    })),
);

const hex = (part: string): string => part.length.toString(16);

const response: fc.Arbitrary<string> = fc
  .record({
    informational: fc.constantFrom(
      "",
      "",
      "HTTP/1.1 100 Continue\r\n\r\n",
      "HTTP/1.1 103 x\nX: y\n\n",
    ),
    version: fc.constantFrom("1.1", "1.1", "1.0"),
    status: fc.constantFrom("200 OK", "200", "201 ", "404 Not Found", "500 x"),
    before: otherFields,
    after: otherFields,
    framed: framedBody,
    end: eol,
  })
  .map(({ informational, version, status, before, after, framed, end }) => {
    // Chunked is not for 1.0.
    const number = framed.fields.toLowerCase().startsWith("transfer") ? "1.1" : version;
    const fields = [...before, framed.fields, ...after].join("");
    return `${informational}HTTP/${number} ${status}${end}${fields}${end}${framed.body}`;
  });

/** Some of them twice or more in a row, as on a kept connection. */
const responses = fc
  .array(fc.tuple(response, fc.integer({ min: 1, max: 3 })), { maxLength: 4 })
  .map((runs) => runs.flatMap(([text, count]) => new Array<string>(count).fill(text)));

describe("any packets", () => {
  test("give the responses that were sent back to back", () => {
    fc.assert(
      fc.property(responses, anyCuts, (texts, cuts) => {
        const framed = frameHttp(texts.join(""), cuts);
        expect(framed.replies.map((reply) => reply.text)).toEqual(texts);
        expect(framed).toEqual(readResponses(texts.join("")));
      }),
      { numRuns: 500 },
    );
  });

  test("give the same as one packet where bytes are lost, added or wrong, and no other replies than the RFC", () => {
    const damage = fc.record({
      at: fc.nat(),
      removed: fc.nat({ max: 3 }),
      added: fc.constantFrom("", "", "\r", "\n", " ", "9", ":", "c", "~", "\r\n\r\n"),
    });
    fc.assert(
      fc.property(responses, damage, anyCuts, (texts, { at, removed, added }, cuts) => {
        const original = texts.join("");
        const place = at % (original.length + 1);
        const stream = original.slice(0, place) + added + original.slice(place + removed);
        const once = frameHttp(stream);
        expect(frameHttp(stream, cuts)).toEqual(once);
        const read = readResponses(stream);
        if (once.end === "malformed") {
          expect(read.replies.slice(0, once.replies.length)).toEqual([...once.replies]);
        } else expect(once).toEqual(read);
      }),
      { numRuns: 2000 },
    );
  });
});
