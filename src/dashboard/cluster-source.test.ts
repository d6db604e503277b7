import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { BIN_MS, type Increment } from "./frames.ts";
import { type ClusterMember, ClusterSource } from "./cluster-source.ts";
import type { MemberLive } from "./member-live.ts";
import { Tally } from "./tally.ts";

const T0 = 1_800_000_000_000;
const HELLO = { address: "127.0.0.1:1", serviceMs: 300, work: "300ms" } as const;
const increment = (arrived: number, done: number): Increment => [T0 / BIN_MS, arrived, done, 0];

/** A process that counts, as /live has it. */
class FakeMember {
  instance = "first";
  readonly log: Increment[] = [];
  live: Partial<MemberLive> = {};
  isMute = false;

  answer(since: number): MemberLive | undefined {
    if (this.isMute) return undefined;
    return {
      instance: this.instance,
      increments: this.log.slice(since),
      next: this.log.length,
      recent: new Tally().recentCounts(T0),
      connections: 0,
      waiting: 0,
      running: 0,
      threads: [],
      queued: null,
      ...this.live,
    };
  }
}

let members: ClusterMember[];
let fakes: Record<number, FakeMember>;
let source: ClusterSource;
let asked: number;

beforeEach(() => {
  jest.useFakeTimers();
  const member = (name: string, kind: ClusterMember["kind"], adminPort: number | null) => ({
    name,
    kind,
    adminPort,
    state: "up" as const,
    address: null,
    restarts: 0,
  });
  members = [
    member("balancer", "balancer", null),
    member("entry-1", "entry", 1),
    member("entry-2", "entry", 2),
    member("worker-1", "worker", 3),
    member("rabbitmq", "engine", null),
  ];
  fakes = { 1: new FakeMember(), 2: new FakeMember(), 3: new FakeMember() };
  asked = 0;
  source = new ClusterSource(
    HELLO,
    () => members,
    async (adminPort, since) => {
      asked++;
      return fakes[adminPort]?.answer(since);
    },
  );
});

afterEach(() => {
  source.watched(false);
  jest.useRealTimers();
});

async function pass(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    jest.advanceTimersByTime(200);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }
}

const now = () => source.frame(T0, 0).frame;
const box = (name: string) => now().members.find((member) => member.name === name);

test("members are asked only while somebody looks", async () => {
  await pass(5);
  expect(asked).toBe(0);
  source.watched(true);
  await pass(1);
  expect(asked).toBeGreaterThanOrEqual(3);
  source.watched(false);
  asked = 0;
  await pass(5);
  expect(asked).toBe(0);
});

test("entry servers' counts add up, and what no thread has in hand is waiting", async () => {
  fakes[1]?.log.push(increment(12, 2));
  fakes[2]?.log.push(increment(13, 0));
  Object.assign(fakes[1]?.live ?? {}, { waiting: 10, connections: 12, queued: 19 });
  Object.assign(fakes[2]?.live ?? {}, { waiting: 13, connections: 13 });
  Object.assign(fakes[3]?.live ?? {}, {
    running: 2,
    threads: [{ task: "a", startedAtMs: T0 }, null],
  });
  source.watched(true);
  await pass(3);
  const { activity } = now();
  expect(activity.totals).toEqual({ arrived: 25, done: 2, failed: 0 });
  expect([activity.waiting, activity.running, activity.connections]).toEqual([21, 2, 25]);
  expect(activity.groups).toEqual([
    { name: "worker-1", threads: [{ task: "a", startedAtMs: T0 }, null] },
  ]);
  expect(box("rabbitmq")).toMatchObject({ tasks: 19 });
  expect(box("worker-1")).toMatchObject({ tasks: 2, threads: 2 });
  expect(box("balancer")).toMatchObject({ tasks: null, connections: null });
});

test("a member that was started again is counted from its beginning, and nothing twice", async () => {
  const entry = fakes[1] ?? new FakeMember();
  entry.log.push(increment(5, 5), increment(5, 5));
  source.watched(true);
  await pass(3);
  members = members.map((member) =>
    member.name === "entry-1" ? { ...member, state: "waiting" } : member,
  );
  entry.isMute = true;
  await pass(2);
  now();
  expect(box("entry-1")).toMatchObject({ state: "waiting", tasks: null });
  Object.assign(entry, { instance: "second", isMute: false });
  entry.log.splice(0, 2, increment(1, 1), increment(1, 0), increment(1, 0));
  members = members.map((member) => ({ ...member, state: "up" }));
  await pass(3);
  expect(now().activity.totals).toEqual({ arrived: 13, done: 11, failed: 0 });
});

test("one that starts again so fast that nobody saw it away is noticed by its new name", async () => {
  const entry = fakes[1] ?? new FakeMember();
  entry.log.push(increment(5, 5), increment(5, 5));
  source.watched(true);
  await pass(3);
  entry.instance = "second";
  entry.log.splice(0, 2, increment(1, 1), increment(1, 0), increment(1, 0));
  await pass(3);
  expect(now().activity.totals).toEqual({ arrived: 13, done: 11, failed: 0 });
});
