// The first request of a load and its first reply, for the reports: what was really sent, and what came back.
import { countedInWords } from "../judge/load-figures.ts";
import type { LoadPlan } from "../measure/load-plan.ts";
import type { FirstExchange, LoadResult } from "../measure/load-run.ts";
import { type Block, left, plainParagraph, right } from "./document.ts";
import { showControls } from "./escape.ts";
import { ABSENT } from "./phrases.ts";
import { cut, pad, widthOf } from "./plain-text.ts";

/** As many bytes of each as run.json keeps, so that a mark of the cut is right. */
const KEPT_BYTES = 200;

/** Empty where the run has none, as those of version 0.1. */
export function exchangeSection(plan: LoadPlan, { firstExchanges = [] }: LoadResult): Block[] {
  if (firstExchanges.length === 0) return [];
  const isNamed = plan.requests.length > 1;
  return [
    { kind: "heading", level: 2, text: "First request and reply" },
    {
      kind: "table",
      columns: [
        ...(isNamed ? [left("request")] : []),
        left("sent"),
        right("bytes"),
        left("received"),
        right("bytes"),
        left("all replies"),
      ],
      rows: firstExchanges.map((exchange) => [
        ...(isNamed ? [showControls(exchange.name)] : []),
        { code: requestText(exchange) },
        String(exchange.requestBytes),
        exchange.reply === null ? noReplyText(plan, exchange) : { code: replyText(exchange) },
        exchange.reply === null ? ABSENT : String(exchange.replyBytes),
        sameText(exchange),
      ]),
    },
    plainParagraph(
      "The first request that was answered, and its reply: the first 200 bytes of each, with escapes. The warm-up is included.",
    ),
  ];
}

/** Two lines a request. */
export function exchangeLines(
  plan: LoadPlan,
  { firstExchanges = [] }: LoadResult,
  width: number,
): string {
  const isNamed = plan.requests.length > 1;
  const rows = firstExchanges.flatMap((exchange) => [
    [isNamed ? `${showControls(exchange.name)}: sent` : "first request", requestText(exchange)],
    [
      isNamed ? "received" : "first reply",
      exchange.reply === null ? noReplyText(plan, exchange) : replyText(exchange),
    ],
  ]);
  const nameWidth = Math.max(0, ...rows.map(([name = ""]) => widthOf(name)));
  return rows
    .map(([name = "", text = ""]) => cut(`  ${pad(name, nameWidth, "left")}  ${text}`, width))
    .join("\n");
}

function requestText({ request, requestBytes }: FirstExchange): string {
  return `${showControls(request)}${requestBytes > KEPT_BYTES ? "…" : ""}`;
}

function replyText({ reply, replyBytes, isWhole }: FirstExchange): string {
  const end = replyBytes > KEPT_BYTES || !isWhole ? "…" : "";
  return `${showControls(reply ?? "")}${end}${isWhole ? "" : " (incomplete)"}`;
}

function noReplyText(plan: LoadPlan, { name }: FirstExchange): string {
  const rule = plan.requests.find((request) => request.name === name)?.reply.kind;
  return rule === "none" ? "no reply is expected" : "no reply";
}

function sameText({ replies, areRepliesEqual }: FirstExchange): string {
  if (replies === 0) return ABSENT;
  const all = countedInWords(replies, "reply", "replies");
  if (replies === 1) return all;
  return areRepliesEqual ? `${all}, all equal` : `${all}, not all equal`;
}
