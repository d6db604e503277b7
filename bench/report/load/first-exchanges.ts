// The first request of a load and its first reply, for the reports: what was really sent, and what came back.
import type { Texts } from "../../messages/texts.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { FirstExchange, LoadResult } from "../../run/load/run.ts";
import { present } from "../../../src/units/present.ts";
import { type Block, heading, left, plainParagraph, right, tableOf } from "../document/blocks.ts";
import { escapeControls } from "../../../src/protocol/control-characters.ts";
import { countText } from "../../judge/load/texts.ts";
import { ABSENT } from "../document/phrases.ts";
import type { Place } from "../text/paint.ts";
import { tableLines } from "../text/plain-text.ts";

/** As many bytes of each as run.json keeps, so that a mark of the cut is right. */
const KEPT_BYTES = 200;

/** Empty where the run has none, as those of version 0.1. */
export function exchangeSection(
  plan: LoadPlan,
  { firstExchanges = [] }: LoadResult,
  texts: Texts,
): Block[] {
  const words = texts.loadReport.exchange;
  if (firstExchanges.length === 0) return [];
  const isNamed = plan.requests.length > 1;
  return [
    heading(words.heading),
    tableOf<FirstExchange>(
      firstExchanges,
      present(
        isNamed && [left(words.request), ({ name }) => escapeControls(name)],
        [left(words.sent), (own) => ({ code: requestText(own) })],
        [right(words.bytes), ({ requestBytes }) => countText(requestBytes, texts)],
        [
          left(words.received),
          (own) =>
            own.reply === null ? noReplyText(plan, own, texts) : { code: replyText(own, texts) },
        ],
        [
          right(words.bytes),
          ({ reply, replyBytes }) => (reply === null ? ABSENT : countText(replyBytes, texts)),
        ],
        [left(words.allReplies), (own) => sameText(own, texts)],
      ),
    ),
    plainParagraph(words.note),
  ];
}

/** Two lines a request. */
export function exchangeLines(
  plan: LoadPlan,
  { firstExchanges = [] }: LoadResult,
  { texts, width }: Place,
): string {
  const words = texts.loadReport.exchange;
  const isNamed = plan.requests.length > 1;
  const rows = firstExchanges.flatMap((exchange) => [
    [
      isNamed ? words.sentOf(escapeControls(exchange.name)) : words.firstRequest,
      requestText(exchange),
    ],
    [
      isNamed ? words.received : words.firstReply,
      exchange.reply === null ? noReplyText(plan, exchange, texts) : replyText(exchange, texts),
    ],
  ]);
  return tableLines(rows, ["left", "left"], width).join("\n");
}

function requestText({ request, requestBytes }: FirstExchange): string {
  return `${escapeControls(request)}${requestBytes > KEPT_BYTES ? "…" : ""}`;
}

function replyText({ reply, replyBytes, isWhole }: FirstExchange, { loadReport }: Texts): string {
  const end = replyBytes > KEPT_BYTES || !isWhole ? "…" : "";
  const text = `${escapeControls(reply ?? "")}${end}`;
  return isWhole ? text : loadReport.exchange.incomplete(text);
}

function noReplyText(plan: LoadPlan, { name }: FirstExchange, { loadReport }: Texts): string {
  const rule = plan.requests.find((request) => request.name === name)?.reply.kind;
  const { noneExpected, none } = loadReport.exchange;
  return rule === "none" ? noneExpected : none;
}

function sameText(
  { replies, areRepliesEqual }: FirstExchange,
  { counted, loadReport }: Texts,
): string {
  if (replies === 0) return ABSENT;
  const all = counted.replies(replies);
  const { allEqual, notAllEqual } = loadReport.exchange;
  if (replies === 1) return all;
  return areRepliesEqual ? allEqual(all) : notAllEqual(all);
}
