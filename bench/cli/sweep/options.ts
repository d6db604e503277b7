// The sweep's options: read, checked together, and turned into what is expected of the system.
import { cpus } from "node:os";
import { resolve } from "node:path";
import { type BoundOverrides, defaultBounds } from "../../judge/sweep/bounds.ts";
import type { SweepStrictness } from "../../judge/exit-code.ts";
import { parseTarget, type Target } from "../../generate/plan/load-target.ts";
import type { Bounds, ClusterTopology, Expected } from "../../run/sweep/run.ts";
import { type Texts, textsFor, usageError } from "../../messages/texts.ts";
import { edgeLevels, parseLevels } from "../../sweep/levels.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import {
  choice,
  count,
  flag,
  type GivenFlags,
  onOff,
  seed,
  type Typed,
} from "../../../src/cli/options/flags.ts";
import { parsePort } from "../../../src/cli/options/host-and-port.ts";
import {
  type Ns,
  NS_PER_SECOND,
  parseDuration,
  parseSeconds,
} from "../../../src/units/duration.ts";
import { partSeed } from "../../../src/units/random.ts";
import {
  formatServiceTime,
  meanServiceNs,
  parseServiceTime,
  type ServiceTime,
} from "../../../src/units/service-time.ts";
import { OUT, readFlags } from "../options/run-flags.ts";
import { type Format, FORMATS } from "../print-report.ts";

export const MAX_REPEATS = 1000;
const MAX_THREADS = 1000;
/** As long as ten repeats of the sweep without options. */
const DEFAULT_MAX_TIME_NS: Ns = 15 * 60 * NS_PER_SECOND;
/** As `bun run cluster` has it. */
const clusterServers = count(1, 64);
const DEFAULT_LEVELS = "1-100";
const QUICK_SERVICE = "100ms";
const DEFAULT_SERVICE = "3s";

const { sweepHelp: help } = textsFor(processLanguage());

export const SWEEP_FLAGS = {
  levels: flag("<list>", help.levels, parseLevels),
  service: flag("<time>", help.service, parseWork),
  threads: flag("<n>", help.threads, count(1, MAX_THREADS), "10"),
  work: flag("<kind>", help.work, choice(["sleep", "spin", "hash"]), "sleep"),
  task: flag("<file>", help.task, resolve),
  lanes: flag("<n>", help.lanes, orAuto(count(1, 200)), "auto"),
  repeat: flag("<n>", help.repeat, orAuto(count(1, MAX_REPEATS)), "1"),
  maxTime: flag("<duration>", help.maxTime, parseSeconds),
  timeout: flag("<duration>", help.timeout, parseTimeout),
  target: flag("<url>", help.target, parseTarget),
  topology: flag("<kind>", help.topology, choice(["local", "cluster"])),
  workers: flag("<n>", help.workers, clusterServers),
  entries: flag("<n>", help.entries, clusterServers),
  balancer: flag("<name>", help.balancer, choice(["haproxy", "nginx"])),
  quick: onOff(help.quick),
  ui: onOff(help.ui),
  uiPort: flag("<port>", help.uiPort, (text) => parsePort(text, 0, { port: "--ui-port" }), "8080"),
  out: OUT,
  label: flag("<text>", help.label),
  seed: flag("<n>", help.seed, seed, "1"),
  maxOverhead: flag("<duration>", help.maxOverhead, parseDuration),
  maxStepOverhead: flag("<duration>", help.maxStepOverhead, parseDuration),
  maxServiceError: flag("<duration>", help.maxServiceError, parseDuration),
  format: flag("<kind>", help.format, choice(FORMATS), "text"),
  strict: onOff(help.strict),
  allowUnknown: onOff(help.allowUnknown),
  allowErrors: onOff(help.allowErrors),
};

type SweepFlags = Typed<typeof SWEEP_FLAGS>;
type GivenSweepFlags = GivenFlags<typeof SWEEP_FLAGS, Texts>;

export interface SweepSettings {
  readonly levels: readonly number[];
  /** Bursts of each level; "auto": until every verdict is decided. */
  readonly repeats: number | "auto";
  /** With "auto": no repeat begins that would end later than this, counted from the first burst. */
  readonly maxTimeNs: Ns;
  /** Width of the pool; of a cluster, of all its workers together. */
  readonly threads: number;
  /** Undefined is a single server. */
  readonly topology: ClusterTopology | undefined;
  readonly service: ServiceTime;
  readonly work: "sleep" | "spin" | "hash" | "task";
  /** Absolute path of the user's module. */
  readonly taskModule: string | undefined;
  readonly target: Target | undefined;
  /** Undefined is "auto". */
  readonly lanes: number | undefined;
  /** Undefined is derived from the expected staircase. */
  readonly timeoutNs: Ns | undefined;
  /** Port of the live page on loopback; null: there is none. */
  readonly uiPort: number | null;
  readonly out: string;
  readonly label: string;
  readonly seed: number;
  readonly boundOverrides: BoundOverrides;
  readonly strictness: SweepStrictness;
  readonly format: Format;
}

/** All that a run's record keeps. */
export type FilledFlags = Readonly<Record<string, unknown>>;

/**
 * The flags and the defaults that depend on others; those of a cluster for a cluster only. What can't be read stays as it
 * is, for `readSweepSettings`.
 */
export function fillFlags(flags: SweepFlags): SweepFlags {
  if (flags.topology !== "cluster") return { levels: DEFAULT_LEVELS, ...flags };
  const { workers = "3", entries = "2", balancer = "haproxy" } = flags;
  const width = Number(workers) * Number(flags.threads ?? SWEEP_FLAGS.threads.default);
  const levels = width >= 1 && width <= MAX_THREADS ? edgeLevels(width).join(",") : DEFAULT_LEVELS;
  return { levels, ...flags, workers, entries, balancer };
}

