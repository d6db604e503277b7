// The flags of `bun bench load`, each with its limits. What they mean together is read elsewhere (exclusions.ts, loop.ts).
import { createPrivateKey, X509Certificate } from "node:crypto";
import { parseArrivalTimes } from "../../generate/plan/arrival-times.ts";
import { parseStages } from "../../generate/plan/stages.ts";
import { ownerOfPort } from "../../generate/process/port-owner.ts";
import { compilePattern, parseIdAt, parseIdMatch } from "../../generate/wire/id-rule.ts";
import { isPattern } from "../../generate/wire/reply-problem.ts";
import { parseReplyRule } from "../../generate/wire/reply-rule.ts";
import { parseThreshold } from "../../judge/threshold.ts";
import { type Texts, textsFor, usageError } from "../../messages/texts.ts";
import type { Arrivals, ReplyRule } from "../../run/load/plan.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import {
  choice,
  count,
  flag,
  type GivenFlags,
  grouped,
  list,
  onOff,
  seed,
  type Typed,
  type Values,
} from "../../../src/cli/options/flags.ts";
import { usageError as systemError } from "../../../src/messages/catalogue.ts";
import { parseCount } from "../../../src/units/count.ts";
import { type Ns, parseDuration, parseSeconds } from "../../../src/units/duration.ts";
import { parseRate } from "../../../src/units/rate.ts";
import { codeOf } from "../../../src/units/text-error.ts";
import { readInputFile } from "../options/input-file.ts";
import { OUT } from "../options/run-flags.ts";
import { type Format, FORMATS } from "../print-report.ts";

const MAX_CONNECTIONS = 100_000;
const MAX_REQUESTS = 1e12;
/** Linux's own limit (PID_MAX_LIMIT). */
const MAX_PID = 2 ** 22;

export const DEFAULT_CONNECTIONS = 10;
/** In open load a request that finds no connection free waits: there should be more than are needed. */
export const DEFAULT_OPEN_CONNECTIONS = 100;

const { loadHelp: help } = textsFor(processLanguage());

/** All that is said of one request; a scenario may have several. */
export const REQUEST_FLAGS = grouped(help.requestGroup, {
  send: flag("<text>", help.send),
  sendFile: flag("<file>", help.sendFile),
  sendJsonl: flag("<file>", help.sendJsonl),
  shuffle: onOff(help.shuffle),
  task: flag("<text>", help.task),
  reply: flag("<rule>", help.reply, parseReplyRule),
  idAt: flag("<where>", help.idAt, parseIdAt),
  idMatch: flag("<regex>", help.idMatch, parseIdMatch),
  expect: flag("<regex>", help.expect, readPattern),
  reject: flag("<regex>", help.reject, readPattern),
  expectError: list("<code>", help.expectError, readExpectedError),
});

/** No flag has a default that depends on another one. */
export const LOAD_FLAGS = {
  ...REQUEST_FLAGS,
  ...grouped(help.requestGroup, { ordered: onOff(help.ordered) }),
  ...grouped(help.connectionGroup, {
    connections: flag(
      "-c <n>",
      help.connections(DEFAULT_CONNECTIONS, DEFAULT_OPEN_CONNECTIONS),
      count(1, MAX_CONNECTIONS),
    ),
    pipeline: flag("<n>", help.pipeline, count(1, 10_000), "1"),
    reconnect: flag("<when>", help.reconnect, readReconnect, "never"),
    greeting: flag("<rule>", help.greeting, readGreeting),
    tlsCa: flag("<file>", help.tlsCa, pemFile("certificate")),
    tlsCert: flag("<file>", help.tlsCert, pemFile("certificate")),
    tlsKey: flag("<file>", help.tlsKey, pemFile("key")),
    insecure: onOff(help.insecure),
  }),
  ...grouped(help.loadGroup, {
    duration: flag("-d <duration>", help.duration, readPositiveDuration),
    requests: flag("-n <n>", help.requests, count(1, MAX_REQUESTS)),
    think: flag("<duration>", help.think, parseDuration, "0"),
    rate: flag("-R <rate>", help.rate, readRate),
    stages: flag("<list>", help.stages, parseStages),
    arrivals: flag("<kind>", help.arrivals, readArrivals, "constant"),
    drop: onOff(help.drop),
    burst: flag("<n>", help.burst, count(1, MAX_CONNECTIONS)),
    warmup: flag("<duration>", help.warmup, parseSeconds, "0"),
    timeout: flag("<duration>", help.timeout, readPositiveDuration, "30s"),
    generators: flag("<n>", help.generators, count(1, 64), "1"),
    seed: flag("<n>", help.seed, seed, "1"),
  }),
  ...grouped(help.resultGroup, {
    failIf: list("<condition>", help.failIf, (typed) => parseThreshold(typed, "fail-if")),
    passIf: list("<condition>", help.passIf, (typed) => parseThreshold(typed, "pass-if")),
    strict: onOff(help.strict),
    allowUnknown: onOff(help.allowUnknown),
    allowErrors: onOff(help.allowErrors),
    abortOnFail: onOff(help.abortOnFail),
    watchPid: list("<pid>", help.watchPid, readPid),
    samples: onOff(help.samples),
    format: flag("<list>", help.format, readFormats, "text"),
    out: { ...OUT, help: help.out },
    label: flag("<text>", help.label),
  }),
};

