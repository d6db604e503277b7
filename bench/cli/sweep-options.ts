// The sweep's options: read, checked together, and turned into what is expected of the system.
import { cpus } from "node:os";
import { resolve } from "node:path";
import { type BoundOverrides, defaultBounds } from "../judge/bounds.ts";
import { parseTarget, type Target } from "../generate/target.ts";
import type { Bounds, Expected } from "../measure/run.ts";
import { parseLevels } from "../sweep/levels.ts";
import { parseChoice, readOptions } from "../../src/cli/command.ts";
import { parseCount } from "../../src/units/count.ts";
import { type Ns, parseDuration } from "../../src/units/duration.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import {
  formatServiceTime,
  meanServiceNs,
  parseServiceTime,
  type ServiceTime,
} from "../../src/units/service-time.ts";

const MAX_LANES = 200;
const MAX_REPEATS = 1000;
const QUICK_SERVICE = "100ms";
const DEFAULT_SERVICE = "3s";

/** As commander gives them. */
export interface SweepFlags {
  readonly levels: string;
  readonly service?: string;
  readonly threads: string;
  readonly work: string;
  readonly task?: string;
  readonly lanes: string;
  readonly repeat: string;
  readonly timeout?: string;
  readonly target?: string;
  readonly quick: boolean;
  readonly out: string;
  readonly label?: string;
  readonly seed: string;
  readonly maxOverhead?: string;
  readonly maxStepOverhead?: string;
  readonly maxServiceError?: string;
}

export interface SweepSettings {
  readonly levels: readonly number[];
  readonly repeats: number;
  readonly threads: number;
  readonly service: ServiceTime;
  readonly work: "sleep" | "spin" | "hash" | "task";
  /** Absolute path of the user's module. */
  readonly taskModule: string | undefined;
  readonly target: Target | undefined;
  /** Undefined is "auto". */
  readonly lanes: number | undefined;
  /** Undefined is derived from the expected staircase. */
  readonly timeoutNs: Ns | undefined;
  readonly out: string;
  readonly label: string;
  readonly seed: number;
  readonly boundOverrides: BoundOverrides;
}

/** @throws {OptionsError} with every problem there is. */
export function readSweepSettings(flags: SweepFlags): SweepSettings {
  const duration = (text: string | undefined): Ns | undefined =>
    text === undefined ? undefined : parseDuration(text);
  const read = readOptions({
    levels: () => parseLevels(flags.levels),
    service: () => parseWork(flags.service ?? (flags.quick ? QUICK_SERVICE : DEFAULT_SERVICE)),
    threads: () => parseCount(flags.threads, 1, 1000),
    work: () => parseChoice(flags.work, ["sleep", "spin", "hash"]),
    lanes: () => parseLanes(flags.lanes, flags.target),
    repeat: () => parseCount(flags.repeat, 1, MAX_REPEATS),
    timeout: () => parseTimeout(flags.timeout),
    target: () => (flags.target === undefined ? undefined : parseTarget(flags.target)),
    seed: () => parseCount(flags.seed, 0, 2 ** 32 - 1),
    maxOverhead: () => duration(flags.maxOverhead),
    maxStepOverhead: () => duration(flags.maxStepOverhead),
    maxServiceError: () => duration(flags.maxServiceError),
  });
  if (flags.task !== undefined && flags.target !== undefined) {
    throw new OptionsError("--task: the target runs its own tasks; give --task or --target");
  }
  return {
    levels: read.levels,
    repeats: read.repeat,
    threads: read.threads,
    service: read.service,
    work: flags.task === undefined ? read.work : "task",
    taskModule: flags.task === undefined ? undefined : resolve(flags.task),
    target: read.target,
    lanes: read.lanes,
    timeoutNs: read.timeout,
    out: flags.out,
    label: flags.label ?? (flags.quick ? "quick" : ""),
    seed: read.seed,
    boundOverrides: {
      ...(read.maxOverhead !== undefined && { overheadNs: read.maxOverhead }),
      ...(read.maxStepOverhead !== undefined && { stepOverheadNs: read.maxStepOverhead }),
      ...(read.maxServiceError !== undefined && { serviceErrorNs: read.maxServiceError }),
    },
  };
}

function parseTimeout(text: string | undefined): Ns | undefined {
  const timeoutNs = text === undefined ? undefined : parseDuration(text);
  if (timeoutNs === 0) throw new OptionsError(`"${text}" leaves no time for a reply`);
  return timeoutNs;
}

function parseWork(text: string): ServiceTime {
  const service = parseServiceTime(text);
  if (meanServiceNs(service) < 1) throw new OptionsError(`"${text}" leaves no steps to see`);
  return service;
}

function parseLanes(text: string, target: string | undefined): number | undefined {
  if (target !== undefined) {
    if (text === "auto" || text === "1") return 1;
    throw new OptionsError(`"${text}": a --target is one system and has one lane`);
  }
  return text === "auto" ? undefined : parseCount(text, 1, MAX_LANES);
}

/** What is expected of the system: with `--target`, what the user says; else what the run sets up. */
export function expectedOf(
  settings: SweepSettings,
  lanes: number,
  form: "json" | "plain",
): Expected {
  const { service, work, target, threads } = settings;
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
    form,
    isOwnServer: target === undefined,
  };
}

export function boundsOf(settings: SweepSettings, expected: Expected): Bounds {
  return defaultBounds(expected, settings.boundOverrides);
}
