// One request of a load, as flags or a scenario's table say it: what is sent, and which reply is right.
import { isPattern } from "../../generate/wire/reply-problem.ts";
import {
  compilePattern,
  type IdSource,
  idSourceOf,
  parseIdAt,
  parseIdMatch,
} from "../../generate/wire/id-rule.ts";
import { createPayload, type PayloadSource } from "../../generate/plan/payload.ts";
import { parseReplyRule } from "../../generate/wire/reply-rule.ts";
import type { IdRule, ReplyRule, RequestContent, RequestSpec } from "../../run/load/plan.ts";
import { say } from "../../messages/texts.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { CONTENT_FLAGS, kebabCase, type LoadFlags, type REQUEST_FLAGS } from "./flags.ts";
import type { Problems } from "../options/problems.ts";
import { readInputFile } from "./input-file.ts";

type RequestFlag = (typeof REQUEST_FLAGS)[number];
export type RequestFlags = Pick<LoadFlags, RequestFlag>;

/** Reads a request; undefined if anything is wrong with it. */
export function readRequest(
  { name, weight, ...flags }: RequestFlags & { readonly name: string; readonly weight: number },
  placeOf: (flag: RequestFlag) => string,
  problems: Problems,
): RequestSpec | undefined {
  const given = CONTENT_FLAGS.filter((flag) => flags[flag] !== undefined);
  const [, second] = given;
  if (second !== undefined) {
    // What else is wrong depends on which of them is meant.
    problems.add(
      placeOf(second),
      say(({ options }) => options.sendsOneThing(given.map(kebabCase))),
    );
    return undefined;
  }
  if (flags.shuffle === true && flags.sendJsonl === undefined) {
    problems.add(
      placeOf("shuffle"),
      say(({ loadOptions }) => loadOptions.onlyLinesShuffle()),
    );
  }
  const reply = problems.read(placeOf("reply"), () => readReply(flags));
  const idFlag = flags.idMatch === undefined ? "idAt" : "idMatch";
  const id = reply && problems.read(placeOf(idFlag), () => readId(flags, reply));
  const ids = reply === undefined || id === undefined ? null : idSourceOf({ reply, id });
  const contents = given.map((flag) =>
    problems.read(placeOf(flag), () => readContent(flag, flags, ids)),
  );
  const expect = problems.read(placeOf("expect"), () => readPattern(flags.expect));
  const reject = problems.read(placeOf("reject"), () => readPattern(flags.reject));
  const expectErrors = problems.read(placeOf("expectError"), () =>
    readExpectedErrors(flags.expectError ?? []),
  );
  if (reply?.kind === "none") {
    for (const flag of ["expect", "reject", "expectError"] as const) {
      if (flags[flag] !== undefined) {
        problems.add(
          placeOf(flag),
          say(({ loadOptions }) => loadOptions.noReplyToCheck()),
        );
      }
    }
  }
  const [content] = contents;
  if (content === undefined || reply === undefined || id === undefined) return undefined;
  if (expect === undefined || reject === undefined || expectErrors === undefined) return undefined;
  return { name, weight, content, reply, id, expect, reject, expectErrors };
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
      if (text === "") throw new OptionsError(say(({ loadOptions }) => loadOptions.nothingSent()));
      check({ kind: "text", text });
      return { kind: "text", text };
    case "sendFile":
      check({ kind: "bytes", bytes: readInputFile(text) });
      return { kind: "file", path: text };
    case "sendJsonl": {
      const lines = linesOf(readInputFile(text).toString("utf8"));
      if (lines.length === 0)
        throw new OptionsError(say(({ loadOptions }) => loadOptions.noLine(text)));
      check({ kind: "lines", lines, isShuffled });
      return { kind: "jsonl", path: text, isShuffled };
    }
    case "task":
      if (text.trim() === "")
        throw new OptionsError(say(({ loadOptions }) => loadOptions.emptyTask()));
      check({ kind: "task", text });
      return { kind: "task", text };
    default:
      return flag satisfies never;
  }
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

function readReply({ reply, task }: RequestFlags): ReplyRule {
  return parseReplyRule(reply ?? (task === undefined ? "line" : "json-id"));
}

/** @throws {OptionsError} if it is no id, or one that replies of this form can't have. */
function readId({ idAt, idMatch }: RequestFlags, reply: ReplyRule): IdRule | null {
  if (idAt === undefined && idMatch === undefined) return null;
  const { kind } = reply;
  if (kind === "http" || kind === "json-id" || kind === "close" || kind === "none") {
    throw new OptionsError(say(({ loadOptions }) => loadOptions.noIdInReply[kind]));
  }
  if (idAt !== undefined && idMatch !== undefined) {
    throw new OptionsError(say(({ loadOptions }) => loadOptions.oneId()));
  }
  if (idMatch !== undefined) return parseIdMatch(idMatch);
  const rule = parseIdAt(idAt ?? "");
  if (rule.kind === "at" && reply.kind === "bytes") {
    const end = rule.offset + rule.number.bytes;
    if (end > reply.count) {
      throw new OptionsError(
        say(({ loadOptions }) => loadOptions.idBeyondReply(idAt ?? "", end, reply.count)),
      );
    }
  }
  return rule;
}

/** The pattern itself, which must be one. */
function readPattern(source: string | undefined): string | null {
  if (source === undefined) return null;
  void compilePattern(source);
  return source;
}

/** The codes and patterns themselves, each of which must be one. */
function readExpectedErrors(sources: readonly string[]): readonly string[] {
  for (const source of sources) {
    if (source.trim() === "")
      throw new OptionsError(say(({ loadOptions }) => loadOptions.emptyErrorName()));
    if (isPattern(source)) readPattern(source);
  }
  return sources;
}

/** The request that flags alone describe has no name of its own: there is no other. */
export function readFlagRequest(
  flags: RequestFlags,
  placeOf: (flag: RequestFlag) => string,
  problems: Problems,
): RequestSpec | undefined {
  if (CONTENT_FLAGS.every((flag) => flags[flag] === undefined)) {
    const all = CONTENT_FLAGS.map((flag) => `--${kebabCase(flag)}`);
    problems.add(
      "",
      say(({ loadOptions }) => loadOptions.whatToSend(all)),
    );
  }
  return readRequest({ name: "request", weight: 1, ...flags }, placeOf, problems);
}
