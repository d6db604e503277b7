// WebSocket (RFC 6455) as far as a load needs it: the opening handshake, a request as one masked frame, a reply as one
// message. No extension is asked for, and pings of the server are not answered.
//
//   byte 0      FIN, three reserved bits, opcode (4 bits)
//   byte 1      MASK (always of a client, never of a server), length (7 bits)
//   + 2 or 8    the length, where those 7 bits are 126 or 127
//   + 4         the masking key, where MASK is set
import { decodeUtf8 } from "../../../src/protocol/utf8.ts";
import { formatSize } from "../../../src/units/size.ts";
import { MalformedReply, type ReplyFraming } from "./framing.ts";
import type { Payload } from "../plan/payload.ts";
import type { RequestId } from "./request-id.ts";

/** The key of the RFC's own example: every handshake has the same, so that its answer is known beforehand. */
const HANDSHAKE_KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const HANDSHAKE_ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

const FIN = 0x80;
const RESERVED = 0x70;
const MASK = 0x80;
const CONTINUATION = 0x0;
const TEXT = 0x1;
const BINARY = 0x2;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;

/** Longest payload of a control frame. */
const MAX_CONTROL_BYTES = 125;
/** Longest message of a reply. */
const MAX_MESSAGE_BYTES = 2 ** 30;

