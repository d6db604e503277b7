// The sweep's options: read, checked together, and turned into what is expected of the system.
import { cpus } from "node:os";
import { resolve } from "node:path";
import { type BoundOverrides, defaultBounds } from "../../judge/sweep/bounds.ts";
import type { SweepStrictness } from "../../judge/exit-code.ts";
import { parseTarget, type Target } from "../../generate/plan/load-target.ts";
import type { Bounds, ClusterTopology, Expected } from "../../run/sweep/run.ts";
import { say } from "../../messages/texts.ts";
import { seedOfLane } from "../../sweep/lanes.ts";
import { edgeLevels, parseLevels } from "../../sweep/levels.ts";
import { parseChoice, readOptions } from "../../../src/cli/command.ts";
import { parsePort } from "../../../src/cli/host-and-port.ts";
import { parseCount } from "../../../src/units/count.ts";
import {
  type Ns,
  NS_PER_SECOND,
  parseDuration,
  parseSeconds,
} from "../../../src/units/duration.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import {
  formatServiceTime,
  meanServiceNs,
  parseServiceTime,
  type ServiceTime,
} from "../../../src/units/service-time.ts";
import { ofPlace } from "../../../src/units/text.ts";

const MAX_LANES = 200;
export const MAX_REPEATS = 1000;
/** As long as ten repeats of the sweep without options. */
const DEFAULT_MAX_TIME_NS: Ns = 15 * 60 * NS_PER_SECOND;
const MAX_THREADS = 1000;
/** As `bun run cluster` has it. */
const MAX_CLUSTER_SERVERS = 64;
const DEFAULT_LEVELS = "1-100";
const QUICK_SERVICE = "100ms";
const DEFAULT_SERVICE = "3s";

/** As commander gives them. */
export interface SweepFlags {
  readonly levels?: string;
  readonly service?: string;
  readonly threads: string;
  readonly work: string;
  readonly task?: string;
  readonly lanes: string;
  readonly repeat: string;
  readonly maxTime?: string;
  readonly timeout?: string;
  readonly target?: string;
  readonly topology?: string;
  readonly workers?: string;
  readonly entries?: string;
  readonly balancer?: string;
  readonly ui: boolean;
  readonly uiPort: string;
  readonly quick: boolean;
  readonly out: string;
  readonly label?: string;
  readonly seed: string;
  readonly maxOverhead?: string;
  readonly maxStepOverhead?: string;
  readonly maxServiceError?: string;
  readonly strict: boolean;
  readonly allowUnknown: boolean;
  readonly allowErrors: boolean;
  readonly format: string;
}

/** What is shown. */
const FORMATS = ["text", "json", "markdown"] as const;
export type SweepFormat = (typeof FORMATS)[number];

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
  readonly format: SweepFormat;
}

/** Flags with the defaults that depend on others: what a run's record keeps. */
export type FilledFlags = SweepFlags & { readonly levels: string };

/** Those of a cluster are filled in for a cluster only. What can't be read stays as it is, for `readSweepSettings`. */
export function fillFlags(flags: SweepFlags): FilledFlags {
  if (flags.topology !== "cluster") return { ...flags, levels: flags.levels ?? DEFAULT_LEVELS };
  const { workers = "3", entries = "2", balancer = "haproxy" } = flags;
  const width = Number(workers) * Number(flags.threads);
  const levels = width >= 1 && width <= MAX_THREADS ? edgeLevels(width).join(",") : DEFAULT_LEVELS;
  return { ...flags, workers, entries, balancer, levels: flags.levels ?? levels };
}

