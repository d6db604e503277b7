// Where ids are, as the user types it: "4:u32be" (--id-at), or a regular expression (--id-match).
import type { IdRule, RequestSpec } from "../../run/load/plan.ts";
import { parseCount } from "../../../src/units/count.ts";
import { formatBinaryNumber } from "../../run/load/format-binary-number.ts";
import { BINARY_NUMBERS } from "./binary-number.ts";
import { usageError } from "../../messages/texts.ts";

/** So far into a reply may its id be. */
const MAX_OFFSET = 65_536;

/** How the requests of one kind and their replies carry ids: json is that of the json-id rule. */
export type IdSource = IdRule | { readonly kind: "json" };

/** @throws {OptionsError} if the text is not OFFSET:NUMBER. */
export function parseIdAt(text: string): IdRule {
  const [offset = "", name = ""] = text.split(/:(.*)/s);
  const number = BINARY_NUMBERS.get(name);
  if (number === undefined) {
    const names = [...BINARY_NUMBERS.keys()].join(", ");
    throw usageError(({ loadOptions }) => loadOptions.notAnIdPlace(text, names));
  }
  return { kind: "at", offset: parseCount(offset, 0, MAX_OFFSET), number };
}

/** @throws {OptionsError} if it is no regular expression. */
export function parseIdMatch(pattern: string): IdRule {
  void compilePattern(pattern);
  return { kind: "match", pattern };
}

/** As `expect` and `reject` are read: dots match line ends too. @throws {OptionsError} if it is no regular expression. */
export function compilePattern(source: string): RegExp {
  try {
    return new RegExp(source, "su");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const reason = error.message;
    throw usageError(({ loadOptions }) => loadOptions.notARegex(source, reason));
  }
}

/** "id-at 4:u32be", "id-match id=(\d+)", "json-id": as the user knows it. */
export function formatIdSource(source: IdSource): string {
  switch (source.kind) {
    case "at":
      return `id-at ${source.offset}:${formatBinaryNumber(source.number)}`;
    case "match":
      return `id-match ${source.pattern}`;
    case "json":
      return "json-id";
    default:
      return source satisfies never;
  }
}

export function idSourceOf({ reply, id }: Pick<RequestSpec, "reply" | "id">): IdSource | null {
  return reply.kind === "json-id" ? { kind: "json" } : id;
}
