// What the first replies of a load tell: an error that every request got, or a request that the target never saw whole.
import type { LoadPlan, RequestSpec } from "../measure/load-plan.ts";
import type { FirstExchange, LoadResult } from "../measure/load-run.ts";
import { countedInWords } from "./load-figures.ts";

/** "-ERR …" and other errors of RESP, "ERR …", "ERROR …", "5xx …" (SMTP, FTP), memcached's two. */
const ERROR_START = /^(?:-[A-Z]+\b|(?:CLIENT_|SERVER_)?ERR(?:OR)?\b|5\d\d[ -])/i;

export function firstReplyWarnings(plan: LoadPlan, result: LoadResult): string[] {
  return (result.firstExchanges ?? []).flatMap((exchange) => {
    const request = plan.requests.find(({ name }) => name === exchange.name);
    if (request === undefined) return [];
    const of = plan.requests.length > 1 ? ` to ${exchange.name}` : "";
    return [
      ...errorWarning(request, exchange, of),
      ...lineEndWarning(request, exchange, result, plan.requests.length > 1),
    ];
  });
}

/** Where the user says which replies are right, or the reply's own status does, they are judged by that. */
function errorWarning(request: RequestSpec, exchange: FirstExchange, of: string): string[] {
  const { reply, replies, areRepliesEqual } = exchange;
  if (request.expect !== null || request.reject !== null) return [];
  if (request.reply.kind === "http" || request.reply.kind === "json-id") return [];
  if (!areRepliesEqual || reply === null || !ERROR_START.test(reply)) return [];
  const which =
    replies === 1
      ? `the only reply${of} begins`
      : `all ${countedInWords(replies, "reply", "replies")}${of} are equal and begin`;
  return [
    `${which} like an error: ${cutAt(reply, 80)}; without --expect or --reject any reply counts as ok: give --expect REGEX for right replies or --reject REGEX for wrong ones`,
  ];
}

function lineEndWarning(
  { content, reply }: RequestSpec,
  { endsWithLine, request }: FirstExchange,
  { run }: LoadResult,
  isNamed: boolean,
): string[] {
  const isText = content.kind === "text" || content.kind === "file";
  if (!isText || endsWithLine || !["line", "lines", "until"].includes(reply.kind)) return [];
  if (!run.failures.some(({ kind }) => kind === "reply time-out")) return [];
  const flag = isNamed ? "the request" : content.kind === "text" ? "--send" : "--send-file";
  return [
    `requests timed out, and ${flag} sends no line end: a target that reads lines waits for one; try ${cutAt(request, 40)}\\r\\n`,
  ];
}

function cutAt(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters)}…`;
}
