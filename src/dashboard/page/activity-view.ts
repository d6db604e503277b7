// Numbers, queue, charts and percentiles of a server or a cluster.
import type { Activity, Percentiles, Recent } from "../frames.ts";
import type { Depth, Stairs } from "../history.ts";
import { Chart, fillLegend } from "./chart.ts";
import { byId, childrenOf, create, fillTable, setText } from "./dom.ts";
import type { Words } from "./words.ts";

/** Waiting tasks drawn as tokens; the rest is shown as a number. */
const MAX_TOKENS = 120;
const NO_STAIRS: Stairs = { x: [0, 1], arrived: [null, null], done: [null, null], ideal: null };

export class ActivityView {
  readonly #stairs = new Chart(byId("stairs"), [
    { color: "--arrived", width: 1.5 },
    { color: "--done", width: 3, fill: "--done-fill" },
    { color: "--ideal", width: 2, isDashed: true },
  ]);
  readonly #depth = new Chart(byId("depth"), [
    { color: "--waiting", width: 2, fill: "--waiting-fill" },
    { color: "--done", width: 2 },
  ]);

  /** Fills the texts that depend only on the language. */
  showWords({ texts }: Words): void {
    fillLegend(byId("stairs-legend"), [
      ["--done", false, texts.done],
      ["--ideal", true, texts.ideal],
      ["--arrived", false, texts.arrived],
    ]);
    fillLegend(byId("depth-legend"), [
      ["--waiting", false, texts.waiting],
      ["--done", false, texts.running],
    ]);
  }

  /** `stairs`: undefined before the first task. */
  show(activity: Activity, stairs: Stairs | undefined, depth: Depth, words: Words): void {
    const { texts, numbers } = words;
    const { totals, connections, waiting, running, groups, recent } = activity;
    const threads = groups.reduce((sum, group) => sum + group.threads.length, 0);
    fillTiles([
      [texts.connections, numbers.count(connections)],
      [texts.arrived, numbers.count(totals.arrived)],
      [texts.done, numbers.count(totals.done)],
      [texts.failed, numbers.count(totals.failed)],
      [texts.arrivals, numbers.rate(recent.arrivedPerSec)],
      [texts.completions, numbers.rate(recent.donePerSec)],
    ]);
    setText(byId("waiting"), numbers.count(waiting));
    setText(byId("busy"), texts.busyOf(running, threads));
    fillQueue(waiting, words);
    fillRecent(recent, words);
    const { x, arrived, done, ideal } = stairs ?? NO_STAIRS;
    const ofStairs =
      stairs === undefined
        ? texts.noTasks
        : texts.stairsLabel(last(done), last(arrived), numbers.seconds(x.at(-1) ?? 0));
    this.#stairs.draw([x, arrived, done, ideal ?? x.map(() => null)], {
      label: ofStairs,
      xAxis: texts.stairsAxis,
      numbers,
    });
    this.#depth.draw([depth.x, depth.waiting, depth.running], {
      label: texts.depthLabel(waiting, running),
      xAxis: texts.depthAxis,
      numbers,
    });
  }
}

function last(values: readonly (number | null)[]): number {
  return values.findLast((value) => value !== null) ?? 0;
}

function fillTiles(tiles: readonly (readonly [name: string, value: string])[]): void {
  const make = (): HTMLElement => create("div", "", create("dt"), create("dd"));
  for (const [i, tile] of childrenOf(byId("tiles"), tiles.length, make).entries()) {
    for (const [part, text] of (tiles[i] ?? []).entries()) setText(tile.children[part]!, text);
  }
}

function fillQueue(waiting: number, { texts }: Words): void {
  const place = byId("queue");
  const tokens = Math.min(waiting, MAX_TOKENS);
  place.querySelector(".rest")?.remove();
  childrenOf(place, tokens, () => create("span", "token"));
  if (waiting > tokens) place.append(create("span", "rest", texts.more(waiting - tokens)));
}

function fillRecent(recent: Recent, { texts, numbers }: Words): void {
  const rows: readonly (readonly [string, Percentiles | null])[] = [
    [texts.waited, recent.waited],
    [texts.worked, recent.worked],
    [texts.total, recent.total],
  ];
  const heads = [
    `${texts.timeOf} (${texts.rests(recent.count)})`,
    "p50",
    "p90",
    "p99",
    texts.longest,
  ];
  const cells = rows.map(([name, percentiles]) => [
    name,
    ...(["p50", "p90", "p99", "max"] as const).map((key) =>
      percentiles === null ? "–" : numbers.duration(percentiles[key]),
    ),
  ]);
  fillTable(byId("recent"), heads, cells);
}
