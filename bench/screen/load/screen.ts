// Progress of a load: a picture that redraws itself on a terminal, one line every 2 s in a pipe.
import { formatRate } from "../../judge/load/figures.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { LoadProgress } from "../../run/load/progress.ts";
import type { Texts } from "../../messages/texts.ts";
import { countText } from "../../judge/load/texts.ts";
import { formatDuration, type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import {
  connectingText,
  drawLoadFrame,
  loadTitle,
  percentilesSoFar,
  problemsSoFar,
} from "./frame.ts";
import { LoadMeter } from "./meter.ts";
import { Picture } from "../picture.ts";
import { isInteractive, StatusLine } from "../terminal.ts";

const LINE_EVERY_NS: Ns = 2 * NS_PER_SECOND;

export interface LoadScreen {
  /** What happens before and after the load, such as "writing the report". */
  phase(text: Text): void;
  show(progress: LoadProgress): void;
  /** Removes the picture and restores the cursor. Idempotent. */
  close(): void;
}

/** A picture on an interactive terminal (terminal.ts), lines elsewhere. */
export function createLoadScreen(
  stream: NodeJS.WriteStream,
  plan: LoadPlan,
  texts: Texts,
): LoadScreen {
  const create = isInteractive(stream) ? createTerminal : createLines;
  return create(stream, plan, texts);
}

function createTerminal(stream: NodeJS.WriteStream, plan: LoadPlan, texts: Texts): LoadScreen {
  const status = new StatusLine(stream);
  const meter = new LoadMeter();
  const picture = new Picture(stream, texts, (view) => drawLoadFrame(plan, meter, view));
  let isClosed = false;
  return {
    phase(text) {
      picture.note(text);
      picture.redraw();
    },
    // Drawn only for new snapshots: drawing takes CPU time from the generators.
    show(progress) {
      if (isClosed) return;
      meter.add(progress);
      // While connections are opened there is no picture: the target may be unreachable.
      if (progress.state === "connecting") status.show(connectingText(plan, progress, texts));
      else {
        status.clear();
        picture.redraw();
      }
    },
    close() {
      isClosed = true;
      status.clear();
      picture.close();
    },
  };
}

function createLines(stream: NodeJS.WriteStream, plan: LoadPlan, texts: Texts): LoadScreen {
  const meter = new LoadMeter();
  let state: LoadProgress["state"] | undefined;
  let nextLineNs = LINE_EVERY_NS;
  stream.write(`${loadTitle(plan, texts)}\n`);
  return {
    phase: (text) => void stream.write(`${texts.of(text)}\n`),
    show(progress) {
      meter.add(progress);
      if (progress.state !== state) {
        ({ state } = progress);
        const words = describeState(progress, plan, texts);
        if (words !== "") stream.write(`${words}\n`);
      }
      if (state !== "running" || progress.nowNs < nextLineNs) return;
      nextLineNs = (Math.floor(progress.nowNs / LINE_EVERY_NS) + 1) * LINE_EVERY_NS;
      stream.write(`${describeProgress(plan, meter, progress, texts)}\n`);
    },
    close: () => undefined,
  };
}

function describeState(
  { state, inFlight, waiting }: LoadProgress,
  plan: LoadPlan,
  { screen: { load }, counted, number }: Texts,
): string {
  switch (state) {
    case "connecting":
      return load.opening(counted.connections(plan.connections));
    case "warming up":
      return load.warmingUpFor(number(formatDuration(plan.warmupNs)));
    case "running":
      return "";
    case "draining":
      return inFlight + waiting === 0 ? "" : load.draining(counted.requests(inFlight + waiting));
    default:
      return state satisfies never;
  }
}

/** "[ 4 s of 10 s] 1,000/s sent, 1,000/s ok, p50 0.2 ms, p99 1.1 ms, 0 failed". */
export function describeProgress(
  plan: LoadPlan,
  { rates }: LoadMeter,
  progress: LoadProgress,
  texts: Texts,
): string {
  const { load } = texts.screen;
  const rate = (perSec: number): string => texts.number(formatRate(perSec));
  const problems = problemsSoFar(progress, texts);
  const parts = [
    ...(rates === undefined
      ? []
      : [load.sentPerSec(rate(rates.sentPerSec)), load.okPerSec(rate(rates.okPerSec))]),
    ...percentilesSoFar(progress, [50, 99], texts),
    ...(problems.length === 0 ? [load.noneFailed] : problems),
  ];
  return `[${whereOf(plan, progress, texts)}] ${parts.join(", ")}`;
}

/** Of constant width if the end is known. */
function whereOf(
  { durationNs, maxRequests }: LoadPlan,
  { nowNs, counts }: LoadProgress,
  texts: Texts,
): string {
  const { ofTime, ofRequests } = texts.screen.load;
  const now = texts.number(formatDuration(nowNs, 0));
  if (durationNs !== null) {
    const end = texts.number(formatDuration(durationNs, 1));
    return ofTime(now.padStart(end.length), end);
  }
  if (maxRequests === null) return now;
  const end = countText(maxRequests, texts);
  return ofRequests(countText(counts.intended, texts).padStart(end.length), end);
}
