// Threads as rows, each with its task and the task's progress; many threads as small cells.
import type { ThreadGroup, ThreadTask } from "../frames.ts";
import { create, setAttribute, setText } from "./dom.ts";
import type { Words } from "./words.ts";

/** Above this number of threads, rows become cells. */
const MAX_ROWS = 32;

interface Row {
  readonly element: HTMLElement;
  readonly fill: HTMLElement;
  readonly task: HTMLElement;
  readonly time: HTMLElement;
  current: ThreadTask | null;
}

export class ThreadsView {
  readonly #place: HTMLElement;
  #shape = "";
  #rows: Row[] = [];

  constructor(place: HTMLElement) {
    this.#place = place;
  }

  show(groups: readonly ThreadGroup[], words: Words): void {
    const { texts } = words;
    const shape = JSON.stringify([
      groups.map(({ name, threads }) => [name, threads.length]),
      texts.threads,
    ]);
    if (shape !== this.#shape) this.#build(groups, words);
    this.#shape = shape;
    const tasks = groups.flatMap(({ threads }) => threads);
    for (const [i, row] of this.#rows.entries()) {
      const task = tasks[i] ?? null;
      row.current = task;
      row.element.classList.toggle("busy", task !== null);
      setText(row.task, task?.task ?? texts.free);
    }
  }

  /** Updates progress and times. `serviceMs`: the service time of a task; null if it is not known. */
  move(nowMs: number, serviceMs: number | null, words: Words): void {
    for (const { element, fill, time, current } of this.#rows) {
      const startedAtMs = current?.startedAtMs ?? null;
      const elapsedMs = startedAtMs === null ? 0 : Math.max(0, nowMs - startedAtMs);
      const isUnknown = startedAtMs !== null && serviceMs === null;
      element.classList.toggle("unknown", isUnknown);
      const share = serviceMs === null ? 1 : Math.min(1, elapsedMs / Math.max(1, serviceMs));
      fill.style.transform = `scaleX(${startedAtMs === null ? 0 : share.toFixed(3)})`;
      setText(time, timeText(current, elapsedMs, serviceMs, words));
    }
  }

  #build(groups: readonly ThreadGroup[], { texts }: Words): void {
    const count = groups.reduce((sum, { threads }) => sum + threads.length, 0);
    const isDense = count > MAX_ROWS;
    this.#rows = [];
    const parts = groups.flatMap(({ name, threads }) => {
      const list = create("ol", isDense ? "rows cells" : "rows");
      for (const i of threads.keys()) {
        const row = createRow(texts.thread(i + 1), isDense ? String(i + 1) : undefined);
        this.#rows.push(row);
        list.append(row.element);
      }
      if (name === null) return [list];
      setAttribute(list, "aria-label", name);
      return [create("h3", "", name), list];
    });
    this.#place.replaceChildren(...parts);
  }
}

function createRow(name: string, short: string | undefined): Row {
  const row = {
    element: create("li"),
    fill: create("div", "fill"),
    task: create("span", "task"),
    time: create("span", "time"),
    current: null,
  };
  const track = create("div", "track", row.fill, row.task);
  row.element.append(create("span", "name", short ?? name), track, row.time);
  if (short !== undefined) row.element.title = name;
  return row;
}

/** How long a task has run, and its service time. */
function timeText(
  task: ThreadTask | null,
  elapsedMs: number,
  serviceMs: number | null,
  { texts, numbers }: Words,
): string {
  if (task === null) return "";
  if (task.startedAtMs === null) return texts.given;
  // Tenths of a second would change too fast to be read.
  if (serviceMs !== null && serviceMs < 500) return `${numbers.count(serviceMs)} ms`;
  const elapsed = numbers.seconds(elapsedMs / 1000);
  return serviceMs === null
    ? `${elapsed} s`
    : `${elapsed} / ${numbers.seconds(serviceMs / 1000)} s`;
}
