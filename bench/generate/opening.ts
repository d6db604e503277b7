// The opening of one connection, from the first packet to the last greeting: done, or failed for a reason, by a deadline.
import { formatDuration, type Ns, NS_PER_MS } from "../../src/units/duration.ts";
import { ConnectionSetup, type SetupStep } from "./connection-setup.ts";
import { ConnectError, explainConnectError, type SocketAddress } from "./open-socket.ts";

export interface OpeningOptions {
  readonly address: SocketAddress;
  readonly isInsecure: boolean;
  readonly setup: readonly SetupStep[];
  readonly timeoutNs: Ns;
}

export class Opening {
  readonly #options: OpeningOptions;
  readonly #setup: ConnectionSetup;
  readonly #ready = Promise.withResolvers<void>();

  /** `connection` is its number, for templates; `write` sends what it has to say. */
  constructor(options: OpeningOptions, connection: number, write: (bytes: Uint8Array) => void) {
    this.#options = options;
    this.#setup = new ConnectionSetup(options.setup, connection, write);
  }

  /**
   * Resolves when the connection can carry requests; `connecting` is the socket's own part of it.
   * @throws {ConnectError} if that fails or takes longer than the time-out.
   */
  async untilReady(connecting: Promise<unknown>): Promise<void> {
    const { timeoutNs } = this.#options;
    const timer = setTimeout(() => {
      const text = `no connection within ${formatDuration(timeoutNs)}`;
      this.#ready.reject(new ConnectError("connect time-out", text));
    }, timeoutNs / NS_PER_MS);
    try {
      // A refusal settles `connecting`, everything after it `#ready`.
      await Promise.all([connecting, this.#ready.promise]);
    } catch (error) {
      this.#ready.promise.catch(() => undefined);
      throw error instanceof ConnectError ? error : explainConnectError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The socket stands; of TLS, the handshake is still to come. */
  attach(): void {
    if (!("tls" in this.#options.address)) this.#beginSetup();
  }

  endHandshake(error: Error | null): void {
    if (error === null || this.#options.isInsecure) {
      this.#beginSetup();
    } else {
      const code = "code" in error ? `${String(error.code)}: ` : "";
      this.#ready.reject(new ConnectError("TLS", `${code}${error.message}`));
    }
  }

  receive(bytes: Uint8Array): void {
    try {
      if (this.#setup.receive(bytes)) this.#ready.resolve();
    } catch (error) {
      this.#ready.reject(error);
    }
  }

  /** The peer has ended or broken the connection. */
  lose(error: Error | undefined): void {
    const text = "closed before it could carry a request";
    this.#ready.reject(
      error === undefined ? new ConnectError("closed early", text) : explainConnectError(error),
    );
  }

  callOff(): void {
    this.#ready.reject(new ConnectError("closed early", "called off"));
  }

  #beginSetup(): void {
    if (this.#setup.advance()) this.#ready.resolve();
  }
}
