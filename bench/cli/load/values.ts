// The values of `bun bench load` by themselves, each with its limits; what they mean together is read elsewhere.
import { parseArrivalTimes } from "../../generate/plan/arrival-times.ts";
import { parseLoadTarget } from "../../generate/plan/load-target.ts";
import { parseReplyRule } from "../../generate/wire/reply-rule.ts";
import { ownerOfPort } from "../../generate/process/port-owner.ts";
import { parseStages } from "../../generate/plan/stages.ts";
import { readShortcut, type TargetShortcut } from "../../generate/plan/target-shortcut.ts";
import { parseThreshold } from "../../judge/threshold.ts";
import type { Arrivals, LoadTarget, ReplyRule } from "../../run/load/plan.ts";
import { say } from "../../messages/texts.ts";
import { parseChoice } from "../../../src/cli/command.ts";
import { nameOfProcess } from "../../../src/cli/host-and-port.ts";
import { parseCount } from "../../../src/units/count.ts";
import { type Ns, parseDuration, parseSeconds } from "../../../src/units/duration.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import type { Text } from "../../../src/units/text.ts";
import { parseRate } from "../../../src/units/rate.ts";
import type { LoadFlag, LoadFlags } from "./flags.ts";
import type { Problems } from "../options/problems.ts";
import { readInputFile } from "./input-file.ts";
import { say as sayProblem } from "../../../src/messages/catalogue.ts";

const MAX_CONNECTIONS = 100_000;
const MAX_PIPELINE = 10_000;
const MAX_GENERATORS = 64;
const MAX_REQUESTS = 1e12;
const MAX_SEED = 2 ** 32 - 1;
const MAX_PORT = 65_535;
/** Linux's own limit (PID_MAX_LIMIT). */
const MAX_PID = 2 ** 22;

const SHOWN = ["text", "json", "markdown"] as const;
const FORMATS = [...SHOWN, "github"] as const;
export type LoadFormat = (typeof FORMATS)[number];

/** Those that say what is sent, and what its reply is, are read with the request (load-requests.ts). */
const READERS = {
  greeting: readGreeting,
  tlsCa: readFilePath,
  tlsCert: readFilePath,
  tlsKey: readFilePath,
  connections: (text: string) => parseCount(text, 1, MAX_CONNECTIONS),
  think: parseDuration,
  rate: readRate,
  stages: parseStages,
  arrivals: readArrivals,
  burst: (text: string) => parseCount(text, 1, MAX_CONNECTIONS),
  duration: readPositiveDuration,
  requests: (text: string) => parseCount(text, 1, MAX_REQUESTS),
  warmup: parseSeconds,
  timeout: readPositiveDuration,
  pipeline: (text: string) => parseCount(text, 1, MAX_PIPELINE),
  reconnect: readReconnect,
  generators: (text: string) => parseCount(text, 1, MAX_GENERATORS),
  seed: (text: string) => parseCount(text, 0, MAX_SEED),
  format: readFormats,
  failIf: readEach((text) => parseThreshold(text, "fail-if")),
  passIf: readEach((text) => parseThreshold(text, "pass-if")),
  watchPid: readEach(readPid),
} as const;

type Readers = typeof READERS;
/** Undefined where a flag was not given, or can't be used. */
export type LoadValues = { readonly [K in keyof Readers]: ReturnType<Readers[K]> | undefined };

/** Reads every flag that was given; `placeOf` says where the user finds it. */
export function readValues(
  flags: LoadFlags,
  placeOf: (flag: LoadFlag) => string,
  problems: Problems,
): LoadValues {
  const values = Object.entries(READERS).map(([name, read]) => {
    const flag = name as keyof Readers;
    const given = flags[flag];
    if (given === undefined) return [flag, undefined];
    // The type of a flag's value is that of its reader's argument, which the table's own type can't say.
    return [flag, problems.read(placeOf(flag), () => (read as (given: unknown) => unknown)(given))];
  });
  return Object.fromEntries(values) as LoadValues;
}

export interface Address {
  readonly target: LoadTarget;
  /** What the address says beside it. */
  readonly shortcut: TargetShortcut | undefined;
}