/** @throws {OptionsError} with every problem there is. */
export function readSweepSettings(flags: FilledFlags): SweepSettings {
  const duration = (text: string | undefined): Ns | undefined =>
    text === undefined ? undefined : parseDuration(text);
  const read = readOptions({
    levels: () => parseLevels(flags.levels),
    service: () => parseWork(flags.service ?? (flags.quick ? QUICK_SERVICE : DEFAULT_SERVICE)),
    threads: () => parseCount(flags.threads, 1, MAX_THREADS),
    topology: () => parseChoice(flags.topology ?? "local", ["local", "cluster"]),
    workers: () => parseServers(flags.workers, flags.topology),
    entries: () => parseServers(flags.entries, flags.topology),
    balancer: () => parseBalancer(flags.balancer, flags.topology),
    work: () => parseChoice(flags.work, ["sleep", "spin", "hash"]),
    lanes: () => parseLanes(flags.lanes, flags.target, flags.topology),
    repeat: () => (flags.repeat === "auto" ? "auto" : parseCount(flags.repeat, 1, MAX_REPEATS)),
    maxTime: () => parseMaxTime(flags.maxTime, flags.repeat),
    timeout: () => parseTimeout(flags.timeout),
    target: () => (flags.target === undefined ? undefined : parseTarget(flags.target)),
    uiPort: () => parsePort(flags.uiPort, 0, { port: "--ui-port" }),
    seed: () => parseCount(flags.seed, 0, 2 ** 32 - 1),
    format: () => parseChoice(flags.format, FORMATS),
    maxOverhead: () => duration(flags.maxOverhead),
    maxStepOverhead: () => duration(flags.maxStepOverhead),
    maxServiceError: () => duration(flags.maxServiceError),
  });
  if (flags.task !== undefined && flags.target !== undefined) {
    throw new OptionsError(
      ofPlace(
        "--task",
        say(({ loadOptions }) => loadOptions.taskOrTarget()),
      ),
    );
  }
  const isCluster = read.topology === "cluster";
  if (isCluster && flags.target !== undefined) {
    throw new OptionsError(
      ofPlace(
        "--topology",
        say(({ loadOptions }) => loadOptions.topologyOrTarget()),
      ),
    );
  }
  const width = isCluster ? read.workers * read.threads : read.threads;
  if (width > MAX_THREADS) {
    throw new OptionsError(
      ofPlace(
        "--workers",
        say(({ loadOptions }) =>
          loadOptions.tooWide(read.workers, read.threads, width, MAX_THREADS),
        ),
      ),
    );
  }
  return {
    levels: read.levels,
    repeats: read.repeat,
    maxTimeNs: read.maxTime,
    threads: width,
    topology: isCluster
      ? {
          kind: "cluster",
          entries: read.entries,
          workers: read.workers,
          threadsPerWorker: read.threads,
          balancer: read.balancer,
        }
      : undefined,
    service: read.service,
    work: flags.task === undefined ? read.work : "task",
    taskModule: flags.task === undefined ? undefined : resolve(flags.task),
    target: read.target,
    lanes: read.lanes,
    timeoutNs: read.timeout,
    uiPort: flags.ui ? read.uiPort : null,
    out: flags.out,
    label: flags.label ?? (flags.quick ? "quick" : ""),
    seed: read.seed,
    format: read.format,
    strictness: {
      isStrict: flags.strict,
      allowUnknown: flags.allowUnknown,
      allowErrors: flags.allowErrors,
    },
    boundOverrides: {
      ...(read.maxOverhead !== undefined && { overheadNs: read.maxOverhead }),
      ...(read.maxStepOverhead !== undefined && { stepOverheadNs: read.maxStepOverhead }),
      ...(read.maxServiceError !== undefined && { serviceErrorNs: read.maxServiceError }),
    },
  };
}

function parseMaxTime(text: string | undefined, repeat: string): Ns {
  if (text === undefined) return DEFAULT_MAX_TIME_NS;
  if (repeat !== "auto") throw new OptionsError(say(({ options }) => options.maxTimeWithoutAuto()));
  return parseSeconds(text);
}

function parseTimeout(text: string | undefined): Ns | undefined {
  const timeoutNs = text === undefined ? undefined : parseSeconds(text);
  if (timeoutNs === 0)
    throw new OptionsError(say(({ loadOptions }) => loadOptions.noTimeForReply(text ?? "")));
  return timeoutNs;
}

function parseWork(text: string): ServiceTime {
  const service = parseServiceTime(text);
  if (meanServiceNs(service) < 1)
    throw new OptionsError(say(({ loadOptions }) => loadOptions.noSteps(text)));
  return service;
}

/** Of a cluster; 1 where there is none. */
function parseServers(text: string | undefined, topology: string | undefined): number {
  if (text === undefined) return 1;
  checkCluster(topology);
  return parseCount(text, 1, MAX_CLUSTER_SERVERS);
}

function parseBalancer(text: string | undefined, topology: string | undefined): string {
  if (text === undefined) return "";
  checkCluster(topology);
  return parseChoice(text, ["haproxy", "nginx"]);
}

function checkCluster(topology: string | undefined): void {
  if (topology !== "cluster")
    throw new OptionsError(say(({ loadOptions }) => loadOptions.needsCluster()));
}

function parseLanes(
  text: string,
  target: string | undefined,
  topology: string | undefined,
): number | undefined {
  if (target !== undefined || topology === "cluster") {
    if (text === "auto" || text === "1") return 1;
    throw new OptionsError(
      say(({ loadOptions }) => loadOptions.oneLane(text, target === undefined)),
    );
  }
  return text === "auto" ? undefined : parseCount(text, 1, MAX_LANES);
}

/** What is expected of the system: with `--target`, what the user says; else what the run sets up. */
export function expectedOf(
  settings: SweepSettings,
  lanes: number,
  form: "json" | "plain",
): Expected {
  const { service, work, target, threads, topology, seed } = settings;
  const laneSeeds = Array.from({ length: lanes }, (_, i) => seedOfLane(seed, i + 1));
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
