// What a sweep has found so far, kept in step with its folder: run.json and levels.csv are true at every moment.
import { textsFor } from "../../messages/texts.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { readEnvironment } from "../../archive/environment.ts";
import type { RunFolder } from "../../archive/run-folder.ts";
import { judge } from "../../judge/sweep/judge.ts";
import { PLAIN_ROWS } from "../../run/sweep/requests-csv.ts";
import type {
  Bounds,
  Expected,
  Judgement,
  LevelAttempt,
  LevelSummary,
  RunRecord,
  Sampling,
} from "../../run/sweep/run.ts";
import { SCHEMA_VERSION } from "../../run/versions.ts";
import type { RequestSample } from "../../run/sweep/sample.ts";
import { groupGapNs, judgedAttempts, summarizeLevel } from "../../run/sweep/summary.ts";
import { levelsCsv } from "../../report/sweep/levels-csv.ts";
import type { Report } from "../../report/sweep/report.ts";
import { joinTexts } from "../../../src/units/text.ts";
import { sweepNotice } from "../../judge/sweep/notices.ts";
import type { Notice } from "../../run/header.ts";
import { commandLineOf } from "../command-line.ts";
import type { FilledFlags, SweepSettings } from "./options.ts";

/** Lane of the local form that is measured beside a cluster, which has lane 1. */
export const LOCAL_LANE = 2;

export interface SweepFacts {
  readonly settings: SweepSettings;
  readonly flags: FilledFlags;
  readonly expected: Expected;
  readonly bounds: Bounds;
  readonly startedAt: Date;
  readonly clockZeroMs: number;
}

export class SweepRecorder {
  readonly #folder: RunFolder;
  readonly #seed: number;
  /** Raw rows of the local form, as they came. */
  #localRows: string;
  readonly #hasLocal: boolean;
  readonly #sampling: Sampling;
  #run: RunRecord;
  #saving: Promise<void> | undefined;
  #isSaveDue = false;

  constructor(folder: RunFolder, facts: SweepFacts) {
    const { settings, flags, expected, bounds, startedAt, clockZeroMs } = facts;
    this.#folder = folder;
    this.#seed = settings.seed;
    this.#sampling = settings.repeats === "auto" ? "sequential" : "fixed";
    this.#hasLocal = expected.topology !== undefined;
    this.#localRows = PLAIN_ROWS.header;
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
      ...(this.#hasLocal && { local: { levels: [] } }),
      judgement: null,
      warnings: [],
    };
  }

  addSample(sample: RequestSample): void {
    if (this.#isLocal(sample)) this.#localRows += PLAIN_ROWS.formatRow(sample);
    else this.#folder.addRequest(sample);
  }

  #isLocal({ lane }: { readonly lane: number }): boolean {
    return this.#hasLocal && lane === LOCAL_LANE;
  }

  /** Keeps the attempt and returns its summary; the files follow soon. */
  addAttempt(attempt: LevelAttempt): LevelSummary {
    const gapNs = groupGapNs(this.#run.expected, [attempt]);
    const summary = summarizeLevel(attempt, true, gapNs);
    const { levels, local } = this.#run;
    this.#run =
      local !== undefined && this.#isLocal(attempt)
        ? { ...this.#run, local: { levels: [...local.levels, summary] } }
        : { ...this.#run, levels: [...levels, summary] };
    // A failure to write shows in requests.csv too, which stops the run; the last save reports it.
    this.save().catch(() => undefined);
    return summary;
  }

  /**
   * Writes run.json and levels.csv (and the rows of a local form) as they are now; one save is under way at a time.
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
      if (this.#hasLocal) await this.#folder.replace("requests-local.csv", this.#localRows);
    }
  }

  /** The verdicts on what has been measured so far. */
  judge(all: readonly LevelAttempt[]): Judgement {
    const { expected, bounds } = this.#run;
    const attempts = all.filter((attempt) => !this.#isLocal(attempt));
    return judge(expected, bounds, attempts, { seed: this.#seed, sampling: this.#sampling });
  }

  /** Judges the whole; no attempts may come after this. */
  finish(
    all: readonly LevelAttempt[],
    isInterrupted: boolean,
    warnings: readonly Notice[],
  ): Report {
    const { expected } = this.#run;
    const attempts = all.filter((attempt) => !this.#isLocal(attempt));
    const localAttempts = all.filter((attempt) => this.#isLocal(attempt));
    this.#run = {
      ...this.#run,
      status: isInterrupted ? "interrupted" : "complete",
      endedAt: new Date().toISOString(),
      levels: summarize(expected, attempts),
      ...(this.#hasLocal && { local: { levels: summarize(expected, localAttempts) } }),
      judgement: this.judge(all),
      warnings: [...warnings, ...localDoubts(localAttempts)],
    };
    return {
      run: this.#run,
      attempts,
      ...(this.#hasLocal && { localAttempts }),
      texts: textsFor(processLanguage()),
    };
  }
}

function summarize(expected: Expected, attempts: readonly LevelAttempt[]): LevelSummary[] {
  const judged = new Set(judgedAttempts(attempts));
  const gapNs = groupGapNs(expected, [...judged]);
  return attempts.map((attempt) => summarizeLevel(attempt, judged.has(attempt), gapNs));
}

/** The local form is no part of the verdicts, but the comparison with it rests on it. */
function localDoubts(attempts: readonly LevelAttempt[]): Notice[] {
  const judged = judgedAttempts(attempts);
  const limited = judged.filter(({ self }) => self.limits.length > 0);
  const failed = judged.filter(({ samples }) => samples.some(({ outcome }) => outcome !== "ok"));
  const [first] = limited;
  return [
    ...(first === undefined
      ? []
      : [
          sweepNotice("local-limited", {
            bursts: limited.length,
            level: first.level,
            limits: joinTexts(first.self.limits, "; "),
          }),
        ]),
    ...(failed.length === 0 ? [] : [sweepNotice("local-failed", { bursts: failed.length })]),
  ];
}
