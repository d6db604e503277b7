// The live page's server: the page itself, bundled by Bun, and one WebSocket for each browser that looks at it.
//
// On loopback a page may send tasks. On any other address everybody there can look, and nobody can send.
import { hostname as hostnameOfMachine } from "node:os";
import { type Hello, parseSendRequest } from "./frames.ts";
import { Hub, type LiveSource } from "./hub.ts";
import { isKnownHost, isLoopback, isOwnOrigin } from "./origin.ts";
import page from "./page/index.html";
import { Sender, type SendTask } from "./sender.ts";

export interface DashboardOptions {
  /** 127.0.0.1 unless everybody there may look. */
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly source: LiveSource;
  /** Where the page's tasks go; null where there is nothing to send them to. */
  readonly send: SendTask | null;
}

export interface Dashboard {
  /** Without a trailing slash. */
  readonly url: string;
  /** Does a page here send tasks? */
  readonly canSend: boolean;
  /** Says goodbye to the pages and closes. Idempotent. */
  close(): Promise<void>;
}

/** A class of thirty, some with two browsers. */
const MAX_PAGES = 100;
const MAX_MESSAGE_BYTES = 16 * 1024;

/**
 * Listens at once. The caller closes it.
 * @throws {Error} with `code` (EADDRINUSE, EACCES, …) if the address can't be had.
 */
export function createDashboard({ hostname, port, source, send }: DashboardOptions): Dashboard {
  const instance = crypto.randomUUID();
  const sender = send !== null && isLoopback(hostname) ? new Sender(send) : null;
  const names = [hostname, hostnameOfMachine()];
  const hub = new Hub(source, () => performance.timeOrigin + performance.now());
  const hello = (): Hello => ({
    type: "hello",
    instance,
    canSend: sender !== null,
    ...source.hello,
  });
  const server = Bun.serve({
    hostname,
    port,
    development: false,
    // Without development Bun lets several processes share a port, and nobody would know whose page it is.
    reusePort: false,
    routes: {
      "/": page,
      "/live": (request, upgrading) => {
        const host = request.headers.get("host");
        const origin = request.headers.get("origin");
        if (!isKnownHost(host, hostname, names) || !isOwnOrigin(origin, host)) {
          return line(403, "this is for the page of this server alone");
        }
        if (hub.pages >= MAX_PAGES) return line(503, `${MAX_PAGES} pages are open`);
        return upgrading.upgrade(request) ? undefined : line(426, "this is a WebSocket");
      },
    },
    fetch: () => line(404, "there is / and /live"),
    error: (error) => line(500, `this is a bug of Escalera's: ${error.message}`),
    websocket: {
      maxPayloadLength: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      open: (socket) => hub.add(socket, hello()),
      close: (socket) => hub.remove(socket),
      async message(socket, message) {
        const request = typeof message === "string" ? parseSendRequest(message) : undefined;
        // Our own page sends nothing else, so there is nobody to explain it to.
        if (request === undefined || sender === null) return socket.close(1008);
        socket.send(JSON.stringify(await sender.send(request)));
      },
    },
  });
  let closing: Promise<void> | undefined;
  return {
    url: server.url.origin,
    canSend: sender !== null,
    close() {
      hub.sayToAll({ type: "bye" });
      closing ??= server.stop(true);
      return closing;
    },
  };
}

function line(status: number, text: string): Response {
  return new Response(`${text}\n`, { status, headers: { "cache-control": "no-store" } });
}
