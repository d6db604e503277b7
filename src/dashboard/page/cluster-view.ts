// The cluster as a picture: a column for each kind of component, and between the columns the flow of tasks.
import type { ClusterFlow, MemberBox } from "../frames.ts";
import { create, setText } from "./dom.ts";
import type { Words } from "./words.ts";

/** In the order in which a task passes them. RabbitMQ is an engine with a column of its own. */
const COLUMNS = ["clients", "balancer", "entry", "broker", "worker", "engine"] as const;
type Column = (typeof COLUMNS)[number];

interface Box {
  readonly element: HTMLElement;
  readonly state: HTMLElement;
  readonly lines: HTMLElement;
}

export class ClusterView {
  readonly #place: HTMLElement;
  #shape = "";
  #boxes = new Map<string, Box>();
  #flows: HTMLElement[] = [];
  #clients: HTMLElement | undefined;

  constructor(place: HTMLElement) {
    this.#place = place;
  }

  show(
    members: readonly MemberBox[],
    connections: number,
    { entriesPerSec, workersPerSec }: ClusterFlow,
    words: Words,
  ): void {
    const { texts, numbers } = words;
    const shape = JSON.stringify([members.map(({ name }) => name), texts.clients]);
    if (shape !== this.#shape) this.#build(members, words);
    this.#shape = shape;
    for (const member of members) this.#fill(member, words);
    if (this.#clients !== undefined) setText(this.#clients, texts.connectionsOpen(connections));
    // Up to the broker as the entry servers count it, from the broker on as the workers count it.
    const rates = [entriesPerSec, entriesPerSec, entriesPerSec, workersPerSec, workersPerSec];
    for (const [i, flow] of this.#flows.entries()) {
      const rate = rates[i] ?? 0;
      flow.classList.toggle("flows", rate > 0);
      setText(flow, texts.perSec(numbers.rate(rate)));
    }
  }

  #build(members: readonly MemberBox[], { texts }: Words): void {
    this.#boxes = new Map();
    this.#flows = [];
    const parts = COLUMNS.flatMap((column, i) => {
      const element = create("div", "column", create("h3", "", texts[column]));
      if (column === "clients") {
        this.#clients = create("div", "lines");
        element.append(create("div", "box", this.#clients));
      }
      for (const { name } of members.filter((member) => columnOf(member) === column)) {
        const box = createBox(name);
        this.#boxes.set(name, box);
        element.append(box.element);
      }
      if (i === 0) return [element];
      const flow = create("div", "flow");
      this.#flows.push(flow);
      return [flow, element];
    });
    this.#place.replaceChildren(...parts);
  }

  #fill(member: MemberBox, words: Words): void {
    const box = this.#boxes.get(member.name);
    if (box === undefined) return;
    box.element.className = `box ${member.state}`;
    setText(box.state, words.texts.states[member.state]);
    setText(box.lines, linesOf(member, words).join("\n"));
  }
}

function columnOf({ kind, name }: MemberBox): Column {
  return name === "rabbitmq" ? "broker" : kind;
}

function createBox(name: string): Box {
  const [state, lines] = [create("div", "health"), create("div", "lines")];
  return {
    element: create("div", "box", create("div", "title", name), state, lines),
    state,
    lines,
  };
}

function linesOf(member: MemberBox, { texts, numbers }: Words): string[] {
  const { kind, name, tasks, threads, connections, perSec, restarts } = member;
  const lines: string[] = [];
  if (connections !== null) lines.push(texts.connectionsOpen(connections));
  if (tasks !== null) {
    if (threads !== null) lines.push(texts.threadsBusy(tasks, threads));
    else lines.push(name === "rabbitmq" ? texts.tasksQueued(tasks) : texts.tasksInHand(tasks));
  }
  if (perSec !== null && (kind === "worker" || kind === "entry")) {
    lines.push(texts.perSec(numbers.rate(perSec)));
  }
  if (restarts > 0) lines.push(texts.restarts(restarts));
  return lines;
}
