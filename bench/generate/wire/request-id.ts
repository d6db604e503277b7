// The id of a request, and of a reply: the same bytes give the same value.
import type { IdRule } from "../../run/load/plan.ts";
import { readBinaryNumber } from "./binary-number.ts";
import { compilePattern, type IdSource } from "./id-rule.ts";
import { readJsonIdReply, readReplyId } from "./json-id.ts";

export type RequestId = string | number | bigint;

const decoder = new TextDecoder();

/** Reads the id of whole requests; undefined where there is none. */
export function createRequestIdReader(
  source: IdSource,
): (request: Uint8Array) => RequestId | undefined {
  switch (source.kind) {
    case "json":
      return (request) => readReplyId(decoder.decode(request));
    case "match": {
      const pattern = compilePattern(source.pattern);
      return (request) => matchId(pattern, decoder.decode(request));
    }
    case "at": {
      const { offset, number } = source;
      return (request) =>
        offset + number.bytes <= request.length
          ? readBinaryNumber(request, offset, number)
          : undefined;
    }
    default:
      return source satisfies never;
  }
}

function matchId(pattern: RegExp, text: string): string | undefined {
  const match = pattern.exec(text);
  return match?.[1] ?? match?.[0];
}

export interface IdentifiedReply {
  /** Undefined where the reply has none. */
  readonly id: RequestId | undefined;
  /** Why the reply is a failure as reported in it; undefined where it is none. */
  readonly refusal: string | undefined;
}

/** Reads the ids of one connection's replies, which come in pieces. */
export interface ReplyIdReader {
  /** Replies must be kept: `end` reads their text. */
  readonly needsText: boolean;
  /** `bytes` from `start` to `end` are the next ones of the reply. */
  take(bytes: Uint8Array, start: number, end: number): void;
  /** The reply is whole; the next bytes are those of another one. */
  end(text: string): IdentifiedReply;
  /** Forgets a reply that is not whole. */
  reset(): void;
}

export function createReplyIdReader(source: IdSource): ReplyIdReader {
  switch (source.kind) {
    case "json":
      return textReader(readJsonIdReply);
    case "match": {
      const pattern = compilePattern(source.pattern);
      return textReader((text) => ({ id: matchId(pattern, text), refusal: undefined }));
    }
    case "at":
      return new BinaryIdReader(source);
    default:
      return source satisfies never;
  }
}

function textReader(read: (text: string) => IdentifiedReply): ReplyIdReader {
  const nothing = (): void => undefined;
  return { needsText: true, take: nothing, end: read, reset: nothing };
}

class BinaryIdReader implements ReplyIdReader {
  readonly needsText = false;
  readonly #rule: Extract<IdRule, { kind: "at" }>;
  readonly #id: Uint8Array;
  /** Bytes of the reply so far. */
  #taken = 0;

  constructor(rule: Extract<IdRule, { kind: "at" }>) {
    this.#rule = rule;
    this.#id = new Uint8Array(rule.number.bytes);
  }

  take(bytes: Uint8Array, start: number, end: number): void {
    const { offset } = this.#rule;
    // Where the id begins in `bytes`: it may be cut anywhere by packets.
    const idStart = start + offset - this.#taken;
    const from = Math.max(start, idStart);
    const to = Math.min(end, idStart + this.#id.length);
    for (let at = from; at < to; at++) this.#id[at - idStart] = bytes[at] as number;
    this.#taken += end - start;
  }

  end(): IdentifiedReply {
    const { offset, number } = this.#rule;
    const isWhole = this.#taken >= offset + number.bytes;
    this.#taken = 0;
    return { id: isWhole ? readBinaryNumber(this.#id, 0, number) : undefined, refusal: undefined };
  }

  reset(): void {
    this.#taken = 0;
  }
}
