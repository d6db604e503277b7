// What a request sends: bytes that are always the same, a text with templates, or the next line of a file.
import { escapeControls } from "../../src/protocol/control-characters.ts";
import { decodeUtf8 } from "../../src/protocol/utf8.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import { resolveEscapes } from "./escapes.ts";
import { PassOrder } from "./pass-order.ts";
import { drawText } from "./random-text.ts";
import { readReplyId } from "./reply-id.ts";
import { parseTemplates, type Piece } from "./template.ts";

export interface Payload {
  /**
   * Bytes of request `i` (from 0) on connection `connection` (from 1); those of the static are the same array each
   * time, and no array may be changed. A pure function of both and the seed, but for {{uuid}}.
   * @throws {OptionsError} if an id is needed and this request has none.
   */
  encode(i: number, connection: number): Uint8Array;
  readonly isStatic: boolean;
  /** The id that the reply to the last request encoded must carry; undefined where no ids are needed. */
  readonly lastId: string | undefined;
}

export type PayloadSource =
  /** As typed: templates first, then escapes, so that \x7b{ is a brace that begins no template. */
  | { readonly kind: "text"; readonly text: string }
  /** A file, sent as it is but for templates where it is UTF-8. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** Line i modulo their number, and a newline, which they do not hold; shuffled: each pass in an order of its own. */
  | { readonly kind: "lines"; readonly lines: readonly string[]; readonly isShuffled: boolean }
  /** `{"id":"<uuid>","task":"<text>"}` and a newline; templates in the text apply. */
  | { readonly kind: "task"; readonly text: string };

export interface PayloadOptions {
  readonly seed: number;
  /** In ASCII, without characters that JSON would escape. */
  readonly randomUuid: () => string;
  /** True: replies are matched by id, so each request must be JSON with a string `id`. */
  readonly needsId: boolean;
}

/** A `literal` resolved to bytes, or what is made anew for each request. */
type Part = Uint8Array | Exclude<Piece, { kind: "literal" }>;

const LF = 0x0a;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @throws {OptionsError} if a template or an escape is unknown, there is no line, or a request lacks the id needed. */
export function createPayload(source: PayloadSource, options: PayloadOptions): Payload {
  switch (source.kind) {
    case "text":
      return createFromPieces(parseTemplates(source.text), resolveEscapes, options);
    case "bytes": {
      const text = decodeUtf8(source.bytes);
      if (text === undefined || !text.includes("{{")) {
        return new StaticPayload(source.bytes, options);
      }
      return createFromPieces(parseTemplates(text), (literal) => encoder.encode(literal), options);
    }
    case "lines":
      return new LinesPayload(source.lines, source.isShuffled, options);
    case "task": {
      const pieces = parseTemplates(source.text);
      const start = encoder.encode('{"id":"');
      const between = encoder.encode('","task":"');
      const parts = compile(pieces, (text) => encoder.encode(JSON.stringify(text).slice(1, -1)));
      const end = encoder.encode('"}\n');
      return new TemplatePayload([start, { kind: "uuid" }, between, ...parts, end], options);
    }
    default:
      return source satisfies never;
  }
}

function createFromPieces(
  pieces: readonly Piece[],
  encodeLiteral: (text: string) => Uint8Array,
  options: PayloadOptions,
): Payload {
  const [first = new Uint8Array(0), ...others] = compile(pieces, encodeLiteral);
  return first instanceof Uint8Array && others.length === 0
    ? new StaticPayload(first, options)
    : new TemplatePayload([first, ...others], options);
}

function compile(pieces: readonly Piece[], encodeLiteral: (text: string) => Uint8Array): Part[] {
  return pieces.map((piece) => (piece.kind === "literal" ? encodeLiteral(piece.text) : piece));
}

class StaticPayload implements Payload {
  readonly isStatic = true;
  readonly lastId: string | undefined;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, { needsId }: PayloadOptions) {
    this.#bytes = bytes;
    this.lastId = needsId ? requireId(decoder.decode(bytes)) : undefined;
  }

  encode(): Uint8Array {
    return this.#bytes;
  }
}

class TemplatePayload implements Payload {
  readonly isStatic = false;
  lastId: string | undefined;
  readonly #parts: readonly Part[];
  readonly #options: PayloadOptions;

  constructor(parts: readonly Part[], options: PayloadOptions) {
    this.#parts = parts;
    this.#options = options;
    // What is wrong with the first request is told before the load.
    this.encode(0, 1);
    this.lastId = undefined;
  }

  encode(i: number, connection: number): Uint8Array {
    const values = this.#parts.map((part, place) => this.#fill(part, i, connection, place));
    const bytes = new Uint8Array(values.reduce((sum, value) => sum + value.length, 0));
    let at = 0;
    for (const value of values) {
      if (typeof value === "string") writeAscii(value, bytes, at);
      else bytes.set(value, at);
      at += value.length;
    }
    if (this.#options.needsId) this.lastId = requireId(decoder.decode(bytes));
    return bytes;
  }

  #fill(part: Part, i: number, connection: number, place: number): Uint8Array | string {
    if (part instanceof Uint8Array) return part;
    switch (part.kind) {
      case "i":
        return String(i);
      case "connection":
        return String(connection);
      case "uuid":
        return this.#options.randomUuid();
      case "random":
        return drawText(part.length, this.#options.seed, i, place);
      default:
        return part satisfies never;
    }
  }
}

class LinesPayload implements Payload {
  readonly isStatic = false;
  lastId: string | undefined;
  readonly #bytes: Uint8Array;
  /** Where each line begins in `#bytes`, and where the last one ends. */
  readonly #starts: Float64Array;
  readonly #order: PassOrder | undefined;
  readonly #ids: readonly string[] | undefined;

  constructor(lines: readonly string[], isShuffled: boolean, { seed, needsId }: PayloadOptions) {
    if (lines.length === 0) throw new OptionsError("there is no line to send");
    this.#bytes = encoder.encode(`${lines.join("\n")}\n`);
    this.#starts = new Float64Array(lines.length + 1);
    for (let k = 0; k < lines.length; k++) {
      this.#starts[k + 1] = this.#bytes.indexOf(LF, this.#starts[k]) + 1;
    }
    this.#order = isShuffled ? new PassOrder(lines.length, seed) : undefined;
    this.#ids = needsId ? lines.map((line, k) => requireId(line, `line ${k + 1}`)) : undefined;
  }

  encode(i: number): Uint8Array {
    const k = this.#order?.at(i) ?? i % (this.#starts.length - 1);
    this.lastId = this.#ids?.[k];
    return this.#bytes.subarray(this.#starts[k], this.#starts[k + 1]);
  }
}

function writeAscii(text: string, bytes: Uint8Array, start: number): void {
  for (let i = 0; i < text.length; i++) bytes[start + i] = text.charCodeAt(i);
}

function requireId(line: string, name = "the request"): string {
  const id = readReplyId(line);
  if (id !== undefined) return id;
  const shown = escapeControls(line.length > 60 ? `${line.slice(0, 60)}…` : line);
  throw new OptionsError(
    `replies are matched by id (json-id), but ${name} is not JSON with a string "id": ${shown}`,
  );
}
