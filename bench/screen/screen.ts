// What a person sees while a run goes: a picture that redraws itself on a terminal, a line a level in a pipe.
import { createLogUpdate } from "log-update";
import type { LevelSummary } from "../measure/run.ts";
import { formatDuration, type Ns } from "../../src/units/duration.ts";
import { drawFrame } from "./frame.ts";
import { Progress, type SweepPlan } from "./progress.ts";

/** Drawing costs the generator time that it needs to be punctual. */
const FRAMES_PER_SEC = 4;

export interface Screen {
  /** What happens before and after the levels, such as "starting 20 servers". */
  phase(text: string): void;
  begin(plan: SweepPlan): void;
  start(lane: number, level: number, attempt: number): void;
  reply(lane: number, isOk: boolean): void;
  end(summary: LevelSummary): void;
  /** Takes the picture away and gives the cursor back. Idempotent. */
  close(): void;
}

/** `nowNs` is the run's clock. A terminal is told by `stream.isTTY`. */
export function createScreen(stream: NodeJS.WriteStream, nowNs: () => Ns): Screen {
  const isDumb = process.env.TERM === "dumb";
  return stream.isTTY && !isDumb ? createTerminal(stream, nowNs) : createLines(stream);
}

function createTerminal(stream: NodeJS.WriteStream, nowNs: () => Ns): Screen {
  const update = createLogUpdate(stream);
  let progress: Progress | undefined;
  let beganNs = 0;
  let note = "";
  const draw = (): void => {
    if (progress === undefined) update(note);
    else {
      const { columns, rows } = stream;
      const frame = drawFrame(progress, nowNs() - beganNs, nowNs(), columns, rows - 1);
      update([...frame, note].join("\n").trimEnd());
    }
  };
  const timer = setInterval(draw, 1000 / FRAMES_PER_SEC);
  return {
    phase(text) {
      note = text;
      draw();
    },
    begin(plan) {
      progress = new Progress(plan);
      beganNs = nowNs();
      note = "";
    },
    start: (lane, level, attempt) => progress?.start(lane, level, attempt, nowNs()),
    reply: (lane, isOk) => progress?.reply(lane, isOk),
    end: (summary) => progress?.end(summary),
    close() {
      clearInterval(timer);
      update.clear();
      update.done();
    },
  };
}

function createLines(stream: NodeJS.WriteStream): Screen {
  let progress: Progress | undefined;
  return {
    phase: (text) => void stream.write(`${text}\n`),
    begin(plan) {
      progress = new Progress(plan);
      stream.write(`${plan.title}\n`);
    },
    start: () => undefined,
    reply: () => undefined,
    end(summary) {
      if (progress === undefined) return;
      progress.end(summary);
      const { doneLevels, totalLevels } = progress;
      const name = progress.plan.laneNames?.[summary.lane - 1];
      const who = name === undefined ? "" : `${name}, `;
      stream.write(`[${doneLevels}/${totalLevels}] ${who}${describeLevel(summary)}\n`);
    },
    close: () => undefined,
  };
}

/** "level 47: 47 ok in 15.004 s, 3.13/s, groups 10 10 10 10 7". */
export function describeLevel(summary: LevelSummary): string {
  const { level, attempt, ok, makespanNs, throughputPerSec, groups, self } = summary;
  const failed = level - ok;
  return [
    `level ${level}${attempt > 1 ? " again, alone" : ""}: ${ok} ok`,
    ...(failed > 0 ? [` and ${failed} not`] : []),
    ...(makespanNs === null ? [] : [` in ${formatDuration(makespanNs)}`]),
    ...(throughputPerSec === null ? [] : [`, ${throughputPerSec.toFixed(2)}/s`]),
    ...(groups.length === 0 ? [] : [`, groups ${groups.slice(0, 12).join(" ")}`]),
    ...(groups.length > 12 ? [" …"] : []),
    ...self.limits.map((limit) => ` (${limit})`),
  ].join("");
}
