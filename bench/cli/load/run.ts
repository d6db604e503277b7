// One load from its settings to its exit code: generators, judgement, files, summary.
import { createReadStream, createWriteStream } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { makeFolder } from "../../archive/new-folder.ts";
import { GeneratorsLost } from "../../generate/process/generator-child.ts";
import {
  LoadCalledOff,
  runGenerators,
  TargetUnreachable,
} from "../../generate/process/generators.ts";
import { formatLoadTarget } from "../../run/load/format-load-target.ts";
import { isCrossedAlready } from "../../judge/load/early-abort.ts";
import {
  EXIT_INTERRUPTED,
  EXIT_INVALID,
  EXIT_NOTHING_MEASURED,
  loadExitCode,
} from "../../judge/exit-code.ts";
import { loadNotice } from "../../judge/load/notices.ts";
import { remedyText } from "../../judge/load/texts.ts";
import type { Notice } from "../../run/header.ts";
import { judgeLoad } from "../../judge/load/judge.ts";
import type { Threshold } from "../../judge/threshold.ts";
import { phaseProblems } from "../../run/load/conservation.ts";
import type { LoadResult, LoadRun } from "../../run/load/run.ts";
import { LOAD_SAMPLES_CSV_HEADER } from "../../run/load/samples-csv.ts";
import { SCHEMA_VERSION } from "../../run/versions.ts";
import { say, textsFor } from "../../messages/texts.ts";
import { createLoadScreen, type LoadScreen } from "../../screen/load/screen.ts";
import { CommandError, EXIT_FAILED } from "../../../src/cli/command.ts";
import { nameOfProcess } from "../../../src/cli/options/host-and-port.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { OptionsError } from "../../../src/units/options-error.ts";
import type { Text } from "../../../src/units/text.ts";
import { beginRun } from "../begin-run.ts";
import { interruptible } from "../options/run-flags.ts";
import { createLoadCommand } from "./command.ts";
import type { LoadFlags } from "./flags.ts";
import type { LoadSettings } from "./options.ts";
import { doubtsAbout } from "./requests.ts";
import { printLoad, writeLoadReports } from "./reports.ts";
import { jsonText, writeFiles } from "../write-files.ts";

export const command = createLoadCommand(runLoadCommand);

/** Makes the load, writes its folder, prints its summary and returns its exit code. Ctrl-C keeps what was measured. */
async function runLoadCommand(settings: LoadSettings, flags: LoadFlags): Promise<number> {
  return await interruptible(async (stopping) => {
    // What is printed for a program to read has standard output to itself.
    const stream = settings.format === "text" ? process.stdout : process.stderr;
    const texts = textsFor(processLanguage());
    for (const doubt of doubtsAbout(settings.plan.requests)) {
      console.error(texts.loadCommand.warning(texts.of(doubt)));
    }
    const screen = createLoadScreen(stream, settings.plan, texts);
    const startedAt = new Date();
    const path = makeFolder(settings.out, startedAt, "load", settings.label);
    const run = beginLoad(settings, flags, startedAt);
    try {
      return await new LoadCommand(settings, run, path, screen).run(stopping);
    } catch (error) {
      const reason = reasonOfNothing(settings, error);
      if (reason === undefined) throw error;
      // Nothing was measured: a folder would be mistaken for a run.
      await rm(path, { recursive: true, force: true });
      throw reason;
    } finally {
      screen.close();
    }
  });
}

/** One load and its folder. */
class LoadCommand {
  readonly #settings: LoadSettings;
  readonly #path: string;
  readonly #screen: LoadScreen;
  readonly #warnings: Notice[] = [];
  #run: LoadRun;

  constructor(settings: LoadSettings, begun: LoadRun, path: string, screen: LoadScreen) {
    this.#settings = settings;
    this.#run = begun;
    this.#path = path;
    this.#screen = screen;
  }

