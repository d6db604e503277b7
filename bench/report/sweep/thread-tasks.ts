// The tasks of one burst by thread, as reported by the servers, on the client's clock.
import type { Texts } from "../../messages/texts.ts";
import { sortAscending } from "../../stats/percentile.ts";
import type { LevelAttempt } from "../../run/sweep/run.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { timeText } from "../document/phrases.ts";
import { judgedInOrder, type Report } from "./report.ts";
import type { Tip } from "../chart/tip.ts";

/** Beyond so many tasks their numbers are no longer legible; a wide pool needs more to show several steps. */
const MAX_TELLING_LEVEL = 47;
const TELLING_STEPS = 2.7;

export interface ThreadTask {
  readonly row: number;
  readonly connection: number;
  readonly startNs: Ns;
  readonly endNs: Ns;
  readonly waitNs: Ns;
  /** From 0: how many tasks of this burst the thread ran before. */
  readonly turn: number;
}

export function taskTip(task: ThreadTask, threads: readonly string[], texts: Texts): Tip {
  const { row, connection, startNs, endNs, waitNs, turn } = task;
  const words = texts.charts.threads;
  return {
    title: words.connection(connection),
    rows: [
      [threads[row] ?? "", words.turn(turn + 1)],
      [words.waited, timeText(waitNs, texts)],
      [words.worked, timeText(endNs - startNs, texts)],
      [words.from, timeText(startNs, texts)],
      [words.to, timeText(endNs, texts)],
    ],
  };
}

/** The largest level of about 47 at most with reports, if it has several steps; else the smallest that has; else the largest. */
export function shownInThreads(report: Report): LevelAttempt | undefined {
  const { expected } = report.run;
  const reported = judgedInOrder(report).filter(({ samples }) =>
    samples.some((sample) => sample.report !== null),
  );
  const stepped = reported.filter(({ level }) => level > expected.threads);
  const largest = Math.max(MAX_TELLING_LEVEL, TELLING_STEPS * expected.threads);
  return stepped.findLast(({ level }) => level <= largest) ?? stepped[0] ?? reported.at(-1);
}

/** In order of their starts. */
export function tasksOf(attempt: LevelAttempt, clockZeroMs: number, { charts }: Texts) {
  const threadName = (worker: string, thread: number): string =>
    worker === "" ? charts.threads.thread(thread) : `${worker} · ${thread}`;
  const starts = attempt.samples
    .flatMap(({ connection, report }) => {
      if (report === null) return [];
      const startNs = (report.startedAtMs - clockZeroMs) * NS_PER_MS - attempt.intendedStartNs;
      const { worker = "", thread, waitNs, serviceNs } = report;
      return [{ connection, worker, thread, waitNs, startNs, endNs: startNs + serviceNs }];
    })
    .toSorted((a, b) => a.startNs - b.startNs);
  // Threads of several workers have the same numbers.
  const threads = [...new Set(starts.map(({ worker }) => worker))].sort().flatMap((worker) => {
    const own = starts.filter((start) => start.worker === worker);
    const numbers = sortAscending(new Set(own.map(({ thread }) => thread)));
    return numbers.map((thread) => threadName(worker, thread));
  });
  const turns = new Map<string, number>();
  const tasks = starts.map(({ worker, thread, ...task }): ThreadTask => {
    const name = threadName(worker, thread);
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    return { ...task, row: threads.indexOf(name), turn };
  });
  return { threads, tasks };
}