/** Reads what `fillFlags` returned. @throws {OptionsError} with every problem there is. */
export function readSweepSettings(flags: SweepFlags): SweepSettings {
  const given = readFlags(SWEEP_FLAGS, flags);
  const { values } = given;
  checkTopology(given);
  refuseIdleFlags(given);
  given.problems.throwIfAny();
  const { threads, quick, lanes, task, maxOverhead, maxStepOverhead, maxServiceError } = values;
  const { workers = 1, entries = 1, balancer = "" } = values;
  const isCluster = values.topology === "cluster";
  return {
    levels: values.levels ?? [],
    repeats: values.repeat,
    maxTimeNs: values.maxTime ?? DEFAULT_MAX_TIME_NS,
    threads: isCluster ? workers * threads : threads,
    topology: isCluster
      ? { kind: "cluster", entries, workers, threadsPerWorker: threads, balancer }
      : undefined,
    service: values.service ?? parseServiceTime(quick ? QUICK_SERVICE : DEFAULT_SERVICE),
    work: task === undefined ? values.work : "task",
    taskModule: task,
    target: values.target,
    lanes: isCluster || values.target !== undefined ? 1 : lanes === "auto" ? undefined : lanes,
    timeoutNs: values.timeout,
    uiPort: values.ui ? values.uiPort : null,
    out: values.out,
    label: values.label ?? (quick ? "quick" : ""),
    seed: values.seed,
    format: values.format,
    strictness: {
      isStrict: values.strict,
      allowUnknown: values.allowUnknown,
      allowErrors: values.allowErrors,
    },
    boundOverrides: {
      ...(maxOverhead !== undefined && { overheadNs: maxOverhead }),
      ...(maxStepOverhead !== undefined && { stepOverheadNs: maxStepOverhead }),
      ...(maxServiceError !== undefined && { serviceErrorNs: maxServiceError }),
    },
  };
}

/** A target runs already; a cluster has its own flags, one lane, and beside it a local form of the same width. */
function checkTopology(given: GivenSweepFlags): void {
  const { topology, lanes, threads, workers = 1 } = given.values;
  const isCluster = topology === "cluster";
  const hasTarget = given.has("target");
  if (hasTarget && given.has("task")) given.refuse("task", (t) => t.loadOptions.taskOrTarget());
  if (hasTarget && given.has("topology")) {
    given.refuse("topology", (t) => t.loadOptions.topologyOrTarget());
  }
  if (!isCluster) {
    given.refuseIdle(["workers", "entries", "balancer"], (t) => t.loadOptions.needsCluster());
  }
  if ((hasTarget || isCluster) && lanes !== undefined && lanes !== "auto" && lanes !== 1) {
    given.refuse("lanes", (t) => t.loadOptions.oneLane(String(lanes), !hasTarget));
  }
  const width = workers * threads;
  if (isCluster && width > MAX_THREADS) {
    given.refuse("workers", (t) => t.loadOptions.tooWide(workers, threads, width, MAX_THREADS));
  }
}

function refuseIdleFlags(given: GivenSweepFlags): void {
  const { repeat, ui, allowUnknown } = given.values;
  if (repeat !== "auto") given.refuseIdle(["maxTime"], (t) => t.options.maxTimeWithoutAuto());
  if (!ui) {
    given.refuseIdle(["uiPort"], ({ options: t }) => t.idleWithout("--ui", t.why.noPage));
  }
  if (allowUnknown) {
    given.refuseIdle(["strict"], ({ options: t }) =>
      t.idleWith("--allow-unknown", t.why.unknownPasses),
    );
  }
  if (given.has("target")) {
    given.refuseIdle(["work"], ({ options: t }) => t.idleWith("--target", t.why.targetDecides));
  } else if (given.has("task")) {
    given.refuseIdle(["work"], ({ options: t }) => t.idleWith("--task", t.why.moduleDecides));
  }
}

function orAuto<T>(read: (text: string) => T): (text: string) => T | "auto" {
  return (text) => (text === "auto" ? text : read(text));
}

function parseTimeout(text: string): Ns {
  const timeoutNs = parseSeconds(text);
  if (timeoutNs > 0) return timeoutNs;
  throw usageError((t) => t.loadOptions.noTimeForReply(text));
}

function parseWork(text: string): ServiceTime {
  const service = parseServiceTime(text);
  if (meanServiceNs(service) >= 1) return service;
  throw usageError((t) => t.loadOptions.noSteps(text));
}

/** What is expected of the system: with `--target`, what the user says; else what the run sets up. */
export function expectedOf(
  settings: SweepSettings,
  lanes: number,
  form: "json" | "plain",
): Expected {
  const { service, work, target, threads, topology } = settings;
  const laneSeeds = Array.from({ length: lanes }, (_, i) => partSeed(settings.seed, i + 1));
  return {
    threads,
    service: formatServiceTime(service),
    meanServiceNs: Math.round(meanServiceNs(service)),
    isConstant: service.kind === "constant",
    work: target === undefined ? work : "unknown",
    // A module of the user's is expected to take --service, whatever it does meanwhile.
    isCpuBound: target === undefined && (work === "spin" || work === "hash"),
    cores: target === undefined ? cpus().length : null,
    lanes,
    ...(target === undefined && { laneSeeds }),
    form,
    isOwnServer: target === undefined,
    ...(topology !== undefined && { topology }),
  };
}

export function boundsOf(settings: SweepSettings, expected: Expected): Bounds {
  return defaultBounds(expected, settings.boundOverrides);
}