/** @throws {OptionsError} if it is no target. */
export function readAddress(text: string | undefined): Address {
  if (text === undefined) throw new OptionsError(say(({ options }) => options.noTarget()));
  const process = processOf(text);
  if (process !== undefined) {
    throw new OptionsError(say(({ options }) => options.pidForTarget(text, process)));
  }
  const shortcut = readShortcut(text);
  return { target: parseLoadTarget(shortcut?.address ?? text), shortcut };
}

/** The name of the process whose id stands where a port should, and is too large for one. */
function processOf(text: string): string | undefined {
  const number = Number(/(?:^|:)(\d+)\/?$/.exec(text)?.[1]);
  return number > MAX_PORT ? nameOfProcess(number) : undefined;
}

function readFilePath(path: string): string {
  readInputFile(path);
  return path;
}

function readPositiveDuration(text: string): Ns {
  const durationNs = parseSeconds(text);
  if (durationNs === 0) throw new OptionsError(say(({ loadOptions }) => loadOptions.noTime(text)));
  return durationNs;
}

function readRate(text: string): number {
  const ratePerSec = parseRate(text);
  if (ratePerSec === 0) throw new OptionsError(say(({ loadOptions }) => loadOptions.noRate(text)));
  return ratePerSec;
}

function readGreeting(text: string): ReplyRule {
  const rule = parseReplyRule(text);
  if (["close", "none", "json-id"].includes(rule.kind)) {
    throw new OptionsError(say(({ loadOptions }) => loadOptions.greetingCantEnd(text)));
  }
  return rule;
}

/** Of a file, how many arrivals there are: it is read whole, as a run must not find out in its middle. */
function readArrivals(text: string): Arrivals & { readonly count?: number } {
  const path = /^file:(.+)$/s.exec(text)?.[1];
  if (path !== undefined) {
    const times = parseArrivalTimes(readInputFile(path).toString("utf8"));
    return { kind: "file", path, count: times.length };
  }
  if (text !== "constant" && text !== "poisson") {
    throw noneOf(text, ["constant", "poisson", "file:PATH"]);
  }
  return { kind: text };
}

/** Requests that a connection carries; null: it is kept. */
function readReconnect(text: string): number | null {
  if (text === "never") return null;
  if (text === "each") return 1;
  const count = /^every:(.*)$/.exec(text)?.[1];
  if (count === undefined) throw noneOf(text, ["never", "each", "every:N"]);
  return parseCount(count, 1, MAX_REQUESTS);
}

/** One that is shown at the end, text unless another is named, and files beside those that every run has. */
function readFormats(text: string): readonly LoadFormat[] {
  const formats = new Set(text.split(",").map((word) => parseChoice(word.trim(), FORMATS)));
  const shown = SHOWN.filter((format) => formats.has(format));
  if (shown.length > 1) {
    throw new OptionsError(say(({ loadOptions }) => loadOptions.twoOutputs(text, shown)));
  }
  return shown.length === 0 ? ["text", ...formats] : [...formats];
}

function readPid(text: string): number {
  const pid = parseCount(text, 1, MAX_PID);
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if (error instanceof Error && "code" in error && error.code === "ESRCH") {
      const owner = ownerOfPort(pid);
      throw new OptionsError(
        say(({ options }) =>
          owner === undefined
            ? options.noProcess(pid)
            : options.portForPid(pid, owner.name, owner.pid),
        ),
      );
    }
  }
  return pid;
}

/** All values of a flag that may be repeated, or all that is wrong with them. */
function readEach<T>(read: (text: string) => T): (texts: readonly string[]) => readonly T[] {
  return (texts) => {
    const problems: Text[] = [];
    const values = texts.flatMap((text) => {
      try {
        return [read(text)];
      } catch (error) {
        if (!(error instanceof OptionsError)) throw error;
        problems.push(...error.problems);
        return [];
      }
    });
    if (problems.length > 0) throw new OptionsError(problems);
    return values;
  };
}

function noneOf(text: string, forms: readonly string[]): OptionsError {
  return new OptionsError(sayProblem(({ problems }) => problems.noneOf(text, forms)));
}
