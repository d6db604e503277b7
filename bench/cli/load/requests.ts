// One request of a load, as flags or a scenario's table say it: what is sent, and which reply is right.
import { createPayload, type PayloadSource } from "../../generate/plan/payload.ts";
import { resolveEscapes } from "../../generate/wire/escapes.ts";
import { type IdSource, idSourceOf } from "../../generate/wire/id-rule.ts";
import { parseReplyRule } from "../../generate/wire/reply-rule.ts";
import type { IdRule, ReplyRule, RequestContent, RequestSpec } from "../../run/load/plan.ts";
import { say, usageError } from "../../messages/texts.ts";
import { flagName, kebabCase } from "../../../src/cli/options/flags.ts";
import type { Text } from "../../../src/units/text.ts";
import { readInputFile } from "../options/input-file.ts";
import { CONTENT_FLAGS } from "./exclusions.ts";
import type { GivenLoadFlags, GivenRequestFlags, RequestFlags } from "./flags.ts";

/** Reads a request; undefined if it can't be made. */
export function readRequest(
  { name, weight }: { readonly name: string; readonly weight: number },
  given: GivenRequestFlags,
): RequestSpec | undefined {
  const { values, typed } = given;
  const contents = CONTENT_FLAGS.filter((flag) => given.has(flag));
  const [content, second] = contents;
  if (second !== undefined) {
    // What else is wrong depends on which of them is meant.
    given.refuse(second, ({ options }) => options.sendsOneThing(contents.map(kebabCase)));
    return undefined;
  }
  if (values.shuffle && !given.has("sendJsonl")) {
    given.refuse("shuffle", ({ loadOptions }) => loadOptions.onlyLinesShuffle());
  }
  const reply = given.has("reply") ? values.reply : parseReplyRule(defaultReply(typed));
  if (reply === undefined) return undefined;
  const idFlag = given.has("idMatch") ? "idMatch" : "idAt";
  const id = given.check(idFlag, () => readId(given, reply)) ?? null;
  if (reply.kind === "none") {
    given.refuseIdle(["expect", "reject", "expectError"], ({ loadOptions }) =>
      loadOptions.noReplyToCheck(),
    );
  }
  const made =
    content && given.check(content, () => readContent(content, typed, idSourceOf({ reply, id })));
  if (made === undefined) return undefined;
  const { expect = null, reject = null, expectError: expectErrors } = values;
  return { name, weight, content: made, reply, id, expect, reject, expectErrors };
}

function defaultReply({ task }: RequestFlags): string {
  return task === undefined ? "line" : "json-id";
}

function readContent(
  flag: (typeof CONTENT_FLAGS)[number],
  flags: RequestFlags,
  ids: IdSource | null,
): RequestContent {
  const text = flags[flag] ?? "";
  const isShuffled = flags.shuffle === true;
  // Made once to see that it can be made.
  const check = (source: PayloadSource): void => {
    createPayload(source, { seed: 0, randomUuid: () => crypto.randomUUID(), ids });
  };
  switch (flag) {
    case "send":
      if (text === "") throw usageError(({ loadOptions }) => loadOptions.nothingSent());
      check({ kind: "text", text });
      return { kind: "text", text };
    case "sendFile":
      check({ kind: "bytes", bytes: readInputFile(text) });
      return { kind: "file", path: text };
    case "sendJsonl": {
      const lines = linesOf(readInputFile(text).toString("utf8"));
      if (lines.length === 0) throw usageError(({ loadOptions }) => loadOptions.noLine(text));
      check({ kind: "lines", lines, isShuffled });
      return { kind: "jsonl", path: text, isShuffled };
    }
    case "task":
      if (text.trim() === "") throw usageError(({ loadOptions }) => loadOptions.emptyTask());
      check({ kind: "task", text });
      return { kind: "task", text };
    default:
      return flag satisfies never;
  }
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

/** @throws {OptionsError} if replies of this form can't have this id. */
function readId({ values, typed }: GivenRequestFlags, reply: ReplyRule): IdRule | null {
  const { idAt, idMatch } = values;
  if (typed.idAt === undefined && typed.idMatch === undefined) return null;
  const { kind } = reply;
  if (kind === "http" || kind === "json-id" || kind === "close" || kind === "none") {
    throw usageError(({ loadOptions }) => loadOptions.noIdInReply[kind]);
  }
  if (typed.idAt !== undefined && typed.idMatch !== undefined) {
    throw usageError(({ loadOptions }) => loadOptions.oneId());
  }
  if (idAt?.kind === "at" && reply.kind === "bytes") {
    const end = idAt.offset + idAt.number.bytes;
    if (end > reply.count) {
      throw usageError(({ loadOptions }) =>
        loadOptions.idBeyondReply(typed.idAt ?? "", end, reply.count),
      );
    }
  }
  return idMatch ?? idAt ?? null;
}

/** The request that flags alone describe has no name of its own: there is no other. */
export function readFlagRequest(given: GivenLoadFlags): RequestSpec | undefined {
  if (!CONTENT_FLAGS.some((flag) => given.has(flag))) {
    const all = CONTENT_FLAGS.map(flagName);
    given.problems.add("", ({ loadOptions }) => loadOptions.whatToSend(all));
  }
  return readRequest({ name: "request", weight: 1 }, given);
}

const LF = 0x0a;

/** What is doubtful about requests: told before the load begins, as it may take long to show. */
export function doubtsAbout(requests: readonly RequestSpec[]): Text[] {
  return requests.flatMap(({ name, content, reply }) => {
    if (content.kind !== "text" || reply.kind !== "line") return [];
    const { text } = content;
    if (resolveEscapes(text).at(-1) === LF) return [];
    return say(({ loadCommand }) =>
      loadCommand.noLineEnd(requests.length === 1 ? "--send" : loadCommand.ofRequest(name), text),
    );
  });
}
