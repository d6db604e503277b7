// The live page of a cluster: asks its processes what they do, some five times a second while somebody looks.
import type { Activity, MemberBox } from "./frames.ts";
import type { LiveSource } from "./hub.ts";
import type { MemberLive } from "./member-live.ts";
import { type RecentCounts, Tally } from "./tally.ts";

/** A member as its supervisor knows it. */
export interface ClusterMember {
  readonly name: string;
  readonly kind: MemberBox["kind"];
  readonly state: MemberBox["state"];
  readonly address: string | null;
  /** Of /live; null where there is none. */
  readonly adminPort: number | null;
  readonly restarts: number;
}

/** Asks a member for what came after place `since`; undefined if it has not answered in time. */
export type AskMember = (adminPort: number, since: number) => Promise<MemberLive | undefined>;

const EVERY_MS = 200;
const ASK_LIMIT_MS = 1000;
/** Of the rates beside the boxes. */
const RATE_MS = 2000;

/** Times and totals of the last seconds, the oldest first. */
type Course = (readonly [atMs: number, tasks: number])[];

interface Known {
  live: MemberLive;
  readonly course: Course;
}

export class ClusterSource implements LiveSource {
  readonly hello: LiveSource["hello"];
  readonly everyMs = EVERY_MS;
  readonly #members: () => readonly ClusterMember[];
  readonly #ask: AskMember;
  readonly #tally = new Tally();
  readonly #known = new Map<string, Known>();
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
    for (const name of this.#known.keys()) {
      if (!members.some((member) => member.name === name && member.state !== "waiting")) {
        this.#known.delete(name);
      }
    }
    const { increments, next } = this.#tally.since(since);
    const frame = {
      increments,
      activity: this.#activity(members, nowMs),
      members: members.map((member) => this.#box(member, members)),
    };
    return { frame, next };
  }

  #askAll(): void {
    for (const member of this.#members()) {
      const { name, adminPort, state } = member;
      // One question at a time, however long its answer takes.
      if (adminPort === null || state === "stopped" || this.#asked.has(name)) continue;
      this.#asked.add(name);
      const { live } = this.#known.get(name) ?? {};
      void this.#ask(adminPort, live?.next ?? 0).then((answer) => {
        this.#asked.delete(name);
        if (answer !== undefined) this.#hear(name, answer, live);
      });
    }
  }

  #hear(name: string, answer: MemberLive, before: MemberLive | undefined): void {
    // It was started again between two questions: what it has counted since is asked for the next time.
    const isSame = before === undefined || before.instance === answer.instance;
    const live = isSame ? answer : { ...answer, next: 0 };
    if (isSame) this.#tally.add(answer.increments);
    const known = this.#known.get(name) ?? { live, course: [] };
    if (!isSame) known.course.length = 0;
    known.live = live;
    const nowMs = performance.now();
    known.course.push([nowMs, answer.totals.done]);
    while ((known.course[1]?.[0] ?? nowMs) < nowMs - RATE_MS) known.course.shift();
    this.#known.set(name, known);
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
      // On their way between the processes, in the broker's queue, or with a worker that has no thread free.
      waiting: Math.max(0, inHand - running),
      running,
      groups: members.flatMap(({ name, kind }) => {
        const live = kind === "worker" ? this.#known.get(name)?.live : undefined;
        return live === undefined ? [] : [{ name, threads: live.threads }];
      }),
      recent: this.#tally.recent(nowMs, counts),
    };
  }

  #box(member: ClusterMember, members: readonly ClusterMember[]): MemberBox {
    const { name, kind, state, address, restarts } = member;
    const known = this.#known.get(name);
    const live = known?.live;
    const box = { name, kind, state, address, restarts, perSec: rateOf(known?.course) };
    const none = { connections: null, tasks: null, threads: null };
    if (kind === "entry" && live !== undefined) {
      return { ...box, ...none, connections: live.connections, tasks: live.waiting };
    }
    if (kind === "worker" && live !== undefined) {
      return { ...box, ...none, tasks: live.running, threads: live.threads.length };
    }
    if (name !== "rabbitmq") return { ...box, ...none };
    const queued = this.#livesOf(members, "entry").find((entry) => entry.queued !== null)?.queued;
    return { ...box, ...none, tasks: state === "up" ? (queued ?? null) : null };
  }

  #livesOf(members: readonly ClusterMember[], kind: MemberBox["kind"]): readonly MemberLive[] {
    return members.flatMap((member) => {
      const live = member.kind === kind ? this.#known.get(member.name)?.live : undefined;
      return live === undefined ? [] : [live];
    });
  }
}

async function askOverHttp(adminPort: number, since: number): Promise<MemberLive | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${adminPort}/live?since=${since}`, {
      signal: AbortSignal.timeout(ASK_LIMIT_MS),
    });
    // Our own process, of our own version.
    return response.ok ? ((await response.json()) as MemberLive) : undefined;
  } catch {
    return undefined; // It starts or is gone: its supervisor says so.
  }
}

function rateOf(course: Course | undefined): number | null {
  const [first, last] = [course?.at(0), course?.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  return Math.max(0, (last[1] - first[1]) / ((last[0] - first[0]) / 1000));
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
