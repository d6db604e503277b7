// What a request sends: bytes that are always the same, a text with templates, or the next line of a file.
import { escapeControls } from "../../../src/protocol/control-characters.ts";
import { decodeUtf8 } from "../../../src/protocol/utf8.ts";
import { encodeBinaryNumber, wrapNumber } from "../wire/binary-number.ts";
import { resolveEscapes } from "../wire/escapes.ts";
import { formatIdSource, type IdSource } from "../wire/id-rule.ts";
import { PassOrder } from "./pass-order.ts";
import { drawText, parseTemplates, type Piece } from "./template.ts";
import { createRequestIdReader, type RequestId } from "../wire/request-id.ts";
import { type Texts, usageError } from "../../messages/texts.ts";

export interface Payload {
  /**
   * Bytes of request `i` (from 0) on connection `connection` (from 1); those of the static are the same array each
   * time, and no array may be changed. A pure function of both and the seed, but for {{uuid}}.
   * @throws {OptionsError} if an id is needed and this request has none.
   */
  encode(i: number, connection: number): Uint8Array;
  readonly isStatic: boolean;
  /** The id that the reply to the last request encoded must carry; undefined where no ids are needed. */
  readonly lastId: RequestId | undefined;
  /** What of each request its reply may carry, and no other request has: a text of its own, or its index. */
  readonly mark: "text" | "index" | null;
  /** That text of the last request encoded. */
  readonly lastMark: string | undefined;
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
  /** Where each request must have its id, as replies are matched by it; null: by their order. */
  readonly ids: IdSource | null;
}

/** A `literal` resolved to bytes, or what is made anew for each request. */
type Part = Uint8Array | Exclude<Piece, { kind: "literal" }>;

const LF = 0x0a;

const encoder = new TextEncoder();

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
      if (pieces.some(({ kind }) => kind === "binary")) {
        throw usageError(({ loadOptions }) => loadOptions.binaryInTask());
      }
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
  readonly mark = null;
  readonly lastMark = undefined;
  readonly lastId: RequestId | undefined;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, { ids }: PayloadOptions) {
    this.#bytes = bytes;
    this.lastId = ids === null ? undefined : idReader(ids)(bytes);
  }

  encode(): Uint8Array {
    return this.#bytes;
  }
}

class TemplatePayload implements Payload {
  readonly isStatic = false;
  readonly mark: "text" | "index" | null;
  #lastMark: Uint8Array | string | undefined;
  /** Place of the part whose text is the mark; -1: there is none. */
  readonly #markPlace: number;
  lastId: RequestId | undefined;
  readonly #parts: readonly Part[];
  readonly #options: PayloadOptions;
  readonly #readId: ((bytes: Uint8Array, i: number) => RequestId) | undefined;

  constructor(parts: readonly Part[], options: PayloadOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#markPlace = parts.findIndex(isMark);
    this.mark = this.#markPlace >= 0 ? "text" : parts.some(isIndex) ? "index" : null;
    this.#readId = options.ids === null ? undefined : templateIdReader(options.ids, parts);
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
    this.#lastMark = values[this.#markPlace];
    this.lastId = this.#readId?.(bytes, i);
    return bytes;
  }

  get lastMark(): string | undefined {
    return this.#lastMark === undefined ? undefined : textOf(this.#lastMark);
  }

  #fill(part: Part, i: number, connection: number, place: number): Uint8Array | string {
    if (part instanceof Uint8Array) return part;
    switch (part.kind) {
      case "i":
        return String(i);
      case "binary":
        return encodeBinaryNumber(i, part.number);
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
  readonly mark = null;
  readonly lastMark = undefined;
  lastId: RequestId | undefined;
  readonly #bytes: Uint8Array;
  /** Where each line begins in `#bytes`, and where the last one ends. */
  readonly #starts: Float64Array;
  readonly #order: PassOrder | undefined;
  readonly #ids: readonly RequestId[] | undefined;

  constructor(lines: readonly string[], isShuffled: boolean, { seed, ids }: PayloadOptions) {
    if (lines.length === 0) throw usageError(({ loadOptions }) => loadOptions.noLines());
    this.#bytes = encoder.encode(`${lines.join("\n")}\n`);
    this.#starts = new Float64Array(lines.length + 1);
    for (let k = 0; k < lines.length; k++) {
      this.#starts[k + 1] = this.#bytes.indexOf(LF, this.#starts[k]) + 1;
    }
    this.#order = isShuffled ? new PassOrder(lines.length, seed) : undefined;
    this.#ids = ids === null ? undefined : lines.map((_, k) => idReader(ids, k + 1)(this.#line(k)));
  }

  encode(i: number): Uint8Array {
    const k = this.#order?.at(i) ?? i % (this.#starts.length - 1);
    this.lastId = this.#ids?.[k];
    return this.#line(k);
  }

  #line(k: number): Uint8Array {
    return this.#bytes.subarray(this.#starts[k], this.#starts[k + 1]);
  }
}

/** So long, random texts do not come twice. */
const MIN_MARK_CHARACTERS = 8;
/** More of a random text is not looked for. */
const MAX_MARK_CHARACTERS = 32;

function isMark(part: Part): boolean {
  if (part instanceof Uint8Array) return false;
  return part.kind === "uuid" || (part.kind === "random" && part.length >= MIN_MARK_CHARACTERS);
}

function isIndex(part: Part): boolean {
  return !(part instanceof Uint8Array) && part.kind === "i";
}

function textOf(value: Uint8Array | string): string {
  if (typeof value === "string") return value;
  return String.fromCharCode(...value.subarray(0, MAX_MARK_CHARACTERS));
}

function writeAscii(text: string, bytes: Uint8Array, start: number): void {
  for (let i = 0; i < text.length; i++) bytes[start + i] = text.charCodeAt(i);
}

/** Reads an id that must be there: of a request, or of line `line` of a file of them. */
function idReader(ids: IdSource, line?: number): (request: Uint8Array) => RequestId {
  const read = createRequestIdReader(ids);
  return (request) => {
    const id = read(request);
    if (id !== undefined) return id;
    throw usageError(({ loadOptions }) =>
      loadOptions.idNotFound(
        formatIdSource(ids),
        problemOf(ids, request, line, loadOptions.idProblems),
      ),
    );
  };
}

/**
 * Of requests with templates. One that writes its index in binary, as wide as the id is, has that for its id: the reply
 * may carry it at another offset than the request.
 */
function templateIdReader(
  ids: IdSource,
  parts: readonly Part[],
): (request: Uint8Array, i: number) => RequestId {
  if (ids.kind === "at") {
    const { number } = ids;
    const hasIndex = parts.some(
      (part) =>
        !(part instanceof Uint8Array) &&
        part.kind === "binary" &&
        part.number.bytes === number.bytes,
    );
    if (hasIndex) return (_, i) => wrapNumber(i, number);
  }
  return idReader(ids);
}

function problemOf(
  ids: IdSource,
  request: Uint8Array,
  line: number | undefined,
  texts: Texts["loadOptions"]["idProblems"],
): string {
  const name = line === undefined ? texts.theRequest : texts.line(line);
  const text = new TextDecoder().decode(request);
  const shown = escapeControls(text.length > 60 ? `${text.slice(0, 60)}…` : text);
  switch (ids.kind) {
    case "json":
      return texts.json(name, shown);
    case "match":
      return texts.match(name, shown);
    case "at":
      return texts.at(name, request.length, ids.offset + ids.number.bytes);
    default:
      return ids satisfies never;
  }
}
