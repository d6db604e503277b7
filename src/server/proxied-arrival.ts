// A connection from a trusted balancer whose PROXY header is not complete yet: reads only the header.
//
//   input                               result
//   a complete header                   the socket is passed on, with the client's address
//   FIN or a close before any byte      nothing: a health check
//   anything else, or too little        logged and closed without a reply: the client is not known
import type { Socket } from "bun";
import type { Messages } from "../messages/catalogue.ts";
import {
  MAX_V1_BYTES,
  MAX_V2_BYTES,
  type ProxiedClient,
  type ProxyHeaderProblem,
  ProxyHeaderReader,
} from "../protocol/proxy-header.ts";
import { TaskError } from "../protocol/task.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import type { SocketOwner } from "./connection.ts";

export interface ArrivalHost {
  /** From the connection's first moment. */
  readonly headerTimeoutNs: Ns;
  readonly messages: Messages;
  /** The header is complete; the arrival releases its socket. `rest`: the bytes after the header, possibly none. */
  readonly onHeader: (arrival: ProxiedArrival, client: ProxiedClient, rest: Uint8Array) => void;
  readonly onRefused: (error: TaskError, balancer: string) => void;
  /** The socket is closed; called once, and never after `onHeader`. */
  readonly onClosed: (arrival: ProxiedArrival) => void;
}

const MESSAGE_OF = {
  missing: "proxyHeaderMissing",
  malformed: "proxyHeaderMalformed",
  "too-long": "proxyHeaderTooLong",
} as const satisfies Record<ProxyHeaderProblem, keyof Messages>;

export class ProxiedArrival implements SocketOwner {
  readonly socket: Socket<SocketOwner>;
  /** Address and port of the balancer. */
  readonly balancer: string;
  readonly #host: ArrivalHost;
  readonly #reader = new ProxyHeaderReader();
  readonly #timer: Timer;
  #isOver = false;

  constructor(socket: Socket<SocketOwner>, balancer: string, host: ArrivalHost) {
    this.socket = socket;
    this.balancer = balancer;
    this.#host = host;
    this.#timer = setTimeout(() => this.#timeOut(), host.headerTimeoutNs / NS_PER_MS);
  }

  receive(bytes: Uint8Array): void {
    if (this.#isOver) return;
    const step = this.#reader.push(bytes);
    switch (step.kind) {
      case "more":
        break;
      case "header":
        this.#isOver = true;
        clearTimeout(this.#timer);
        this.#host.onHeader(this, step.client, step.rest);
        break;
      case "broken":
        this.#refuse(
          "bad-request",
          this.#host.messages[MESSAGE_OF[step.problem]](this.balancer, MAX_V1_BYTES, MAX_V2_BYTES),
        );
        break;
      default:
        step satisfies never;
    }
  }

  peerEnded(): void {
    if (this.#isOver) return;
    if (this.#reader.isEmpty) this.stop();
    else this.#refuse("bad-request", this.#host.messages.proxyHeaderCutShort(this.balancer));
  }

  /** No task has arrived, so there is nothing to answer. */
  stop(): void {
    this.socket.end();
    this.closed();
  }

  destroy(): void {
    this.socket.terminate();
    this.closed();
  }

  closed(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#host.onClosed(this);
  }

  /** There is never pending output. */
  flush(): void {}

  #timeOut(): void {
    const { messages, headerTimeoutNs } = this.#host;
    this.#refuse("timeout", messages.proxyHeaderTimedOut(this.balancer, headerTimeoutNs));
  }

  #refuse(code: "bad-request" | "timeout", message: string): void {
    this.#host.onRefused(new TaskError(code, message), this.balancer);
    this.stop();
  }
}