/** The request that opens a WebSocket, as for --send, and what its answer must match. */
export function handshakeOf(path: string, host: string): { send: string; expect: string } {
  return {
    send: String.raw`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${HANDSHAKE_KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    expect: String.raw`^HTTP/1\.1 101 .*\r\n[Ss]ec-[Ww]eb[Ss]ocket-[Aa]ccept: *${HANDSHAKE_ACCEPT.replaceAll("+", String.raw`\+`)}\r\n`,
  };
}

/** One whole frame as a client sends it. */
export function encodeFrame(
  opcode: number,
  payload: Uint8Array,
  maskKey: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const { length } = payload;
  const lengthBytes = length < 126 ? 0 : length < 2 ** 16 ? 2 : 8;
  const maskAt = 2 + lengthBytes;
  const frame = new Uint8Array(maskAt + 4 + length);
  const view = new DataView(frame.buffer);
  frame[0] = FIN | opcode;
  frame[1] = MASK | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) view.setUint16(2, length);
  if (lengthBytes === 8) view.setBigUint64(2, BigInt(length));
  frame.set(maskKey, maskAt);
  for (let i = 0; i < length; i++) {
    frame[maskAt + 4 + i] = (payload[i] as number) ^ (maskKey[i & 3] as number);
  }
  return frame;
}

/** A payload in frames: text where it is UTF-8, else binary; or pings. */
export class WebSocketPayload implements Payload {
  readonly #inner: Payload;
  readonly #opcode: number;
  /** Of all frames: it keeps a frame's bytes from being read as something else on their way, no more. */
  readonly #maskKey: Uint8Array;
  readonly #static: Uint8Array | undefined;

  constructor(inner: Payload, isPing: boolean, maskKey: Uint8Array) {
    this.#inner = inner;
    this.#maskKey = maskKey;
    const first = inner.encode(0, 1);
    this.#opcode = isPing ? PING : decodeUtf8(first) === undefined ? BINARY : TEXT;
    this.#static = inner.isStatic ? encodeFrame(this.#opcode, first, maskKey) : undefined;
  }

  encode(i: number, connection: number): Uint8Array {
    return (
      this.#static ?? encodeFrame(this.#opcode, this.#inner.encode(i, connection), this.#maskKey)
    );
  }

  get isStatic(): boolean {
    return this.#inner.isStatic;
  }

  get lastId(): RequestId | undefined {
    return this.#inner.lastId;
  }

  get mark(): Payload["mark"] {
    return this.#inner.mark;
  }

  get lastMark(): string | undefined {
    return this.#inner.lastMark;
  }
}

/** A reply is the server's next message, whole, or its next pong; what comes between is passed over. */
export class WebSocketFraming implements ReplyFraming {
  readonly refusal = undefined;
  readonly isLast = false;
  readonly #awaits: "message" | "pong";
  readonly #reader = new FrameReader();
  /** Bytes of the messages' frames so far. */
  #messageBytes = 0;
  #isInMessage = false;

  constructor(awaits: "message" | "pong") {
    this.#awaits = awaits;
  }

  begin(): void {
    this.#reader.reset();
    this.#messageBytes = 0;
    this.#isInMessage = false;
  }

  take(bytes: Uint8Array, start: number): number {
    for (let at = start; at < bytes.length;) {
      at = this.#reader.take(bytes, at);
      if (!this.#reader.isWhole) return -1;
      const isEnd = this.#judge(this.#reader);
      this.#reader.reset();
      if (isEnd) return at;
    }
    return -1;
  }

  endOfInput(): boolean {
    return false;
  }

  /** Whether this frame is the reply's last one. */
  #judge({ opcode, isFinal, length, closeCode }: FrameReader): boolean {
    if (opcode === CLOSE) {
      throw new MalformedReply(({ webSocket }) => webSocket.closed(closeCode));
    }
    if (opcode === PING) return false;
    if (opcode === PONG) return this.#awaits === "pong";
    if ((opcode === CONTINUATION) !== this.#isInMessage) {
      throw new MalformedReply(({ webSocket }) => webSocket.interleaved);
    }
    this.#isInMessage = !isFinal;
    this.#messageBytes += length;
    if (this.#messageBytes > MAX_MESSAGE_BYTES) {
      throw new MalformedReply(({ webSocket }, t) =>
        webSocket.messageTooLong(t.number(formatSize(MAX_MESSAGE_BYTES))),
      );
    }
    return isFinal && this.#awaits === "message";
  }

  /** The payload of the message, or of the pong, in the bytes of a reply. */
  unwrap(reply: Uint8Array): Uint8Array {
    const wanted = this.#awaits === "pong" ? [PONG] : [CONTINUATION, TEXT, BINARY];
    const parts: Uint8Array[] = [];
    for (const { opcode, payload } of framesIn(reply)) {
      if (wanted.includes(opcode)) parts.push(payload);
    }
    return Buffer.concat(parts);
  }
}

/** One frame of a server, from bytes in packets of any size; its payload is passed over. */
class FrameReader {
  opcode = 0;
  isFinal = false;
  /** Of the payload. */
  length = 0;
  isWhole = false;
  /** The first two bytes of a close frame's payload. */
  closeCode: number | undefined;
  readonly #header = new Uint8Array(10);
  #headerLength = 0;
  /** Known from its second byte on. */
  #headerWanted = 2;
  #left = 0;

  reset(): void {
    this.isWhole = false;
    this.closeCode = undefined;
    this.length = 0;
    this.#headerLength = 0;
    this.#headerWanted = 2;
    this.#left = 0;
  }

  /** Index behind what belongs to the frame. @throws {MalformedReply} if it is no frame of a server. */
  take(bytes: Uint8Array, start: number): number {
    let at = start;
    while (this.#headerLength < this.#headerWanted) {
      if (at === bytes.length) return at;
      this.#header[this.#headerLength++] = bytes[at++] as number;
      if (this.#headerLength === 2) this.#readStart();
      if (this.#headerLength === this.#headerWanted) this.#readLength();
    }
    const taken = Math.min(this.#left, bytes.length - at);
    if (this.opcode === CLOSE && this.#left === this.length && taken >= 2) {
      this.closeCode = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    }
    this.#left -= taken;
    this.isWhole = this.#left === 0;
    return at + taken;
  }

  #readStart(): void {
    const [first = 0, second = 0] = this.#header;
    this.opcode = first & 0x0f;
    this.isFinal = (first & FIN) !== 0;
    const isControl = this.opcode >= CLOSE;
    const isKnown = [CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG].includes(this.opcode);
    if ((first & RESERVED) !== 0 || !isKnown || (second & MASK) !== 0) {
      throw new MalformedReply(({ webSocket }) => webSocket.notAFrame);
    }
    if (isControl && (!this.isFinal || second > MAX_CONTROL_BYTES)) {
      throw new MalformedReply(({ webSocket }) => webSocket.controlFrame);
    }
    this.#headerWanted = second === 126 ? 4 : second === 127 ? 10 : 2;
  }

  #readLength(): void {
    const view = new DataView(this.#header.buffer);
    const short = this.#header[1] as number;
    this.length =
      short === 126 ? view.getUint16(2) : short === 127 ? Number(view.getBigUint64(2)) : short;
    if (this.length > MAX_MESSAGE_BYTES) {
      throw new MalformedReply(({ webSocket }, t) =>
        webSocket.frameTooLong(t.number(formatSize(MAX_MESSAGE_BYTES))),
      );
    }
    this.#left = this.length;
  }
}

/** The payload of a frame, as it was before masking; the bytes themselves where they are no whole frame. */
export function unwrapFrame(bytes: Uint8Array): Uint8Array {
  const [frame] = framesIn(bytes);
  return frame?.payload ?? bytes;
}

/** Of a client or a server, one behind the other; what is not whole is left out. */
function* framesIn(bytes: Uint8Array): Generator<{ opcode: number; payload: Uint8Array }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 2 <= bytes.length;) {
    const second = view.getUint8(at + 1);
    const short = second & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const maskBytes = (second & MASK) === 0 ? 0 : 4;
    const payloadAt = at + 2 + lengthBytes + maskBytes;
    if (payloadAt > bytes.length) return;
    const length =
      lengthBytes === 2
        ? view.getUint16(at + 2)
        : lengthBytes === 8
          ? Number(view.getBigUint64(at + 2))
          : short;
    if (payloadAt + length > bytes.length) return;
    const masked = bytes.subarray(payloadAt, payloadAt + length);
    const payload =
      maskBytes === 0
        ? masked
        : masked.map((byte, i) => byte ^ (bytes[payloadAt - 4 + (i & 3)] as number));
    yield { opcode: view.getUint8(at) & 0x0f, payload };
    at = payloadAt + length;
  }
}
