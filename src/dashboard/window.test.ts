// Rates on the page of a cluster, with a flow that is known: what passes one hop passes them all.
import { expect, test } from "bun:test";
import { ClusterSource, type ClusterMember } from "./cluster-source.ts";
import type { ToPage } from "./frames.ts";
import { Hub } from "./hub.ts";
import { answerLive, type MemberLive } from "./member-live.ts";
import { Tally } from "./tally.ts";

const T0 = 1_800_000_000_000;
const READING = { queued: null, connections: 0, waiting: 0, running: 0, threads: [] };

interface Member {
  readonly name: string;
  readonly kind: ClusterMember["kind"];
  readonly tally: Tally;
}

/** Two entry servers and three workers, which report as the real processes do, on a clock of the test. */
function cluster() {
  let nowMs = T0;
  const members = ["entry-1", "entry-2", "worker-1", "worker-2", "worker-3"].map((name): Member => {
    return { name, kind: name.startsWith("entry") ? "entry" : "worker", tally: new Tally() };
  });
  const start = ({ tally }: Member) =>
    answerLive(
      tally,
      () => nowMs,
      async () => READING,
    );
  const answers = members.map(start);
  const listed = members.map(({ name, kind }, adminPort): ClusterMember => {
    return { name, kind, adminPort, state: "up", address: null, restarts: 0 };
  });
  const source = new ClusterSource(
    { address: "127.0.0.1:1", serviceMs: 100, work: "100ms" },
    () => listed,
    async (adminPort, since): Promise<MemberLive | undefined> => await answers[adminPort]?.(since),
  );
  const hub = new Hub(source, () => nowMs);
  /** Another process in a member's place, with a count of its own. */
  const restart = (i: number) => {
    const member: Member = { name: "", kind: "worker", ...members[i], tally: new Tally() };
    members[i] = member;
    answers[i] = start(member);
  };
  const advance = (ms: number) => (nowMs += ms);
  return { members, source, hub, advance, now: () => nowMs, restart };
}

/** A frame as a page hears it, once all members have been asked. */
async function frameOf({ source, hub }: ReturnType<typeof cluster>) {
  const heard: ToPage[] = [];
  source.watched(true);
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  source.watched(false);
  const page = {
    send: (text: string) => heard.push(JSON.parse(text) as ToPage),
    getBufferedAmount: () => 0,
  };
  hub.add(page, { ...source.hello, type: "hello", canSend: false });
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  hub.remove(page);
  const last = heard.at(-1);
  if (last?.type !== "frame") throw new Error("no frame came");
  const rateOf = (kind: string) =>
    (last.members ?? []).filter((member) => member.kind === kind).map(({ perSec }) => perSec ?? 0);
  return { ...last, entries: rateOf("entry"), workers: rateOf("worker") };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test("edges, entry servers and workers show the same flow at every instant", async () => {
  const running = cluster();
  const { members, advance, now } = running;
  const entries = members.filter(({ kind }) => kind === "entry");
  const workers = members.filter(({ kind }) => kind === "worker");
  // 40 tasks a second: three in four by entry-1, spread over the workers; 15 s of them.
  for (let i = 0; i < 600; i++) {
    const [entry, worker] = [entries[i % 4 === 0 ? 1 : 0], workers[i % 3]];
    entry?.tally.arrived(now());
    worker?.tally.done(now());
    entry?.tally.done(now(), { waitNs: 0, serviceNs: 1e6, sojournNs: 1e6 });
    advance(25);
    if (i < 440 || i % 40 !== 0) continue;
    const frame = await frameOf(running);
    expect(frame.entries).toEqual([30, 10]);
    expect(sum(frame.workers)).toBeCloseTo(40);
    expect(frame.flow).toEqual({ entriesPerSec: 40, workersPerSec: 40 });
    expect(frame.activity?.recent).toMatchObject({ arrivedPerSec: 40, donePerSec: 40, count: 400 });
  }
});

test("a burst that ended is in every rate for the same time, and then in none", async () => {
  const running = cluster();
  const { members, advance, now } = running;
  const [entry, other, ...workers] = members.map(({ tally }) => tally);
  advance(130);
  for (let i = 0; i < 25; i++) {
    entry?.arrived(now());
    workers[i % 3]?.done(now());
    advance(7);
    // The reply passes the entry server a little after the thread has ended the task.
    entry?.done(now(), { waitNs: 0, serviceNs: 1e6, sojournNs: 1e6 });
  }
  other?.arrived(now());
  const seen = new Set<string>();
  for (let atMs = 0; atMs < 15_000; atMs += 100) {
    advance(100);
    const { entries, workers: each, flow, activity } = await frameOf(running);
    const rates = [sum(entries), sum(each), flow?.entriesPerSec, flow?.workersPerSec];
    seen.add(rates.map((rate) => rate?.toFixed(1)).join(" "));
    expect(activity?.recent.donePerSec).toBe(flow?.entriesPerSec);
  }
  expect([...seen]).toEqual(["0.0 0.0 0.0 0.0", "2.5 2.5 2.5 2.5"]);
});

test("what a member did before it was killed stays in the flow, and in its box", async () => {
  const running = cluster();
  const { members, advance, now, restart } = running;
  for (let i = 0; i < 10; i++) members[2]?.tally.done(now());
  advance(1000);
  expect((await frameOf(running)).workers).toEqual([1, 0, 0]);
  restart(2);
  for (let i = 0; i < 5; i++) members[2]?.tally.done(now());
  advance(1000);
  await frameOf(running);
  const { flow, workers } = await frameOf(running);
  expect([flow?.workersPerSec, workers]).toEqual([1.5, [1.5, 0, 0]]);
});
