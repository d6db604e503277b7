// What a person sees while a comparison's runs are made: a line that redraws itself on a terminal, a line a run for good.
import { errorsOf } from "../../run/load/conservation.ts";
import { ResponseTimes } from "../../run/load/censored.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadRun } from "../../run/load/run.ts";
import type { Texts } from "../../messages/texts.ts";
import { percentileText, rateText, shareText } from "../../judge/load/texts.ts";
import { perSecond } from "../../report/load/phrases.ts";
import { cut } from "../../report/text/plain-text.ts";
import { formatClock } from "../../screen/sweep/progress.ts";
import { isInteractive, sizeOf, StatusLine } from "../../screen/terminal.ts";
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";

/** Drawing costs the machine time that the generator needs. */
const FRAMES_PER_SEC = 1;

export interface CompareProgress {
  /** `total` runs there will be. */
  start(name: string, total: number, plan: LoadPlan): void;
  end(run: LoadRun): void;
  /** Takes the line that redraws itself away. Idempotent. */
  close(): void;
}

export function createCompareProgress(stream: NodeJS.WriteStream, texts: Texts): CompareProgress {
  const status = isInteractive(stream) ? new StatusLine(stream) : undefined;
  let current = { name: "", number: 0, total: 0, beganNs: 0, plannedNs: null as Ns | null };
  const draw = (): void => {
    if (current.number > 0) status?.show(currentLine(current, Bun.nanoseconds(), texts));
  };
  const timer = status === undefined ? undefined : setInterval(draw, 1000 / FRAMES_PER_SEC);
  let isClosed = false;
  return {
    start(name, total, plan) {
      const number = current.number + 1;
      current = { name, number, total, beganNs: Bun.nanoseconds(), plannedNs: plannedNs(plan) };
      draw();
    },
    end(run) {
      status?.clear();
      const line = endLine(current, run, texts);
      stream.write(`${status === undefined ? line : cut(line, sizeOf(stream).columns)}\n`);
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(timer);
      status?.clear();
    },
  };
}

function plannedNs({ durationNs, warmupNs }: LoadPlan): Ns | null {
  return durationNs === null ? null : durationNs + warmupNs;
}

interface CurrentRun {
  readonly name: string;
  readonly number: number;
  readonly total: number;
  readonly beganNs: Ns;
  readonly plannedNs: Ns | null;
}

/** "[3/10] b-2: 0:04 of 0:10, then about 1:10 more". */
function currentLine(current: CurrentRun, nowNs: Ns, { screen }: Texts): string {
  const words = screen.compare;
  const { name, number, total, beganNs } = current;
  const elapsedNs = nowNs - beganNs;
  if (current.plannedNs === null) return `[${number}/${total}] ${name}: ${formatClock(elapsedNs)}`;
  // Opening and closing connections are not planned.
  const soFar = formatClock(Math.min(elapsedNs, current.plannedNs));
  const left = (total - number) * (current.plannedNs + NS_PER_SECOND);
  const then = left === 0 ? "" : words.thenMore(formatClock(left));
  return `[${number}/${total}] ${name}: ${words.runningOf(soFar, formatClock(current.plannedNs))}${then}`;
}

/** "[3/10] b-2: p50 1.2 ms, p99 3.4 ms, 1,000/s". */
function endLine(
  { name, number, total }: CurrentRun,
  { result, judgement }: LoadRun,
  texts: Texts,
): string {
  const words = texts.screen.compare;
  const start = `[${number}/${total}] ${name}: `;
  if (result === null) return `${start}${words.nothingMeasured}`;
  const { run } = result;
  const times = new ResponseTimes(run);
  const errors = errorsOf(run.counts);
  const parts = [
    `p50 ${percentileText(times.percentile(50), texts)}`,
    `p99 ${percentileText(times.percentile(99), texts)}`,
    rateText(perSecond(run.okInWindow, run), texts),
    ...(errors > 0 ? [words.errors(shareText(errors / run.counts.intended, texts))] : []),
  ];
  const [reason] = judgement?.invalidReasons ?? [];
  const isInvalid = judgement?.isValid === false;
  const invalid = isInvalid ? words.invalid(reason === undefined ? "" : texts.of(reason)) : "";
  return `${start}${parts.join(", ")}${invalid}`;
}
