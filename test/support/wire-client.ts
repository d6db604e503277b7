// A raw TCP client for tests of the wire: sends bytes as it is told, and waits for what comes, never for time.
import type { Socket } from "bun";

const encoder = new TextEncoder();

export class WireClient {
  readonly #decoder = new TextDecoder();
  #socket: Socket | undefined;
  #unsent: Uint8Array[] = [];
  #text = "";
  #changed = Promise.withResolvers<void>();
  /** The server's FIN has come, or the connection is gone. */
  hasEnded = false;
  /** The connection broke: a reset. */
  hasFailed = false;

  static async connect(port: number, hostname = "127.0.0.1"): Promise<WireClient> {
    const client = new WireClient();
    client.#socket = await Bun.connect({
      hostname,
      port,
      allowHalfOpen: true,
      socket: {
        data: (_, bytes) =>
          client.#note(() => (client.#text += client.#decoder.decode(bytes, { stream: true }))),
        drain: () => client.#flush(),
        end: () => client.#note(() => (client.hasEnded = true)),
        close: (_, error) =>
          client.#note(() => {
            client.hasEnded = true;
            client.hasFailed = error !== undefined;
          }),
        error: () => client.#note(() => (client.hasFailed = true)),
      },
    });
    return client;
  }

  /** Goes out in order, as fast as the server takes it. */
  send(bytes: string | Uint8Array): void {
    this.#unsent.push(typeof bytes === "string" ? encoder.encode(bytes) : bytes);
    this.#flush();
  }

  /** "127.0.0.1:51034": where the server sees it come from. */
  get endpoint(): string {
    const { localAddress = "", localPort = 0 } = this.#socket ?? {};
    return localAddress.includes(":")
      ? `[${localAddress}]:${localPort}`
      : `${localAddress}:${localPort}`;
  }

  get isAllSent(): boolean {
    return this.#unsent.length === 0;
  }

  /** FIN: no more will be sent, replies are still read. */
  halfClose(): void {
    this.#socket?.shutdown();
  }

  close(): void {
    this.#socket?.end();
  }

  reset(): void {
    this.#socket?.terminate();
  }

  stopReading(): void {
    this.#socket?.pause();
  }

  readOn(): void {
    this.#socket?.resume();
  }

  /** The next line, without its newline. @throws {Error} if the server hangs up first. */
  async line(): Promise<string> {
    await this.until(() => this.#text.includes("\n") || this.hasEnded);
    const end = this.#text.indexOf("\n");
    if (end < 0) throw new Error(`the server hung up after ${JSON.stringify(this.#text)}`);
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 1);
    return line;
  }

  async lines(count: number): Promise<string[]> {
    const lines: string[] = [];
    while (lines.length < count) lines.push(await this.line());
    return lines;
  }

  /** All that is left, up to the server's FIN. */
  async rest(): Promise<string> {
    await this.until(() => this.hasEnded);
    return this.#text;
  }

  /** Waits until something that came, or went, has made this true. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await this.#changed.promise;
  }

  #note(change: () => void): void {
    change();
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  #flush(): void {
    for (let next = this.#unsent[0]; next !== undefined; next = this.#unsent[0]) {
      const taken = Math.max(0, this.#socket?.write(next) ?? 0);
      if (taken < next.length) {
        this.#unsent[0] = next.subarray(taken);
        return;
      }
      this.#unsent.shift();
      if (this.#unsent.length === 0) this.#note(() => undefined);
    }
  }
}
