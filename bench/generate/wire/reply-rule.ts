// How a reply ends, as the user types it: "line", "frame:u32be", "until:END\r\n".
import type { ReplyRule } from "../../run/load/plan.ts";
import { parseCount } from "../../../src/units/count.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { formatBinaryNumber } from "../../run/load/format-binary-number.ts";
import { BINARY_NUMBERS } from "./binary-number.ts";
import { formatEscapes, resolveEscapes } from "./escapes.ts";
import { usageError } from "../../messages/texts.ts";
import { ofPlace } from "../../../src/units/text.ts";

const MAX_LINES = 1_000_000;
/** 1 GiB. */
const MAX_BYTES = 2 ** 30;

/** An older name of frame:u32be. */
const LENGTH32BE = "length32be";
const INCLUSIVE = ":inclusive";

/** How each kind is written; those with a colon need what stands behind it. */
const FORMS = {
  line: "line",
  lines: "lines:N",
  bytes: "bytes:N",
  until: "until:STRING",
  frame: "frame:LENGTH",
  http: "http",
  "json-id": "json-id",
  ws: "ws",
  "ws-pong": "ws-pong",
  close: "close",
  none: "none",
} as const satisfies Readonly<Record<ReplyRule["kind"], string>>;

function isKind(word: string): word is ReplyRule["kind"] {
  return Object.hasOwn(FORMS, word);
}

/**
 * Reads `line`, `lines:N`, `bytes:N`, `until:STRING`, `frame:LENGTH`, `http`, `json-id`, `ws`, `ws-pong`, `close` or `none`;
 * `length32be` is `frame:u32be`.
 * @throws {OptionsError} if the text is none of these, or N is out of range.
 */
export function parseReplyRule(text: string): ReplyRule {
  if (text === LENGTH32BE) return parseReplyRule("frame:u32be");
  const [kind = "", rest] = text.split(/:(.*)/s);
  if (!isKind(kind)) {
    const forms = Object.values(FORMS).join(", ");
    throw usageError(({ loadOptions }) => loadOptions.notAReplyRule(text, forms));
  }
  if (kind !== "lines" && kind !== "bytes" && kind !== "until" && kind !== "frame") {
    if (rest === undefined) return { kind };
    throw usageError(({ loadOptions }) => loadOptions.takesNothing(text, kind, FORMS[kind]));
  }
  if (rest === undefined || rest === "") {
    throw usageError(({ loadOptions: { incomplete, rests } }) => {
      const wanted = { ...rests, lines: rests.lines(MAX_LINES), bytes: rests.bytes(MAX_BYTES) };
      return incomplete(text, FORMS[kind], wanted[kind]);
    });
  }
  try {
    switch (kind) {
      case "lines":
        return { kind, count: parseCount(rest, 1, MAX_LINES) };
      case "bytes":
        return { kind, count: parseCount(rest, 1, MAX_BYTES) };
      case "until":
        return { kind, text: Buffer.from(resolveEscapes(rest)).toString("latin1") };
      case "frame":
        return parseFrame(rest);
      default:
        return kind satisfies never;
    }
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    throw new OptionsError(error.problems.map((problem) => ofPlace(`"${text}"`, problem)));
  }
}

/** `text` is what is behind "frame:". */
function parseFrame(text: string): ReplyRule {
  const isInclusive = text.endsWith(INCLUSIVE);
  const name = isInclusive ? text.slice(0, -INCLUSIVE.length) : text;
  const length = BINARY_NUMBERS.get(name);
  if (length === undefined) {
    const names = [...BINARY_NUMBERS.keys()].join(", ");
    throw usageError(({ loadOptions }) => loadOptions.notALength(name, names));
  }
  return { kind: "frame", length, isInclusive };
}

/** The text that `parseReplyRule` reads back. */
export function formatReplyRule(rule: ReplyRule): string {
  switch (rule.kind) {
    case "lines":
    case "bytes":
      return `${rule.kind}:${rule.count}`;
    case "until":
      return `until:${formatEscapes(Buffer.from(rule.text, "latin1"))}`;
    case "frame":
      return `frame:${formatBinaryNumber(rule.length)}${rule.isInclusive ? INCLUSIVE : ""}`;
    case "line":
    case "http":
    case "json-id":
    case "ws":
    case "ws-pong":
    case "close":
    case "none":
      return rule.kind;
    default:
      return rule satisfies never;
  }
}
