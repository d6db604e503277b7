// The live page of a cluster: asks the cluster's processes five times a second while a page is open.
import type { Activity, MemberBox } from "./frames.ts";
import type { LiveSource } from "./hub.ts";
import type { MemberLive } from "./member-live.ts";
import { type RecentCounts, Tally } from "./tally.ts";
import { Flow } from "./window.ts";

/** A member as its supervisor reports it. */
export interface ClusterMember extends Pick<
  MemberBox,
  "name" | "kind" | "state" | "address" | "restarts"
> {
  /** Port of /live; null for a member without it. */
  readonly adminPort: number | null;
}

/** Asks a member for its increments after place `since`; undefined if it did not answer in time. */
export type AskMember = (adminPort: number, since: number) => Promise<MemberLive | undefined>;

const EVERY_MS = 200;
const ASK_LIMIT_MS = 1000;

export class ClusterSource implements LiveSource {
  readonly hello: LiveSource["hello"];
  readonly everyMs = EVERY_MS;
  readonly #members: () => readonly ClusterMember[];
  readonly #ask: AskMember;
  /** Of all entry servers. */
  readonly #tally = new Tally();
  /** Of all workers. */
  readonly #workers = new Flow();
  /** Of each member, restarts included: what a process did before it was killed has passed through the cluster. */
  readonly #flows = new Map<string, Flow>();
  /** The last answer of each member that runs. */
  readonly #lives = new Map<string, MemberLive>();
  readonly #asked = new Set<string>();
  #timer: Timer | undefined;

  constructor(
    hello: Omit<LiveSource["hello"], "form">,
    members: () => readonly ClusterMember[],
    ask: AskMember = askOverHttp,
  ) {
    this.hello = { ...hello, form: "cluster" };
    this.#members = members;
    this.#ask = ask;
  }

  watched(isWatched: boolean): void {
    clearInterval(this.#timer);
    if (!isWatched) return;
    this.#timer = setInterval(() => this.#askAll(), EVERY_MS);
    this.#askAll();
  }

  frame(nowMs: number, since: number) {
    const members = this.#members();
    for (const name of this.#lives.keys()) {
      if (!members.some((member) => member.name === name && member.state !== "waiting")) {
        this.#lives.delete(name);
      }
    }
    for (const name of this.#flows.keys()) {
      if (!members.some((member) => member.name === name)) this.#flows.delete(name);
    }
    const { increments, next } = this.#tally.since(since);
    const frame = {
      increments,
      activity: this.#activity(members, nowMs),
      members: members.map((member) => this.#box(member, members, nowMs)),
      flow: {
        entriesPerSec: this.#tally.rates(nowMs).donePerSec,
        workersPerSec: this.#workers.rates(nowMs).donePerSec,
      },
    };
    return { frame, next };
  }

  #askAll(): void {
    for (const member of this.#members()) {
      const { name, adminPort, state } = member;
      // At most one question to a member is open.
      if (adminPort === null || state === "stopped" || this.#asked.has(name)) continue;
      this.#asked.add(name);
      const live = this.#lives.get(name);
      void this.#ask(adminPort, live?.next ?? 0).then((answer) => {
        this.#asked.delete(name);
        if (answer !== undefined) this.#hear(member, answer, live);
      });
    }
  }

  #hear({ name, kind }: ClusterMember, answer: MemberLive, before: MemberLive | undefined): void {
    // After a restart between two questions `since` was of the old process: the next question asks from place 0.
    const isSame = before === undefined || before.instance === answer.instance;
    this.#lives.set(name, isSame ? answer : { ...answer, next: 0 });
    if (!isSame) return;
    const flow = this.#flows.get(name) ?? new Flow();
    this.#flows.set(name, flow);
    for (const increment of answer.increments) {
      flow.add(increment);
      if (kind === "worker") this.#workers.add(increment);
    }
    if (kind === "entry") this.#tally.add(answer.increments);
  }

  #activity(members: readonly ClusterMember[], nowMs: number): Activity {
    const entries = this.#livesOf(members, "entry");
    const workers = this.#livesOf(members, "worker");
    const inHand = sum(entries, ({ waiting }) => waiting);
    const running = sum(workers, (worker) => worker.running);
    const counts: RecentCounts[] = entries.map(({ recent }) => recent);
    return {
      totals: this.#tally.totals,
      connections: sum(entries, ({ connections }) => connections),
      // Between two processes, in the broker's queue, or in a worker without a free thread.
      waiting: Math.max(0, inHand - running),
      running,
      groups: members.flatMap(({ name, kind }) => {
        const live = kind === "worker" ? this.#lives.get(name) : undefined;
        return live === undefined ? [] : [{ name, threads: live.threads }];
      }),
      recent: this.#tally.recent(nowMs, counts),
    };
  }

  #box(member: ClusterMember, members: readonly ClusterMember[], nowMs: number): MemberBox {
    const { name, kind, state, address, restarts } = member;
    const live = this.#lives.get(name);
    const perSec = this.#flows.get(name)?.rates(nowMs).donePerSec ?? null;
    const none = { connections: null, tasks: null, threads: null };
    const box = { name, kind, state, address, restarts, perSec, ...none };
    if (kind === "entry" && live !== undefined) {
      return { ...box, connections: live.connections, tasks: live.waiting };
    }
    if (kind === "worker" && live !== undefined) {
      return { ...box, tasks: live.running, threads: live.threads.length };
    }
    if (name !== "rabbitmq" || state !== "up") return box;
    const queued = this.#livesOf(members, "entry").find((entry) => entry.queued !== null)?.queued;
    return { ...box, tasks: queued ?? null };
  }

  #livesOf(members: readonly ClusterMember[], kind: MemberBox["kind"]): readonly MemberLive[] {
    return members.flatMap((member) => {
      const live = member.kind === kind ? this.#lives.get(member.name) : undefined;
      return live === undefined ? [] : [live];
    });
  }
}

async function askOverHttp(adminPort: number, since: number): Promise<MemberLive | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${adminPort}/live?since=${since}`, {
      signal: AbortSignal.timeout(ASK_LIMIT_MS),
    });
    // A process of this cluster has this version.
    return response.ok ? ((await response.json()) as MemberLive) : undefined;
  } catch {
    return undefined; // It starts or has ended: its supervisor reports that.
  }
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
