// What a sweep has found so far, in its folder: rows are added as replies come and bursts end, run.json is written when the run
// begins and when it has finished. A run that was killed in between is read back with all bursts that had ended.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { textsFor } from "../../messages/texts.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import { cantWrite, LEVELS_SO_FAR, makeFolder } from "../../archive/new-folder.ts";
import { RowFile } from "../../generate/record/row-file.ts";
import { judge } from "../../judge/sweep/judge.ts";
import { CLUSTER_ROWS, PLAIN_ROWS } from "../../run/sweep/requests-csv.ts";
import type { Sampling } from "../../stats/fit.ts";
import type {
  Bounds,
  Expected,
  Judgement,
  LevelAttempt,
  LevelSummary,
  RunRecord,
} from "../../run/sweep/run.ts";
import { SCHEMA_VERSION } from "../../run/versions.ts";
import { LOCAL_LANE, type RequestSample } from "../../run/sweep/sample.ts";
import { groupGapNs, judgedAttempts, summarizeLevel } from "../../run/sweep/summary.ts";
import { levelRows, LEVELS_CSV_HEADER } from "../../report/sweep/levels-csv.ts";
import type { Report } from "../../report/sweep/report.ts";
import { joinTexts } from "../../../src/units/text.ts";
import { sweepNotice } from "../../judge/sweep/notices.ts";
import type { Notice } from "../../run/header.ts";
import { beginRun } from "../begin-run.ts";
import { jsonText, writeFiles } from "../write-files.ts";
import type { FilledFlags, SweepSettings } from "./options.ts";

export interface SweepFacts {
  readonly settings: Pick<SweepSettings, "out" | "label" | "seed" | "repeats">;
  readonly flags: FilledFlags;
  readonly expected: Expected;
  readonly bounds: Bounds;
  readonly startedAt: Date;
  readonly clockZeroMs: number;
}

/** Owns the files that grow until `close`. */
export class SweepRecorder {
  /** Of the run's folder. */
  readonly path: string;
  readonly #sampling: Sampling;
  readonly #hasLocal: boolean;
  readonly #requests: RowFile;
  readonly #localRequests: RowFile | undefined;
  readonly #levels: RowFile;
  readonly #levelsSoFar: RowFile;
  #run: RunRecord;
  #failure: Error | undefined;

  /**
   * Makes the run's folder, before anything is measured. `onFailure` is called if a row can't be written to it.
   * @throws {OptionsError} if it can't be made.
   */
  constructor(facts: SweepFacts, onFailure: () => void) {
    const { settings, expected, startedAt } = facts;
    const { out, label, repeats } = settings;
    this.#sampling = repeats === "auto" ? "sequential" : "fixed";
    this.#hasLocal = expected.topology !== undefined;
    this.#run = beginSweep(facts);
    this.path = makeFolder(out, startedAt, "sweep", label);
    const open = (name: string, header: string): RowFile => {
      const file = new RowFile(join(this.path, name), {
        onFailure: (error) => {
          this.#failure ??= error;
          onFailure();
        },
      });
      file.add(header);
      return file;
    };
    try {
      this.#requests = open("requests.csv", (this.#hasLocal ? CLUSTER_ROWS : PLAIN_ROWS).header);
      this.#localRequests = this.#hasLocal
        ? open("requests-local.csv", PLAIN_ROWS.header)
        : undefined;
      this.#levels = open("levels.csv", LEVELS_CSV_HEADER);
      this.#levelsSoFar = open(LEVELS_SO_FAR, "");
    } catch (error) {
      throw cantWrite(out, error);
    }
  }

  addSample(sample: RequestSample): void {
    if (this.#isLocal(sample)) this.#localRequests?.add(PLAIN_ROWS.formatRow(sample));
    else this.#requests.add((this.#hasLocal ? CLUSTER_ROWS : PLAIN_ROWS).formatRow(sample));
  }

  #isLocal({ lane }: { readonly lane: number }): boolean {
    return this.#hasLocal && lane === LOCAL_LANE;
  }

  /** Adds the attempt to the files, behind its rows, and returns its summary. */
  addAttempt(attempt: LevelAttempt): LevelSummary {
    const { expected } = this.#run;
    const summary = summarizeLevel(attempt, true, groupGapNs(expected, [attempt]));
    // Rows of it may be missing then.
    if (this.#failure !== undefined) return summary;
    this.#levelsSoFar.add(`${JSON.stringify(summary)}\n`);
    if (!this.#isLocal(attempt)) this.#levels.add(levelRows(this.#run, [summary]));
    return summary;
  }

  /**
   * Writes run.json as it is now; the bursts are in it once the run has finished.
   * @throws {Error} the system's, if it can't be written, or a row could not.
   */
  async save(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    await writeFiles(this.path, { "run.json": jsonText(this.#run) });
    if (this.#run.status !== "running") await rm(join(this.path, LEVELS_SO_FAR), { force: true });
  }

  /** Idempotent. */
  close(): void {
    for (const file of [this.#requests, this.#localRequests, this.#levels, this.#levelsSoFar]) {
      file?.close();
    }
  }

  /** The verdicts on what has been measured so far. */
  judge(all: readonly LevelAttempt[]): Judgement {
    const { expected, bounds, seed } = this.#run;
    const attempts = all.filter((attempt) => !this.#isLocal(attempt));
    return judge(expected, bounds, attempts, { seed, sampling: this.#sampling });
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

function beginSweep(facts: SweepFacts): RunRecord {
  const { settings, flags, expected, bounds, startedAt, clockZeroMs } = facts;
  return {
    schemaVersion: SCHEMA_VERSION,
    command: "sweep",
    ...beginRun(settings.label, startedAt),
    options: { ...flags, service: expected.service },
    seed: settings.seed,
    clockZeroMs,
    expected,
    bounds,
    levels: [],
    ...(expected.topology !== undefined && { local: { levels: [] } }),
    judgement: null,
    warnings: [],
  };
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
