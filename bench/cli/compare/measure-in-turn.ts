// Runs both sides of a comparison in turn, each run as `bun bench load` in a process of its own.
import { existsSync, readdirSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readLoadRun } from "../../archive/read-run.ts";
import { EXIT_INTERRUPTED, EXIT_NOTHING_MEASURED } from "../../judge/exit-code.ts";
import type { LoadRun } from "../../run/load/run.ts";
import { say } from "../../messages/texts.ts";
import { ofPlace, type Text } from "../../../src/units/text.ts";
import { EXIT_FAILED } from "../../../src/cli/command.ts";
import { processLanguage } from "../../../src/cli/language.ts";
import type { MeasuredSide } from "./options.ts";
import type { CompareProgress } from "./progress.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

type SideName = "a" | "b";

export interface TurnOptions {
  readonly sides: Readonly<Record<SideName, MeasuredSide>>;
  readonly repeats: number;
  /** The comparison's own, in which each run gets a folder: a-1, b-1, … */
  readonly folder: string;
  readonly progress: CompareProgress;
  readonly signal: AbortSignal;
  /** A run has ended as it should; `name` is that of its folder. */
  readonly onRun: (side: SideName, name: string, run: LoadRun) => Promise<void>;
}

/** Why there are no more runs, and the exit code that says so. */
export interface TurnFailure {
  readonly message: Text;
  readonly exitCode: number;
}

/**
 * A B, B A, A B, …: a machine that grows slower does so for both. Every run counts, an invalid one too: to make it again
 * would leave out what speaks against it. The first run without a single ok reply, or that can't be made, is the last.
 */
export async function measureInTurn(options: TurnOptions): Promise<TurnFailure | undefined> {
  const { sides, repeats, folder, progress, signal } = options;
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const order: readonly SideName[] = repeat % 2 === 1 ? ["a", "b"] : ["b", "a"];
    for (const side of order) {
      const name = `${side}-${repeat}`;
      progress.start(name, 2 * repeats, sides[side].settings.plan);
      const made = await measure(folder, name, sides[side], signal);
      if ("exitCode" in made) return made;
      progress.end(made);
      await options.onRun(side, name, made);
      if ((made.result?.run.counts.ok ?? 0) === 0) {
        const message = say((t) => t.comparison.noOkReply(name));
        return { message, exitCode: EXIT_NOTHING_MEASURED };
      }
    }
  }
  return undefined;
}

/** The run is made beside its place and moved there when it has ended. */
async function measure(
  folder: string,
  name: string,
  { words }: MeasuredSide,
  signal: AbortSignal,
): Promise<LoadRun | TurnFailure> {
  if (signal.aborted) return INTERRUPTED;
  const part = join(folder, `${name}.part`);
  const place = join(folder, name);
  await mkdir(part);
  const language = ["--lang", processLanguage()];
  const child = Bun.spawn([process.execPath, MAIN, "load", ...language, ...words, "--out", part], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
    // It ends with us, even if we are killed.
    env: { ...process.env, BUN_FEATURE_FLAG_NO_ORPHANS: "1" },
  });
  // A terminal's Ctrl-C reaches it as well: twice within an instant is once.
  const stop = (): void => child.kill("SIGINT");
  signal.addEventListener("abort", stop, { once: true });
  const [exitCode, said] = await Promise.all([child.exited, new Response(child.stderr).text()]);
  signal.removeEventListener("abort", stop);
  const [made] = readdirSync(part);
  if (made !== undefined) await rename(join(part, made), place);
  await rm(part, { recursive: true });
  if (signal.aborted || exitCode === EXIT_INTERRUPTED) return INTERRUPTED;
  if (existsSync(join(place, "run.json"))) {
    const run = readLoadRun(place);
    if (run.status === "complete") return run;
  }
  const reason = errorIn(said);
  const ended = say((t) => t.comparison.endedWith(exitCode));
  const message = ofPlace(name, reason === "" ? ended : reason);
  return { message, exitCode: exitCode === 0 ? EXIT_FAILED : exitCode };
}

/** What a run printed of its failure; its warnings are before it. */
function errorIn(said: string): string {
  return /^error: ([^]*)/m.exec(said)?.[1]?.trim() ?? said.trim();
}

const INTERRUPTED: TurnFailure = {
  message: say((t) => t.comparison.interrupted),
  exitCode: EXIT_INTERRUPTED,
};
