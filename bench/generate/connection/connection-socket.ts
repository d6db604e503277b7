// The socket of a connection: opened, written to as fast as it takes bytes, closed. What comes is its owner's to read.
import type { Socket, SocketHandler } from "bun";
import { Opening, type OpeningOptions } from "./opening.ts";

export interface SocketOwner {
  /** While it opens: `count` bytes of a greeting. */
  onGreeting(count: number): void;
  /** Bytes of an open socket; their memory is the socket's. */
  onBytes(bytes: Uint8Array): void;
  /** All that waited was written. */
  onDrained(): void;
  /** The peer has ended the open connection, or broken it. */
  onLost(error: Error | undefined): void;
}

/** Ties Bun's socket to ours, until that lets go of it. */
interface Link {
  owner: ConnectionSocket | undefined;
}

const HANDLERS: SocketHandler<Link, "uint8array"> = {
  binaryType: "uint8array",
  open(socket) {
    // Bun.connect can't be called off: a connection that stands after all is closed.
    if (socket.data.owner === undefined) socket.end();
    else socket.data.owner.attach(socket);
  },
  handshake(socket, _success, error) {
    socket.data.owner?.endHandshake(error);
  },
  data: (socket, bytes) => socket.data.owner?.receive(bytes),
  drain: (socket) => socket.data.owner?.flush(),
  end: (socket) => socket.data.owner?.lose(undefined),
  close: (socket, error) => socket.data.owner?.lose(error),
  error: (socket, error) => socket.data.owner?.lose(error),
};

export class ConnectionSocket {
  state: "closed" | "opening" | "open" = "closed";
  readonly #owner: SocketOwner;
  readonly #options: OpeningOptions;
  readonly #number: number;
  #link: Link | undefined;
  #socket: Socket<Link> | undefined;
  /** While it is under way. */
  #opening: Opening | undefined;
  /** Bytes that the socket has not taken yet. */
  #unwritten: Uint8Array[] = [];

  /** `number` is the connection's, for templates. */
  constructor(owner: SocketOwner, options: OpeningOptions, number: number) {
    this.#owner = owner;
    this.#options = options;
    this.#number = number;
  }

  /**
   * Connects: socket, TLS, greeting.
   * @throws {ConnectError} if that fails or takes longer than the time-out.
   */
  async open(): Promise<void> {
    const link: Link = { owner: this };
    // Both kinds of address and of bytes fit the one function, which is declared for fewer of them.
    const options = {
      ...this.#options.address,
      data: link,
      socket: HANDLERS,
    } as unknown as Bun.TCPSocketConnectOptions<Link>;
    const opening = new Opening(this.#options, this.#number, (bytes) => this.write(bytes));
    this.#link = link;
    this.state = "opening";
    this.#opening = opening;
    try {
      await opening.untilReady(Promise.try(() => Bun.connect(options)));
      this.state = "open";
    } catch (error) {
      this.#release();
      throw error;
    } finally {
      this.#opening = undefined;
    }
  }

  /** False while bytes wait to be written. */
  get isDrained(): boolean {
    return this.#unwritten.length === 0;
  }

  write(bytes: Uint8Array): void {
    if (this.#unwritten.length > 0) {
      this.#unwritten.push(bytes);
      return;
    }
    const taken = this.#socket?.write(bytes) ?? -1;
    if (taken < bytes.length) this.#unwritten.push(bytes.subarray(Math.max(taken, 0)));
  }

  /** Lets go of the socket: what still comes is not heard. Idempotent. */
  close(): void {
    this.#opening?.callOff();
    this.#release();
  }

  #release(): void {
    if (this.#link !== undefined) this.#link.owner = undefined;
    this.#link = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    this.state = "closed";
    this.#unwritten = [];
    socket?.end();
  }

  attach(socket: Socket<Link>): void {
    this.#socket = socket;
    this.#opening?.attach();
  }

  endHandshake(error: Error | null): void {
    this.#opening?.endHandshake(error);
  }

  receive(bytes: Uint8Array): void {
    if (this.state === "open") {
      this.#owner.onBytes(bytes);
      return;
    }
    this.#owner.onGreeting(bytes.length);
    this.#opening?.receive(bytes);
  }

  flush(): void {
    while (this.#unwritten.length > 0) {
      const bytes = this.#unwritten[0] as Uint8Array;
      const taken = this.#socket?.write(bytes) ?? -1;
      if (taken < bytes.length) {
        this.#unwritten[0] = bytes.subarray(Math.max(taken, 0));
        return;
      }
      this.#unwritten.shift();
    }
    if (this.state === "open") this.#owner.onDrained();
  }

  lose(error: Error | undefined): void {
    if (this.state === "opening") this.#opening?.lose(error);
    else this.#owner.onLost(error);
  }
}
