// A sweep in progress: bursts under way, and levels that ended beside their theoretical values.
import type { SweepLevel, SweepState } from "../frames.ts";
import { Chart, fillLegend } from "./chart.ts";
import { byId, childrenOf, create, fillTable, setText } from "./dom.ts";
import type { Words } from "./words.ts";

const MEASURED = { color: "--done", width: 2, shape: "points" } as const;
const IDEAL = { color: "--ideal", width: 2, isDashed: true } as const;

export class SweepView {
  readonly #makespans = new Chart(byId("makespans"), [MEASURED, IDEAL]);
  readonly #throughputs = new Chart(byId("throughputs"), [
    MEASURED,
    { ...IDEAL, shape: "straight" },
  ]);
  readonly #levels: SweepLevel[] = [];
  #state: SweepState | undefined;
  #drawn = -1;
  #words: Words | undefined;

  clear(): void {
    this.#levels.length = 0;
    this.#drawn = -1;
  }

  add(state: SweepState): void {
    this.#state = state;
    this.#levels.push(...state.ended);
  }

  show(words: Words): void {
    if (this.#state === undefined) return;
    const { texts } = words;
    const { title, phase, totalLevels } = this.#state;
    const first = this.#levels.filter(({ attempt }) => attempt === 1).length;
    const again = this.#levels.length - first;
    const parts = [
      texts.of(title),
      texts.of(phase),
      totalLevels > 0 ? texts.levelsDone(first, totalLevels) : "",
      again > 0 ? texts.measuredAgain(again) : "",
    ];
    setText(byId("phase"), parts.filter(Boolean).join(" · "));
    this.#showLanes(this.#state, words);
    // The levels change seldom and are the most expensive part.
    if (this.#drawn === this.#levels.length && this.#words === words) return;
    this.#drawn = this.#levels.length;
    this.#words = words;
    this.#showLevels(this.#state, words);
    this.#draw(this.#state, words);
  }

  #showLanes({ running, laneNames }: SweepState, { texts }: Words): void {
    const make = (): HTMLElement => {
      const track = create("div", "track", create("div", "fill"), create("span", "task"));
      return create("li", "", track);
    };
    const items = childrenOf(byId("lanes"), running.length, make);
    for (const [i, { lane, level, ok, failed }] of running.entries()) {
      const fill = items[i]?.querySelector<HTMLElement>(".fill");
      const task = items[i]?.querySelector(".task");
      if (fill) fill.style.transform = `scaleX(${(ok + failed) / level})`;
      const laneName = laneNames[lane - 1];
      const name = laneName === undefined ? `${texts.lane} ${lane}` : texts.of(laneName);
      if (task) setText(task, `${name}: ${texts.laneRuns(level, ok)}`);
    }
  }

  #showLevels({ laneNames }: SweepState, { texts, numbers }: Words): void {
    const heads = [texts.level, texts.ok, texts.makespan, texts.throughput, texts.groups];
    const names = laneNames.map(texts.of);
    const rows = this.#levels
      .toReversed()
      .map((level) => [
        `${level.level}${names.length > 0 ? ` (${names[level.lane - 1]})` : ""}`,
        numbers.count(level.ok),
        level.makespanMs === null ? "–" : numbers.thousandths(level.makespanMs / 1000),
        level.throughputPerSec === null ? "–" : numbers.rate(level.throughputPerSec),
        level.groups.join(" "),
      ]);
    fillTable(byId("levels"), heads, rows);
  }

  #draw({ plan, laneNames }: SweepState, { texts, numbers }: Words): void {
    const ideal = new Map([...plan].sort(([a], [b]) => a - b));
    const x = [...ideal.keys()];
    const newest = new Map(
      this.#levels
        .filter(({ lane }) => laneNames.length === 0 || lane === 1)
        .map((level) => [level.level, level]),
    );
    const seconds = (ms: number | null | undefined): number | null =>
      ms === null || ms === undefined ? null : ms / 1000;
    const makespans = x.map((level) => seconds(newest.get(level)?.makespanMs));
    const rates = x.map((level) => newest.get(level)?.throughputPerSec ?? null);
    const idealSeconds = x.map((level) => seconds(ideal.get(level)));
    const idealRates = x.map((level) => (level * 1000) / (ideal.get(level) ?? Number.NaN));
    const { length } = this.#levels;
    this.#makespans.draw([x, makespans, idealSeconds], {
      label: texts.makespanLabel(length),
      xAxis: texts.level,
      numbers,
    });
    this.#throughputs.draw([x, rates, idealRates], {
      label: texts.throughputLabel(length),
      xAxis: texts.level,
      numbers,
    });
    for (const id of ["makespans-legend", "throughputs-legend"]) {
      fillLegend(byId(id), [
        ["--done", false, texts.measured],
        ["--ideal", true, texts.ideal],
      ]);
    }
  }
}
