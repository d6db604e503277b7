// What the first replies of a load tell: an error that every request got, or a request that the target never saw whole.
import type { LoadPlan, RequestSpec } from "../../run/load/plan.ts";
import type { FirstExchange, LoadResult } from "../../run/load/run.ts";
import type { Notice } from "../../run/header.ts";
import { loadNotice } from "./notices.ts";

/** "-ERR …" and other errors of RESP, "ERR …", "ERROR …", "5xx …" (SMTP, FTP), memcached's two. */
const ERROR_START = /^(?:-[A-Z]+\b|(?:CLIENT_|SERVER_)?ERR(?:OR)?\b|5\d\d[ -])/i;

export function firstReplyWarnings(plan: LoadPlan, result: LoadResult): Notice[] {
  return (result.firstExchanges ?? []).flatMap((exchange) => {
    const request = plan.requests.find(({ name }) => name === exchange.name);
    if (request === undefined) return [];
    const isNamed = plan.requests.length > 1;
    return [
      ...errorWarning(request, exchange, isNamed ? exchange.name : null),
      ...lineEndWarning(request, exchange, result, isNamed),
    ];
  });
}

/** Where the user says which replies are right, or the reply's own status does, they are judged by that. */
function errorWarning(
  request: RequestSpec,
  exchange: FirstExchange,
  name: string | null,
): Notice[] {
  const { reply, replies, areRepliesEqual } = exchange;
  if (request.expect !== null || request.reject !== null) return [];
  if (request.expectErrors.length > 0) return [];
  if (request.reply.kind === "http" || request.reply.kind === "json-id") return [];
  if (!areRepliesEqual || reply === null || !ERROR_START.test(reply)) return [];
  return [loadNotice("replies-like-errors", { replies, request: name, reply: cutAt(reply, 80) })];
}

function lineEndWarning(
  { content, reply }: RequestSpec,
  { endsWithLine, request }: FirstExchange,
  { run }: LoadResult,
  isNamed: boolean,
): Notice[] {
  const isText = content.kind === "text" || content.kind === "file";
  if (!isText || endsWithLine || !["line", "lines", "until"].includes(reply.kind)) return [];
  if (!run.failures.some(({ kind }) => kind === "reply time-out")) return [];
  const flag = isNamed ? null : content.kind === "text" ? "--send" : "--send-file";
  return [loadNotice("no-line-end", { flag, request: cutAt(request, 40) })];
}

function cutAt(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters)}…`;
}
