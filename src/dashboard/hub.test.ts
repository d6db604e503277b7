import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import type { Hello, ToPage } from "./frames.ts";
import { Hub, type LiveSource } from "./hub.ts";

const HELLO: Hello = {
  type: "hello",
  form: "server",
  canSend: true,
  address: "127.0.0.1:1",
  serviceMs: 1,
  work: "1ms",
};

class FakePage {
  readonly heard: ToPage[] = [];
  unread = 0;
  send(text: string): number {
    this.heard.push(JSON.parse(text) as ToPage);
    return text.length;
  }
  getBufferedAmount(): number {
    return this.unread;
  }
  get bins(): number[] {
    return this.heard.flatMap((said) =>
      said.type === "frame" ? (said.increments ?? []).map(([bin]) => bin) : [],
    );
  }
}

let bins: number[];
let asked: number;
let watched: boolean[];
let nowMs: number;
let hub: Hub;

beforeEach(() => {
  jest.useFakeTimers();
  [bins, asked, watched, nowMs] = [[], 0, [], 0];
  const source: LiveSource = {
    hello: HELLO,
    everyMs: 100,
    frame(_, since) {
      asked++;
      return {
        frame: { increments: bins.slice(since).map((bin) => [bin, 1, 0, 0] as const) },
        next: bins.length,
      };
    },
    watched: (isWatched) => watched.push(isWatched),
  };
  hub = new Hub(source, () => nowMs);
});

afterEach(() => jest.useRealTimers());

function pass(ms: number): void {
  for (let i = 0; i < ms; i += 100) {
    nowMs += 100;
    jest.advanceTimersByTime(100);
  }
}

test("nothing is made while nobody looks, and only once for all that know the same", () => {
  pass(1000);
  expect([asked, watched]).toEqual([0, []]);
  const [one, other] = [new FakePage(), new FakePage()];
  hub.add(one, HELLO);
  hub.add(other, HELLO);
  asked = 0;
  bins.push(7);
  pass(100);
  expect([asked, one.bins, other.bins]).toEqual([1, [7], [7]]);
  hub.remove(one);
  hub.remove(other);
  hub.remove(other);
  pass(1000);
  expect([asked, watched]).toEqual([1, [true, false]]);
});

test("a page that does not read is skipped, and later told all that it has missed, once", () => {
  const [quick, slow] = [new FakePage(), new FakePage()];
  hub.add(quick, HELLO);
  hub.add(slow, HELLO);
  slow.unread = 1;
  for (const bin of [1, 2, 3]) {
    bins.push(bin);
    pass(100);
  }
  expect([quick.bins, slow.bins]).toEqual([[1, 2, 3], []]);
  const before = slow.heard.length;
  slow.unread = 0;
  pass(200);
  expect(slow.bins).toEqual([1, 2, 3]);
  expect(slow.heard.length - before).toBe(2);
});

test("where nothing changes it says once a second that it is alive", () => {
  const page = new FakePage();
  hub.add(page, HELLO);
  expect(page.heard.map(({ type }) => type)).toEqual(["hello", "frame"]);
  pass(5000);
  expect(page.heard.length).toBe(2 + 5);
});

test("a page that comes late is told from the beginning", () => {
  bins.push(1, 2);
  hub.add(new FakePage(), HELLO);
  bins.push(3);
  pass(100);
  const late = new FakePage();
  hub.add(late, HELLO);
  expect(late.bins).toEqual([1, 2, 3]);
});

test("what has not been told when it ends goes out before the goodbye", () => {
  const page = new FakePage();
  hub.add(page, HELLO);
  bins.push(1);
  hub.sayToAll({ type: "bye" });
  expect(page.bins).toEqual([1]);
  expect(page.heard.at(-1)?.type).toBe("bye");
});
