// Health and readiness of a process over HTTP, for balancers and monitoring.
//
//   GET /healthz   200 "ok" while the process serves
//   GET /readyz    200 "ready" · 503 "not ready: <why>"
//   GET /live      with --live: JSON for the live page of a cluster, with the increments after place ?since= and the tasks
//                  in progress, texts included
//
// It has no authentication: it listens on loopback.

export type AnswerLive = (since: number) => Promise<object> | undefined;

export interface AdminServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Why it is not ready, undefined if it is; called once for each request. */
  readonly whyNotReady: () => string | undefined;
  /** The answer of /live, as JSON; it returns undefined before the process is ready. Without `live` the path is unknown. */
  readonly live?: AnswerLive | undefined;
}

export interface AdminServer {
  /** The real port. */
  readonly port: number;
  /** Answers pending requests, then closes. Idempotent. */
  close(): Promise<void>;
}

/**
 * Listens at once. The caller closes it.
 * @throws {Error} with `code` (EADDRINUSE, EACCES, …) if the address can't be used.
 */
export function createAdminServer(options: AdminServerOptions): AdminServer {
  const { port, whyNotReady, live } = options;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port,
    routes: {
      "/healthz": forReading(() => line(200, "ok")),
      "/readyz": forReading(() => describeReadiness(whyNotReady())),
      "/live": (request) => (live === undefined ? unknownPath() : answerLive(live, request)),
    },
    fetch: unknownPath,
    error: (error) => line(500, `this is a bug in Escalera: ${error.message}`),
  });
  return {
    port: server.port ?? port,
    close: () => server.stop(),
  };
}

async function answerLive(live: AnswerLive, { url }: Request): Promise<Response> {
  const since = Number(new URL(url).searchParams.get("since"));
  const known = await live(Number.isInteger(since) ? since : 0);
  return known === undefined ? line(503, "not ready") : Response.json(known);
}

function unknownPath(): Response {
  return line(404, "unknown path: use /healthz or /readyz");
}

function describeReadiness(whyNot: string | undefined): Response {
  return whyNot === undefined ? line(200, "ready") : line(503, `not ready: ${whyNot}`);
}

function forReading(answer: () => Response): (request: Request) => Response {
  return ({ method }) =>
    method === "GET" || method === "HEAD"
      ? answer()
      : new Response("only GET and HEAD\n", { status: 405, headers: { allow: "GET, HEAD" } });
}

function line(status: number, text: string): Response {
  // Monitoring must not get a cached answer.
  return new Response(`${text}\n`, { status, headers: { "cache-control": "no-store" } });
}
