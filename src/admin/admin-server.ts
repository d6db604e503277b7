// What balancers and people who watch ask of a process over HTTP: is it there, and shall it be given work?
//
//   GET /healthz   200 "ok" while the process serves
//   GET /readyz    200 "ready" · 503 "not ready: <why>"
//   GET /live      JSON for the live page of a cluster, where that is wanted: what came after place ?since=, and what is
//                  in hand; with the tasks' texts
//
// It has no authentication and tells little: it listens on loopback unless told otherwise.

export type Readiness = boolean | { readonly ready: false; readonly reason: string };

export type AnswerLive = (since: number) => Promise<object> | undefined;

export interface AdminServerOptions {
  /** 127.0.0.1 by default. */
  readonly hostname?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Asked once a request. */
  readonly isReady: () => Readiness;
  /** What /live answers, as JSON; undefined where nothing is known yet. Without it there is no such path. */
  readonly live?: AnswerLive | undefined;
}

export interface AdminServer {
  readonly hostname: string;
  /** The real port. */
  readonly port: number;
  /** Answers what has been asked, then closes. Idempotent. */
  close(): Promise<void>;
}

/**
 * Listens at once. The caller closes it.
 * @throws {Error} with `code` (EADDRINUSE, EACCES, …) if the address can't be had.
 */
export function createAdminServer(options: AdminServerOptions): AdminServer {
  const { hostname = "127.0.0.1", port, isReady, live } = options;
  const server = Bun.serve({
    hostname,
    port,
    routes: {
      "/healthz": forReading(() => line(200, "ok")),
      "/readyz": forReading(() => describeReadiness(isReady())),
      "/live": (request) => (live === undefined ? unknownPath() : answerLive(live, request)),
    },
    fetch: unknownPath,
    error: (error) => line(500, `this is a bug of Escalera's: ${error.message}`),
  });
  return {
    hostname: server.hostname ?? hostname,
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
  return line(404, "there is /healthz and /readyz");
}

function describeReadiness(readiness: Readiness): Response {
  if (readiness === true) return line(200, "ready");
  return line(503, readiness === false ? "not ready" : `not ready: ${readiness.reason}`);
}

function forReading(answer: () => Response): (request: Request) => Response {
  return ({ method }) =>
    method === "GET" || method === "HEAD"
      ? answer()
      : new Response("only GET and HEAD\n", { status: 405, headers: { allow: "GET, HEAD" } });
}

function line(status: number, text: string): Response {
  // A cached answer would be the last thing that one who watches wants.
  return new Response(`${text}\n`, { status, headers: { "cache-control": "no-store" } });
}
