// The opening of one connection, from the first packet to the last greeting: done, or failed for a reason, by a deadline.
import { formatDuration, type Ns, NS_PER_MS, NS_PER_SECOND } from "../../../src/units/duration.ts";
import { type Text, untranslated } from "../../../src/units/text.ts";
import { codeOf } from "../../../src/units/text-error.ts";
import { ConnectionSetup, type SetupStep } from "./connection-setup.ts";
import { detail } from "../../run/failure.ts";
import { ConnectError, connectTimeOut, explainConnectError } from "./connect-error.ts";
import type { SocketAddress } from "./socket-address.ts";

/** A handshake takes two round trips: a target that has not answered by then does not speak TLS. */
const HANDSHAKE_LIMIT_NS: Ns = 5 * NS_PER_SECOND;

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
  /** Set from the first packet of TLS to the end of its handshake. */
  #handshakeTimer: ReturnType<typeof setTimeout> | undefined;

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
      if (this.#handshakeTimer !== undefined) this.#failHandshake(timeoutNs);
      else this.#ready.reject(connectTimeOut(timeoutNs));
    }, timeoutNs / NS_PER_MS);
    try {
      // A refusal settles `connecting`, everything after it `#ready`.
      await Promise.all([connecting, this.#ready.promise]);
    } catch (error) {
      this.#ready.promise.catch(() => undefined);
      throw error instanceof ConnectError ? error : explainConnectError(error);
    } finally {
      clearTimeout(timer);
      clearTimeout(this.#handshakeTimer);
    }
  }

  /** The socket stands; of TLS, the handshake is still to come. */
  attach(): void {
    const { address } = this.#options;
    if (!("tls" in address)) {
      this.#beginSetup();
      return;
    }
    this.#handshakeTimer = setTimeout(
      () => this.#failHandshake(HANDSHAKE_LIMIT_NS),
      HANDSHAKE_LIMIT_NS / NS_PER_MS,
    );
  }

  endHandshake(error: Error | null): void {
    clearTimeout(this.#handshakeTimer);
    this.#handshakeTimer = undefined;
    const code = codeOf(error);
    if (code === "EPROTO" && error?.message.includes("WRONG_VERSION_NUMBER") === true) {
      this.#failNoTls(detail((d) => d.notTlsReply));
    } else if (code === "ECONNRESET") {
      this.#failNoTls(detail((d) => d.closedInHandshake));
    } else if (error === null || (this.#options.isInsecure && code !== "EPROTO")) {
      // --insecure forgives the certificate alone: without a handshake there is no connection.
      this.#beginSetup();
    } else {
      const text = code === "" ? error.message : `${code}: ${error.message}`;
      this.#ready.reject(new ConnectError("TLS", untranslated(text)));
    }
  }

  #failHandshake(afterNs: Ns): void {
    this.#failNoTls(detail((d, t) => d.noHandshakeWithin(t.number(formatDuration(afterNs)))));
  }

  #failNoTls(problem: Text): void {
    this.#ready.reject(new ConnectError("no TLS", problem));
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
    if (error === undefined) this.#failClosed(detail((d) => d.closedBeforeReady));
    else this.#ready.reject(explainConnectError(error));
  }

  callOff(): void {
    this.#failClosed(detail((d) => d.calledOff));
  }

  #failClosed(problem: Text): void {
    this.#ready.reject(new ConnectError("closed early", problem));
  }

  #beginSetup(): void {
    if (this.#setup.advance()) this.#ready.resolve();
  }
}
