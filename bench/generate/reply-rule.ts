// How a reply ends, as the user types it: "line", "frame:u32be", "until:END\r\n".
import type { ReplyRule } from "../measure/load-plan.ts";
import { parseCount } from "../../src/units/count.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import { BINARY_NUMBERS, formatBinaryNumber } from "./binary-number.ts";
import { formatEscapes, resolveEscapes } from "./escapes.ts";

const MAX_LINES = 1_000_000;
/** 1 GiB. */
const MAX_BYTES = 2 ** 30;

/** An older name of frame:u32be. */
const LENGTH32BE = "length32be";
const INCLUSIVE = ":inclusive";

/** Each form with the word before its colon, as it is written, and what its rest may be. */
const FORMS = [
  { kind: "line", form: "line", rest: null },
  { kind: "lines", form: "lines:N", rest: `N lines, from 1 to ${MAX_LINES}` },
  { kind: "bytes", form: "bytes:N", rest: `N bytes, from 1 to ${MAX_BYTES}` },
  { kind: "until", form: "until:STRING", rest: "STRING at least one byte, escapes such as \\r\\n" },
  {
    kind: "frame",
    form: "frame:LENGTH",
    rest: "LENGTH u16be, u16le, u32be, u32le, u64be or u64le, with :inclusive behind it where it counts its own bytes",
  },
  { kind: "http", form: "http", rest: null },
  { kind: "json-id", form: "json-id", rest: null },
  { kind: "close", form: "close", rest: null },
  { kind: "none", form: "none", rest: null },
] as const satisfies readonly { kind: ReplyRule["kind"]; form: string; rest: string | null }[];

/**
 * Reads `line`, `lines:N`, `bytes:N`, `until:STRING`, `frame:LENGTH`, `http`, `json-id`, `close` or `none`; `length32be`
 * is `frame:u32be`.
 * @throws {OptionsError} if the text is none of these, or N is out of range.
 */
export function parseReplyRule(text: string): ReplyRule {
  if (text === LENGTH32BE) return parseReplyRule("frame:u32be");
  const [kind = "", rest] = text.split(/:(.*)/s);
  const form = FORMS.find((known) => known.kind === kind);
  if (form === undefined) {
    const forms = FORMS.map((known) => known.form).join(", ");
    throw new OptionsError(`"${text}" does not say how a reply ends (write one of ${forms})`);
  }
  if (form.rest === null) {
    if (rest === undefined) return { kind: form.kind };
    throw new OptionsError(`"${text}": ${form.kind} takes nothing behind it (write ${form.form})`);
  }
  if (rest === undefined || rest === "") {
    throw new OptionsError(`"${text}" is not complete (write ${form.form}, ${form.rest})`);
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
    throw new OptionsError(`"${text}": ${error.message}`);
  }
}

/** `text` is what is behind "frame:". */
function parseFrame(text: string): ReplyRule {
  const isInclusive = text.endsWith(INCLUSIVE);
  const name = isInclusive ? text.slice(0, -INCLUSIVE.length) : text;
  const length = BINARY_NUMBERS.get(name);
  if (length === undefined) {
    const names = [...BINARY_NUMBERS.keys()].join(", ");
    throw new OptionsError(
      `"${name}" is no length (write one of ${names}, with ${INCLUSIVE} behind it where it counts its own bytes)`,
    );
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
