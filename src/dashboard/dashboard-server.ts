// The live page's server: the page, bundled by Bun, and one WebSocket for each open page.
//
// On loopback a page can send tasks. On other addresses the page is view-only.
import { hostname as hostnameOfMachine } from "node:os";
import { type Hello, parseSendRequest } from "./frames.ts";
import { Hub, type LiveSource } from "./hub.ts";
import { isKnownHost, isLoopback, isOwnOrigin } from "./origin.ts";
import page from "./page/index.html";
import { Sender, type SendTask } from "./sender.ts";

export interface DashboardOptions {
  /** 127.0.0.1, or another address for view-only pages. */
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly source: LiveSource;
  /** Sends the page's tasks; null if there is no server to send them to. */
  readonly send: SendTask | null;
}

export interface Dashboard {
  /** Without a trailing slash. */
  readonly url: string;
  /** Whether pages can send tasks. */
  readonly canSend: boolean;
  /** Says goodbye to the pages and closes. Idempotent. */
  close(): Promise<void>;
}

/** Enough for a class of thirty with several browsers each. */
const MAX_PAGES = 100;
const MAX_MESSAGE_BYTES = 16 * 1024;

/**
 * Listens at once. The caller closes it.
 * @throws {Error} with `code` (EADDRINUSE, EACCES, …) if the address can't be used.
 */
export function createDashboard({ hostname, port, source, send }: DashboardOptions): Dashboard {
  const sender = send !== null && isLoopback(hostname) ? new Sender(send) : null;
  const names = [hostname, hostnameOfMachine()];
  const hub = new Hub(source, () => performance.timeOrigin + performance.now());
  const hello: Hello = { type: "hello", canSend: sender !== null, ...source.hello };
  const server = Bun.serve({
    hostname,
    port,
    development: false,
    // By default Bun lets several processes share a port: the page could come from any of them.
    reusePort: false,
    routes: {
      "/": page,
      "/live": (request, upgrading) => {
        const host = request.headers.get("host");
        const origin = request.headers.get("origin");
        if (!isKnownHost(host, hostname, names) || !isOwnOrigin(origin, host)) {
          return line(403, "only pages of this server can connect");
        }
        if (hub.pages >= MAX_PAGES)
          return line(503, `${MAX_PAGES} pages are open (limit ${MAX_PAGES})`);
        return upgrading.upgrade(request) ? undefined : line(426, "connect by WebSocket");
      },
    },
    fetch: () => line(404, "unknown path: use / or /live"),
    error: (error) => line(500, `this is a bug in Escalera: ${error.message}`),
    websocket: {
      maxPayloadLength: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      open: (socket) => hub.add(socket, hello),
      close: (socket) => hub.remove(socket),
      async message(socket, message) {
        const request = typeof message === "string" ? parseSendRequest(message) : undefined;
        // The page sends only valid requests, so an invalid one needs no explanation.
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