  /** Returns the exit code. */
  async run(stopping: AbortController): Promise<number> {
    const settings = this.#settings;
    await this.#save();
    const result = await this.#measure(stopping);
    checkConservation(result);
    this.#screen.phase(say(({ screen: { phases } }) => phases.writingReport));
    const isInterrupted = stopping.signal.aborted && stopping.signal.reason === "interrupted";
    const { cpuCount } = this.#run.environment;
    this.#run = {
      ...this.#run,
      status: isInterrupted ? "interrupted" : "complete",
      endedAt: new Date().toISOString(),
      result,
      judgement: judgeLoad(settings.plan, result, { ...settings, cpuCount }),
      warnings: this.#warnings,
    };
    const problem = await this.#writeFiles(result);
    this.#screen.close();
    const exitCode = problem === undefined ? loadExitCode(this.#run) : EXIT_FAILED;
    await printLoad(this.#run, settings.format, { folder: this.#path, exitCode });
    if (problem !== undefined) console.error(`error: ${textsFor(processLanguage()).of(problem)}`);
    return exitCode;
  }

  async #measure(stopping: AbortController): Promise<LoadResult> {
    const { plan, watchPids, hasSamples } = this.#settings;
    return await runGenerators({
      plan,
      watchPids,
      samplesPath: (generator) => (hasSamples ? samplesPart(this.#path, generator) : null),
      onRelease: (zeroMs, { failed, kind, example }) => {
        this.#run = { ...this.#run, clockZeroMs: zeroMs };
        if (kind === undefined) return;
        const { connections } = plan;
        this.#warnings.push(
          loadNotice("not-opened", { count: failed, connections, failure: kind, example }),
        );
      },
      onProgress: (progress) => {
        this.#screen.show(progress);
        const failed = failedAlready(this.#settings, progress);
        if (failed === undefined || stopping.signal.aborted) return;
        const threshold = `--${failed.kind} '${failed.text}'`;
        this.#warnings.push(loadNotice("aborted", { afterNs: progress.nowNs, threshold }));
        stopping.abort("threshold");
      },
      onLost: ({ generator, ended }) =>
        this.#screen.phase(
          say(({ loadCommand }) => loadCommand.generatorLost(generator, plan.generators, ended)),
        ),
      onSamplesFailed: (problem) =>
        this.#warnings.push(loadNotice("samples-incomplete", { problem })),
      signal: stopping.signal,
    });
  }

  async #save(): Promise<void> {
    await writeFiles(this.#path, { "run.json": jsonText(this.#run) });
  }

  /** The problem in one line where files could not be written. */
  async #writeFiles(result: LoadResult): Promise<Text | undefined> {
    const { hasSamples, hasGithubFiles } = this.#settings;
    try {
      if (hasSamples) await joinSamples(this.#path, result);
      await this.#save();
      await writeLoadReports(this.#path, this.#run, hasGithubFiles);
      return undefined;
    } catch (error) {
      if (!(error instanceof Error && "syscall" in error)) throw error;
      return say((t) => t.load.cantWrite(this.#path, error.message));
    }
  }
}

function beginLoad(settings: LoadSettings, flags: LoadFlags, startedAt: Date): LoadRun {
  const { plan, label } = settings;
  return {
    schemaVersion: SCHEMA_VERSION,
    command: "load",
    ...beginRun(label, startedAt),
    options: { target: settings.address, ...flags },
    seed: plan.seed,
    clockZeroMs: null,
    plan,
    result: null,
    judgement: null,
    warnings: [],
  };
}

function failedAlready(
  { plan, thresholds, isAbortingOnFail }: LoadSettings,
  progress: Parameters<typeof isCrossedAlready>[1],
): Threshold | undefined {
  if (!isAbortingOnFail) return undefined;
  return thresholds.find((threshold) => isCrossedAlready(threshold, progress, plan.timeoutNs));
}

/** @throws {Error} if requests have vanished: a bug of ours, and no figure could be trusted. */
function checkConservation({ run, warmup }: LoadResult): void {
  const problems = [
    ...phaseProblems(run),
    ...(warmup === null ? [] : phaseProblems(warmup).map((text) => `warm-up: ${text}`)),
  ];
  if (problems.length > 0) throw new Error(`requests have vanished:\n${problems.join("\n")}`);
}

/** Why nothing was measured at all; undefined of any other error. */
function reasonOfNothing(
  settings: LoadSettings,
  error: unknown,
): CommandError | OptionsError | undefined {
  if (error instanceof OptionsError) return error;
  if (error instanceof LoadCalledOff) {
    return new CommandError(
      say(({ loadCommand }) => loadCommand.calledOff()),
      EXIT_INTERRUPTED,
    );
  }
  if (error instanceof GeneratorsLost) {
    return new CommandError(
      say(({ loadCommand }) => loadCommand.generatorsLost(error.lost)),
      EXIT_INVALID,
    );
  }
  if (error instanceof TargetUnreachable) {
    return new CommandError(unreachableText(settings, error), EXIT_NOTHING_MEASURED);
  }
  return undefined;
}

function unreachableText({ plan }: LoadSettings, { kind, text }: TargetUnreachable): Text {
  const { target } = plan;
  // A PID in place of the port leads to a port that nobody listens on.
  const process =
    kind === "refused" && target.kind !== "unix" ? nameOfProcess(target.port) : undefined;
  return say((t) => {
    const asked =
      process === undefined || target.kind === "unix"
        ? t.loadCommand.isItRunning()
        : t.loadCommand.alsoPid(target.port, process);
    return t.loadCommand.unreachable(
      formatLoadTarget(target),
      t.failures.kinds[kind],
      t.of(text),
      remedyText(kind, t) ?? asked,
    );
  });
}

function samplesPart(path: string, generator: number): string {
  return join(path, `requests-${generator}.csv.part`);
}

/** requests.csv: the rows of all generators that gave their result, one generator after the other. */
async function joinSamples(path: string, result: LoadResult): Promise<void> {
  const whole = join(path, "requests.csv");
  await writeFile(whole, LOAD_SAMPLES_CSV_HEADER);
  for (const { generator } of result.generators) {
    const part = samplesPart(path, generator);
    await pipeline(createReadStream(part), createWriteStream(whole, { flags: "a" }));
    await rm(part);
  }
  // Its other figures are missing, too, and its last row may be cut off.
  for (const { generator } of result.lostGenerators ?? []) {
    await rm(samplesPart(path, generator), { force: true });
  }
}
