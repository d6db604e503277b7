// How a reply ends, as the user types it: "line", "frame:u32be", "until:END\r\n".
import type { ReplyRule } from "../../run/load/plan.ts";
import { parseCount } from "../../../src/units/count.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { formatBinaryNumber } from "../../run/load/format-binary-number.ts";
import { BINARY_NUMBERS } from "./binary-number.ts";
import { formatEscapes, resolveEscapes } from "./escapes.ts";
import { type Texts, usageError } from "../../messages/texts.ts";
import { ofPlace } from "../../../src/units/text.ts";

const MAX_LINES = 1_000_000;
/** 1 GiB. */
const MAX_BYTES = 2 ** 30;

/** An older name of frame:u32be. */
const LENGTH32BE = "length32be";
const INCLUSIVE = ":inclusive";

type Rests = Texts["loadOptions"]["rests"];

/** What may stand behind the colon. */
function restOf(rest: keyof Rests, rests: Rests): string {
  switch (rest) {
    case "lines":
      return rests.lines(MAX_LINES);
    case "bytes":
      return rests.bytes(MAX_BYTES);
    case "until":
    case "frame":
      return rests[rest];
    default:
      return rest satisfies never;
  }
}

/** Each form with the word before its colon, as it is written, and what its rest may be. */
const FORMS = [
  { kind: "line", form: "line", rest: null },
  { kind: "lines", form: "lines:N", rest: "lines" },
  { kind: "bytes", form: "bytes:N", rest: "bytes" },
  { kind: "until", form: "until:STRING", rest: "until" },
  {
    kind: "frame",
    form: "frame:LENGTH",
    rest: "frame",
  },
  { kind: "http", form: "http", rest: null },
  { kind: "json-id", form: "json-id", rest: null },
  { kind: "ws", form: "ws", rest: null },
  { kind: "ws-pong", form: "ws-pong", rest: null },
  { kind: "close", form: "close", rest: null },
  { kind: "none", form: "none", rest: null },
] as const satisfies readonly { kind: ReplyRule["kind"]; form: string; rest: keyof Rests | null }[];

/**
 * Reads `line`, `lines:N`, `bytes:N`, `until:STRING`, `frame:LENGTH`, `http`, `json-id`, `ws`, `ws-pong`, `close` or `none`;
 * `length32be` is `frame:u32be`.
 * @throws {OptionsError} if the text is none of these, or N is out of range.
 */
export function parseReplyRule(text: string): ReplyRule {
  if (text === LENGTH32BE) return parseReplyRule("frame:u32be");
  const [kind = "", rest] = text.split(/:(.*)/s);
  const form = FORMS.find((known) => known.kind === kind);
  if (form === undefined) {
    const forms = FORMS.map((known) => known.form).join(", ");
    throw usageError(({ loadOptions }) => loadOptions.notAReplyRule(text, forms));
  }
  if (form.rest === null) {
    if (rest === undefined) return { kind: form.kind };
    throw usageError(({ loadOptions }) => loadOptions.takesNothing(text, form.kind, form.form));
  }
  if (rest === undefined || rest === "") {
    throw usageError(({ loadOptions: { incomplete, rests } }) =>
      incomplete(text, form.form, restOf(form.rest, rests)),
    );
  }
  try {
    switch (form.kind) {
      case "lines":
        return { kind: form.kind, count: parseCount(rest, 1, MAX_LINES) };
      case "bytes":
        return { kind: form.kind, count: parseCount(rest, 1, MAX_BYTES) };
      case "until":
        return { kind: form.kind, text: latin1(resolveEscapes(rest)) };
      case "frame":
        return parseFrame(rest);
      default:
        return form satisfies never;
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
    case "until": {
      const bytes = Uint8Array.from(rule.text, (character) => character.charCodeAt(0));
      return `until:${formatEscapes(bytes)}`;
    }
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

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
