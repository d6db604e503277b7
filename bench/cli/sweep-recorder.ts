// What a sweep has found so far, kept in step with its folder: run.json and levels.csv are true at every moment.
import { readEnvironment } from "../archive/environment.ts";
import type { RunFolder } from "../archive/run-folder.ts";
import { judge } from "../judge/judge.ts";
import {
  type Bounds,
  type Expected,
  type LevelAttempt,
  type LevelSummary,
  type RunRecord,
  SCHEMA_VERSION,
} from "../measure/run.ts";
import type { RequestSample } from "../measure/sample.ts";
import { groupGapNs, judgedAttempts, summarizeLevel } from "../measure/summary.ts";
import { levelsCsv } from "../report/levels-csv.ts";
import type { Report } from "../report/report.ts";
import { commandLineOf } from "./command-line.ts";
import type { SweepFlags, SweepSettings } from "./sweep-options.ts";

export interface SweepFacts {
  readonly settings: SweepSettings;
  readonly flags: SweepFlags;
  readonly expected: Expected;
  readonly bounds: Bounds;
  readonly startedAt: Date;
  readonly clockZeroMs: number;
}

export class SweepRecorder {
  readonly #folder: RunFolder;
  readonly #seed: number;
  readonly #attempts: LevelAttempt[] = [];
  #run: RunRecord;
  #saving: Promise<void> | undefined;
  #isSaveDue = false;

  constructor(folder: RunFolder, facts: SweepFacts) {
    const { settings, flags, expected, bounds, startedAt, clockZeroMs } = facts;
    this.#folder = folder;
    this.#seed = settings.seed;
    this.#run = {
      schemaVersion: SCHEMA_VERSION,
      command: "sweep",
      label: settings.label,
      status: "running",
      commandLine: commandLineOf(process.argv.slice(2)),
      options: { ...flags, service: expected.service },
      seed: settings.seed,
      startedAt: startedAt.toISOString(),
      endedAt: null,
      clockZeroMs,
      environment: readEnvironment(),
      expected,
      bounds,
      levels: [],
      judgement: null,
      warnings: [],
    };
  }

  addSample(sample: RequestSample): void {
    this.#folder.addRequest(sample);
  }

  /** Keeps the attempt and returns its summary; the files follow soon. */
  addAttempt(attempt: LevelAttempt): LevelSummary {
    this.#attempts.push(attempt);
    const gapNs = groupGapNs(this.#run.expected, [attempt]);
    const summary = summarizeLevel(attempt, true, gapNs);
    this.#run = { ...this.#run, levels: [...this.#run.levels, summary] };
    // A failure to write shows in requests.csv too, which stops the run; the last save reports it.
    this.save().catch(() => undefined);
    return summary;
  }

  /**
   * Writes run.json and levels.csv as they are now; one save is under way at a time.
   * @throws {Error} the system's, if they can't be written.
   */
  async save(): Promise<void> {
    this.#isSaveDue = true;
    this.#saving ??= this.#saveWhileDue().finally(() => {
      this.#saving = undefined;
    });
    await this.#saving;
  }

  async #saveWhileDue(): Promise<void> {
    while (this.#isSaveDue) {
      this.#isSaveDue = false;
      await this.#folder.replace("run.json", `${JSON.stringify(this.#run, null, 2)}\n`);
      await this.#folder.replace("levels.csv", levelsCsv(this.#run));
    }
  }

  /** Judges the whole; no attempts may come after this. */
  finish(attempts: readonly LevelAttempt[], isInterrupted: boolean, warnings: string[]): Report {
    const { expected, bounds } = this.#run;
    const judged = new Set(judgedAttempts(attempts));
    const gapNs = groupGapNs(expected, [...judged]);
    this.#run = {
      ...this.#run,
      status: isInterrupted ? "interrupted" : "complete",
      endedAt: new Date().toISOString(),
      levels: attempts.map((attempt) => summarizeLevel(attempt, judged.has(attempt), gapNs)),
      judgement: judge(expected, bounds, attempts, this.#seed),
      warnings,
    };
    return { run: this.#run, attempts };
  }
}
