// Progress of a sweep: a picture that redraws itself on a terminal, one line per level in a pipe.
import type { LevelSummary } from "../../run/sweep/run.ts";
import type { Texts } from "../../messages/texts.ts";
import { formatDuration, type Ns } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import { Picture } from "../picture.ts";
import { isInteractive, StatusLine } from "../terminal.ts";
import { drawFrame } from "./frame.ts";
import { Progress, type SweepPlan } from "./progress.ts";

/** Low, as drawing takes CPU time from the generator. */
const FRAMES_PER_SEC = 4;

export interface Screen {
  /** What happens before and after the levels, such as "starting 20 servers". */
  phase(text: Text): void;
  begin(plan: SweepPlan): void;
  /** Another repeat of all levels has been added to the plan. */
  extend(lanes: SweepPlan["lanes"]): void;
  start(lane: number, level: number, attempt: number): void;
  reply(lane: number, isOk: boolean): void;
  end(summary: LevelSummary): void;
  /** Removes the picture and restores the cursor. Idempotent. */
  close(): void;
}

/** `nowNs` is the run's clock. A picture on an interactive terminal (terminal.ts), lines elsewhere. */
export function createScreen(stream: NodeJS.WriteStream, nowNs: () => Ns, texts: Texts): Screen {
  return isInteractive(stream) ? createTerminal(stream, nowNs, texts) : createLines(stream, texts);
}

function createTerminal(stream: NodeJS.WriteStream, nowNs: () => Ns, texts: Texts): Screen {
  const status = new StatusLine(stream);
  let progress: Progress | undefined;
  let beganNs = 0;
  const picture = new Picture(stream, texts, (view) => {
    const now = nowNs();
    return progress === undefined ? [] : drawFrame(progress, now - beganNs, now, view);
  });
  let timer: Timer | undefined;
  return {
    phase(text) {
      if (progress === undefined) return status.show(texts.of(text));
      picture.note(text);
      picture.redraw();
    },
    begin(plan) {
      status.clear();
      progress = new Progress(plan);
      beganNs = nowNs();
      picture.note(null);
      picture.redraw();
      timer = setInterval(() => picture.redraw(), 1000 / FRAMES_PER_SEC);
    },
    extend(lanes) {
      progress?.extend(lanes);
      picture.redraw();
    },
    start: (lane, level, attempt) => progress?.start(lane, level, attempt, nowNs()),
    reply: (lane, isOk) => progress?.reply(lane, isOk),
    end: (summary) => progress?.end(summary),
    close() {
      clearInterval(timer);
      status.clear();
      picture.close();
    },
  };
}

function createLines(stream: NodeJS.WriteStream, texts: Texts): Screen {
  let progress: Progress | undefined;
  return {
    phase: (text) => void stream.write(`${texts.of(text)}\n`),
    begin(plan) {
      progress = new Progress(plan);
      stream.write(`${texts.of(plan.title)}\n`);
    },
    extend: (lanes) => progress?.extend(lanes),
    start: () => undefined,
    reply: () => undefined,
    end(summary) {
      if (progress === undefined) return;
      progress.end(summary);
      const { doneLevels, totalLevels } = progress;
      const name = progress.plan.laneNames?.[summary.lane - 1];
      const who = name === undefined ? "" : `${texts.of(name)}, `;
      stream.write(`[${doneLevels}/${totalLevels}] ${who}${describeLevel(summary, texts)}\n`);
    },
    close: () => undefined,
  };
}

/** "level 47: 47 ok in 15.004 s, 3.13/s, groups 10 10 10 10 7". */
export function describeLevel(summary: LevelSummary, texts: Texts): string {
  const { sweep } = texts.screen;
  const { level, attempt, ok, makespanNs, throughputPerSec, groups, self } = summary;
  const failed = level - ok;
  return [
    sweep.level(level, attempt > 1, ok),
    ...(failed > 0 ? [sweep.notOk(failed)] : []),
    ...(makespanNs === null ? [] : [sweep.makespanOf(texts.number(formatDuration(makespanNs)))]),
    ...(throughputPerSec === null ? [] : [`, ${texts.number(throughputPerSec.toFixed(2))}/s`]),
    ...(groups.length === 0 ? [] : [sweep.groups(groups.slice(0, 12).join(" "))]),
    ...(groups.length > 12 ? [" …"] : []),
    ...self.limits.map((limit) => ` (${texts.of(limit)})`),
  ].join("");
}
