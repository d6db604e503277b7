// The options of a load: from the command line and a scenario file, checked together, made into a plan.
import { basename } from "node:path";
import { withTlsOptions } from "../../generate/plan/load-target.ts";
import type { TargetShortcut } from "../../generate/plan/target-shortcut.ts";
import type { Threshold } from "../../judge/threshold.ts";
import { say, usageError } from "../../messages/texts.ts";
import type { LoadPlan, RequestSpec } from "../../run/load/plan.ts";
import { flagName, GivenFlags, kebabCase, namesOf } from "../../../src/cli/options/flags.ts";
import { Problems } from "../../../src/cli/options/problems.ts";
import type { Format } from "../print-report.ts";
import { handshakeSteps, readAddress, withShortcut } from "./address.ts";
import { checkExclusions, CONTENT_FLAGS, mergeFlags } from "./exclusions.ts";
import {
  type GivenLoadFlags,
  LOAD_FLAGS,
  type LoadFlag,
  type LoadFlags,
  REQUEST_FLAGS,
} from "./flags.ts";
import { checkTogether, isOpen, readLoop } from "./loop.ts";
import { readFlagRequest } from "./requests.ts";
import type { Scenario } from "./scenario.ts";

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
  /** What stdout shows at the end. */
  readonly format: Format;
  readonly hasGithubFiles: boolean;
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
  const problems = new Problems(say);
  const address = problems.read("TARGET", () => readAddress(targetText ?? scenario?.target));
  const { shortcut } = address ?? {};
  const merged = mergeFlags(scenario?.flags ?? {}, typed);
  const flags = withShortcut(merged, shortcut, (scenario?.requests ?? []).length > 0);
  const given = new GivenFlags(LOAD_FLAGS, flags, problems, (flag) =>
    typed[flag as LoadFlag] === undefined && scenario !== undefined
      ? `${scenario.path}: ${kebabCase(flag)}`
      : flagName(flag),
  );
  const { values } = given;
  const { tlsCa: caFile = null, tlsCert: certFile = null, tlsKey: keyFile = null } = values;
  const tls = { caFile, certFile, keyFile, isInsecure: values.insecure };
  const target = address && problems.read("", () => withTlsOptions(address.target, tls));
  const requests = readRequests(given, typed, scenario);
  checkReplies(given, requests, shortcut);
  checkExclusions(given);
  checkTogether(given, requests);
  const thresholds = [...values.failIf, ...values.passIf];
  for (const threshold of thresholds) {
    given.check(threshold.kind === "fail-if" ? "failIf" : "passIf", () =>
      checkMeasured(threshold, requests, flags),
    );
  }
  problems.throwIfAny();
  return {
    address: targetText ?? scenario?.target ?? "",
    plan: {
      // It can only be missing where a problem was found.
      target: target as NonNullable<typeof target>,
      requests,
      greeting: {
        greeting: values.greeting ?? null,
        hello: [...handshakeSteps(shortcut), ...(scenario?.hello ?? [])],
      },
      ...readLoop(given, requests),
      isOrdered: values.ordered || requests.every(({ reply }) => reply.kind === "http"),
      timeoutNs: values.timeout,
      seed: values.seed,
    },
    thresholds,
    areErrorsAllowed: values.allowErrors,
    isUnknownAllowed: values.allowUnknown,
    isStrict: values.strict,
    isAbortingOnFail: values.abortOnFail,
    out: values.out,
    label: values.label ?? (scenario === undefined ? "" : basename(scenario.path, ".toml")),
    hasSamples: values.samples,
    watchPids: values.watchPid,
    format: values.format.shown,
    hasGithubFiles: values.format.hasGithubFiles,
  };
}

/** Frames only make sense on a WebSocket, and nothing else does there. */
function checkReplies(
  given: GivenLoadFlags,
  requests: readonly RequestSpec[],
  shortcut: TargetShortcut | undefined,
): void {
  const isWebSocket = shortcut !== undefined && shortcut.handshake !== null;
  const isOfOther = ({ reply: { kind } }: RequestSpec): boolean =>
    (kind === "ws" || kind === "ws-pong") !== isWebSocket;
  if (!requests.some(isOfOther)) return;
  given.refuse("reply", ({ loadOptions: t }) =>
    isWebSocket ? t.webSocketReplies() : t.onlyWebSockets(),
  );
}

/** Those of the scenario, unless the command line or the scenario's own top level says what to send. */
function readRequests(
  given: GivenLoadFlags,
  typed: LoadFlags,
  scenario: Scenario | undefined,
): readonly RequestSpec[] {
  const isSaid = CONTENT_FLAGS.some((flag) => typed[flag] !== undefined);
  if (scenario === undefined || scenario.requests.length === 0 || isSaid) {
    const request = readFlagRequest(given);
    return request === undefined ? [] : [request];
  }
  for (const flag of namesOf(REQUEST_FLAGS)) {
    if (typed[flag] !== undefined) {
      given.refuse(flag, ({ loadOptions }) => loadOptions.inScenario(scenario.path));
    }
  }
  return scenario.requests;
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
    throw usageError((t) => t.thresholds.noRateOffered(text));
  }
  if (metric.kind !== "percentile" || metric.request === null) return;
  const { request } = metric;
  const names = requests.map(({ name }) => name);
  if (names.length > 1 && names.includes(request)) return;
  throw usageError(({ loadOptions }) => loadOptions.unknownRequest(text, request, names));
}