/** As they are typed; one that was not typed is missing, so that a scenario's may stand in for it. */
export type LoadFlags = Typed<typeof LOAD_FLAGS>;
export type LoadFlag = keyof LoadFlags;
export type LoadValues = Values<typeof LOAD_FLAGS>;
export type GivenLoadFlags = GivenFlags<typeof LOAD_FLAGS, Texts>;
export type RequestFlags = Typed<typeof REQUEST_FLAGS>;
export type GivenRequestFlags = GivenFlags<typeof REQUEST_FLAGS, Texts>;

/** Reads the path of a file that holds a certificate or a key. */
function pemFile(kind: "certificate" | "key"): (path: string) => string {
  return (path) => {
    const pem = readInputFile(path);
    try {
      if (kind === "key") createPrivateKey(pem);
      else void new X509Certificate(pem);
    } catch {
      throw usageError(({ loadOptions }) => loadOptions.notPem(path, kind));
    }
    return path;
  };
}

function readPositiveDuration(typed: string): Ns {
  const durationNs = parseSeconds(typed);
  if (durationNs > 0) return durationNs;
  throw usageError(({ loadOptions }) => loadOptions.noTime(typed));
}

function readRate(typed: string): number {
  const ratePerSec = parseRate(typed);
  if (ratePerSec > 0) return ratePerSec;
  throw usageError(({ loadOptions }) => loadOptions.noRate(typed));
}

function readGreeting(typed: string): ReplyRule {
  const rule = parseReplyRule(typed);
  if (!["close", "none", "json-id"].includes(rule.kind)) return rule;
  throw usageError(({ loadOptions }) => loadOptions.greetingCantEnd(typed));
}

/** Of a file, how many arrivals there are: it is read whole, as a run must not find out in its middle. */
function readArrivals(typed: string): Arrivals & { readonly count?: number } {
  const path = /^file:(.+)$/s.exec(typed)?.[1];
  if (path !== undefined) {
    const times = parseArrivalTimes(readInputFile(path).toString("utf8"));
    return { kind: "file", path, count: times.length };
  }
  if (typed === "constant" || typed === "poisson") return { kind: typed };
  throw systemError(({ problems }) => problems.noneOf(typed, ["constant", "poisson", "file:PATH"]));
}

/** Requests that a connection carries; null: it is kept. */
function readReconnect(typed: string): number | null {
  if (typed === "never") return null;
  if (typed === "each") return 1;
  const every = /^every:(.*)$/.exec(typed)?.[1];
  if (every !== undefined) return parseCount(every, 1, MAX_REQUESTS);
  throw systemError(({ problems }) => problems.noneOf(typed, ["never", "each", "every:N"]));
}

/** What is shown at the end, text unless another form is named, and whether files for GitHub are added. */
function readFormats(typed: string): { readonly shown: Format; readonly hasGithubFiles: boolean } {
  const read = choice([...FORMATS, "github"]);
  const words = new Set(typed.split(",").map((word) => read(word.trim())));
  const [shown = "text", ...others] = FORMATS.filter((format) => words.has(format));
  if (others.length > 0) {
    throw usageError(({ loadOptions }) => loadOptions.twoOutputs(typed, [shown, ...others]));
  }
  return { shown, hasGithubFiles: words.has("github") };
}

/** The pattern itself, which must be one. */
function readPattern(source: string): string {
  void compilePattern(source);
  return source;
}

/** The code or pattern itself. */
function readExpectedError(source: string): string {
  if (source.trim() === "") throw usageError(({ loadOptions }) => loadOptions.emptyErrorName());
  return isPattern(source) ? readPattern(source) : source;
}

function readPid(typed: string): number {
  const pid = parseCount(typed, 1, MAX_PID);
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if (codeOf(error) !== "ESRCH") return pid;
    const owner = ownerOfPort(pid);
    throw usageError(({ options }) =>
      owner === undefined ? options.noProcess(pid) : options.portForPid(pid, owner.name, owner.pid),
    );
  }
  return pid;
}
