// The options of a load: from the command line and a scenario file, checked together, made into a plan.
import { basename } from "node:path";
import { withTlsOptions } from "../../generate/plan/load-target.ts";
import type { TargetShortcut } from "../../generate/plan/target-shortcut.ts";
import type { Threshold } from "../../judge/threshold.ts";
import { say } from "../../messages/texts.ts";
import type { LoadPlan, RequestSpec } from "../../run/load/plan.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import { CONTENT_FLAGS, kebabCase, type LoadFlag, type LoadFlags, mergeFlags } from "./flags.ts";
import { checkExclusions, checkTogether, isOpen, readLoop } from "./loop.ts";
import { readFlagRequest } from "./requests.ts";
import { type LoadFormat, readAddress, readValues } from "./values.ts";
import { Problems } from "../options/problems.ts";
import type { Scenario } from "./scenario.ts";

const DEFAULT_TIMEOUT_NS: Ns = 30 * NS_PER_SECOND;

export interface LoadSettings {
  /** As it was typed: a shortcut says more than the plan's target. */
  readonly address: string;
  readonly plan: LoadPlan;
  readonly thresholds: readonly Threshold[];
  /** Failed requests and silences fail nothing by themselves. */
  readonly areErrorsAllowed: boolean;
  /** Unknown thresholds fail nothing. */
  readonly isUnknownAllowed: boolean;
  /** A threshold whose interval crosses its limit is unknown. */
  readonly isStrict: boolean;
  readonly isAbortingOnFail: boolean;
  /** Folder that the run's own folder is made in. */
  readonly out: string;
  readonly label: string;
  /** True: `requests.csv` is written, a row a request. */
  readonly hasSamples: boolean;
  readonly watchPids: readonly number[];
  /** One of text, json, markdown, which stdout shows at the end, and any that add files. */
  readonly formats: readonly LoadFormat[];
}

/**
 * Reads all that the user said. What is typed takes the place of what the scenario says, by groups: see `mergeFlags`.
 * @throws {OptionsError} with every problem there is, each with its flag or its place in the scenario.
 */
export function readLoadSettings(
  targetText: string | undefined,
  typed: LoadFlags,
  scenario?: Scenario,
): LoadSettings {
  const problems = new Problems();
  const address = problems.read("TARGET", () => readAddress(targetText ?? scenario?.target));
  const merged = mergeFlags(scenario?.flags ?? {}, typed);
  const flags = withShortcut(merged, address?.shortcut, (scenario?.requests ?? []).length > 0);
  const placeOf = (flag: LoadFlag): string =>
    typed[flag] === undefined && scenario !== undefined
      ? `${scenario.path}: ${kebabCase(flag)}`
      : `--${kebabCase(flag)}`;

  const values = readValues(flags, placeOf, problems);
  const tls = {
    caFile: values.tlsCa ?? null,
    certFile: values.tlsCert ?? null,
    keyFile: values.tlsKey ?? null,
    isInsecure: flags.insecure === true,
  };
  const secured = address && problems.read("", () => withTlsOptions(address.target, tls));
  const requests = readRequests(flags, typed, scenario, placeOf, problems);
  checkReplies(requests, address?.shortcut, placeOf("reply"), problems);
  checkExclusions(flags, placeOf, problems);
  checkTogether(flags, values, requests, placeOf, problems);
  const thresholds = [...(values.failIf ?? []), ...(values.passIf ?? [])];
  for (const threshold of thresholds) {
    const place = placeOf(threshold.kind === "fail-if" ? "failIf" : "passIf");
    problems.read(place, () => checkMeasured(threshold, requests, flags));
  }
  problems.throwIfAny();
  return {
    address: targetText ?? scenario?.target ?? "",
    plan: {
      // It can only be missing where a problem was found.
      target: secured as NonNullable<typeof secured>,
      requests,
      greeting: {
        greeting: values.greeting ?? null,
        hello: [...handshakeSteps(address?.shortcut), ...(scenario?.hello ?? [])],
      },
      ...readLoop(flags, values, requests),
      isOrdered: flags.ordered === true || requests.every(({ reply }) => reply.kind === "http"),
      timeoutNs: values.timeout ?? DEFAULT_TIMEOUT_NS,
      seed: values.seed ?? 1,
    },
    thresholds,
    areErrorsAllowed: flags.allowErrors === true,
    isUnknownAllowed: flags.allowUnknown === true,
    isStrict: flags.strict === true,
    isAbortingOnFail: flags.abortOnFail === true,
    out: flags.out ?? "results",
    label: flags.label ?? (scenario === undefined ? "" : basename(scenario.path, ".toml")),
    hasSamples: flags.samples === true,
    watchPids: values.watchPid ?? [],
    formats: values.format ?? ["text"],
  };
}

/** What an address says stands in for what the user leaves open. */
function withShortcut(
  flags: LoadFlags,
  shortcut: TargetShortcut | undefined,
  hasRequests: boolean,
): LoadFlags {
  if (shortcut === undefined) return flags;
  const isGiven = (flag: LoadFlag): boolean => flags[flag] !== undefined;
  const { send, reply, replyToOther, reject, isOrdered } = shortcut;
  const isOwn = hasRequests || CONTENT_FLAGS.some(isGiven);
  return {
    ...(isOwn ? !isGiven("task") && { reply: replyToOther } : { send, reply }),
    ...(reject !== null && !JUDGING_FLAGS.some(isGiven) && { reject }),
    ...(isOrdered && !isGiven("idAt") && !isGiven("idMatch") && { ordered: true }),
    ...flags,
  };
}

/** Frames only make sense on a WebSocket, and nothing else does there. */
function checkReplies(
  requests: LoadPlan["requests"],
  shortcut: TargetShortcut | undefined,
  place: string,
  problems: Problems,
): void {
  const isWebSocket = shortcut !== undefined && shortcut.handshake !== null;
  const wrong = requests.find(
    ({ reply: { kind } }) => (kind === "ws" || kind === "ws-pong") !== isWebSocket,
  );
  if (wrong === undefined) return;
  problems.add(
    place,
    say(({ loadOptions }) =>
      isWebSocket ? loadOptions.webSocketReplies() : loadOptions.onlyWebSockets(),
    ),
  );
}

function handshakeSteps(shortcut: TargetShortcut | undefined): RequestSpec[] {
  if (shortcut === undefined || shortcut.handshake === null) return [];
  const { send, expect } = shortcut.handshake;
  return [
    {
      name: "handshake",
      weight: 1,
      content: { kind: "text", text: send },
      reply: { kind: "until", text: "\r\n\r\n" },
      id: null,
      expect,
      reject: null,
      expectErrors: [],
    },
  ];
}

/** Each says which replies are right. */
const JUDGING_FLAGS = ["expect", "reject", "expectError"] as const;

/** Those of the scenario, unless the command line or the scenario's own top level says what to send. */
function readRequests(
  flags: LoadFlags,
  typed: LoadFlags,
  scenario: Scenario | undefined,
  placeOf: (flag: LoadFlag) => string,
  problems: Problems,
): LoadPlan["requests"] {
  const ofScenario = scenario?.requests ?? [];
  if (ofScenario.length === 0 || CONTENT_FLAGS.some((flag) => typed[flag] !== undefined)) {
    const request = readFlagRequest(flags, placeOf, problems);
    return request === undefined ? [] : [request];
  }
  for (const flag of [
    "reply",
    "idAt",
    "idMatch",
    "expect",
    "reject",
    "expectError",
    "shuffle",
  ] as const) {
    if (typed[flag] !== undefined) {
      problems.add(
        placeOf(flag),
        say(({ loadOptions }) => loadOptions.inScenario(scenario?.path ?? "")),
      );
    }
  }
  return ofScenario;
}

/**
 * @throws {OptionsError} if a threshold is about a request that there is not, or not by name, or about the share of an
 * offered load that a closed load does not have.
 */
function checkMeasured(
  { text, metric }: Threshold,
  requests: LoadPlan["requests"],
  flags: LoadFlags,
): void {
  if (metric.kind === "achieved share" && !isOpen(flags) && flags.burst === undefined) {
    throw new OptionsError(say((t) => t.thresholds.noRateOffered(text)));
  }
  if (metric.kind !== "percentile" || metric.request === null) return;
  const { request } = metric;
  const names = requests.map(({ name }) => name);
  if (names.length > 1 && names.includes(request)) return;
  throw new OptionsError(
    say(({ loadOptions }) => loadOptions.unknownRequest(text, request, names)),
  );
}
