import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { EchoWatch } from "./echo-watch.ts";
import type { LoadRequest } from "../connection/load-request.ts";

/** One connection: requests in flight, and replies that are taken for the oldest one. */
class Connection {
  readonly inFlight: LoadRequest[] = [];
  readonly unclaimed = new Set<number>();
  readonly #watch: EchoWatch;

  constructor(watch: EchoWatch) {
    this.#watch = watch;
  }

  send(index: number, mark?: string): void {
    const request: LoadRequest = {
      index,
      kind: 0,
      connection: 1,
      intendedNs: 0,
      sentNs: 0,
      id: undefined,
      firstByteNs: undefined,
    };
    this.#watch.send(request, mark, this.unclaimed);
    this.inFlight.push(request);
  }

  reply(text: string): string | undefined {
    const head = this.inFlight.shift();
    if (head === undefined) throw new Error("nothing is in flight");
    return this.#watch.check(text, head, this.inFlight, this.unclaimed);
  }
}

describe("a text of its own", () => {
  test("in the reply to another request is found at once", () => {
    const connection = new Connection(new EchoWatch("text"));
    connection.send(0, "aaaa");
    connection.send(1, "bbbb");
    connection.send(2, "cccc");
    expect(connection.reply("got aaaa")).toBeUndefined();
    expect(connection.reply("got cccc")).toBe("cccc");
  });

  test("may be beside another's: a reply that has its own is right", () => {
    const connection = new Connection(new EchoWatch("text"));
    connection.send(0, "aaaa");
    connection.send(1, "bbbb");
    expect(connection.reply("aaaa comes before bbbb")).toBeUndefined();
  });

  test("of an answered request may be in a reply, as of GETSET", () => {
    const connection = new Connection(new EchoWatch("text"));
    for (let i = 0; i < 100; i++) connection.send(i, `mark-${i}.`);
    for (let i = 0; i < 100; i++) expect(connection.reply(`mark-${i - 1}.`)).toBeUndefined();
  });

  test("that never comes back is looked for no longer", () => {
    const watch = new EchoWatch("text");
    const connection = new Connection(watch);
    for (let i = 0; i < 64; i++) {
      expect(watch.isOn).toBe(true);
      connection.send(i, `mark-${i}.`);
      expect(connection.reply("+OK")).toBeUndefined();
    }
    expect(watch.isOn).toBe(false);
    connection.send(64, "mark-64.");
    connection.send(65, "mark-65.");
    expect(connection.reply("mark-65.")).toBeUndefined();
  });
});

describe("an index", () => {
  /** Replies of one connection that has `window` requests in flight, until one is found; how many there were. */
  function repliesUntilFound(window: number, textOf: (k: number) => string): number | undefined {
    const connection = new Connection(new EchoWatch("index"));
    let sent = 0;
    for (let k = 0; k < 1000; k++) {
      while (connection.inFlight.length < window) connection.send(sent++);
      if (connection.reply(textOf(k)) !== undefined) return k + 1;
    }
    return undefined;
  }

  test("that is another's in one reply proves nothing, in a row of many it does", () => {
    // Pairs are swapped: 1, 0, 3, 2, …
    expect(repliesUntilFound(2, (k) => `echo ${k ^ 1}`)).toBe(32);
    expect(repliesUntilFound(2, (k) => `echo ${k}, seq ${k + 1}`)).toBeUndefined();
  });

  test("is found where the first request is late and all others come before it", () => {
    const order = (k: number): number => (k % 50 === 49 ? k - 49 : k + 1);
    expect(repliesUntilFound(50, (k) => `echo ${order(k)}`)).toBeLessThan(110);
  });

  const counters: [string, (k: number) => string][] = [
    ["from 0", (k) => `:${k}`],
    ["from 1", (k) => `:${k + 1}`],
    ["from 5", (k) => `:${k + 5}`],
    ["by two", (k) => `:${2 * k}`],
    ["backwards", (k) => `:${1000 - k}`],
    ["that stands still", () => ":1"],
    ["in a row of small numbers", (k) => `OK (thread ${k % 10}, waited 0.00${k % 7} s)`],
  ];
  test.each(counters)("is not taken from a counter %s", (_, textOf) => {
    for (const window of [2, 8, 64]) expect(repliesUntilFound(window, textOf)).toBeUndefined();
  });

  test("is not taken from a counter that several connections share", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 2, max: 16 }),
        fc.integer({ min: 0, max: 3 }),
        fc.infiniteStream(fc.nat()),
        (count, window, first, draws) => {
          const watch = new EchoWatch("index");
          const connections = Array.from({ length: count }, () => new Connection(watch));
          let sent = 0;
          let counter = first;
          for (let k = 0; k < 600; k++) {
            for (const connection of connections) {
              while (connection.inFlight.length < window) connection.send(sent++);
            }
            const connection = connections[(draws.next().value ?? 0) % count];
            expect(connection?.reply(`:${counter++}`)).toBeUndefined();
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("that replies never hold is looked for no longer", () => {
    const watch = new EchoWatch("index");
    const connection = new Connection(watch);
    for (let i = 0; i < 256; i++) {
      connection.send(i);
      connection.reply("+OK");
    }
    expect(watch.isOn).toBe(false);
    expect(connection.unclaimed.size).toBe(0);
  });

  test("is a whole number, not a part of one", () => {
    const connection = new Connection(new EchoWatch("index"));
    connection.send(1);
    connection.send(11);
    expect(connection.unclaimed.size).toBe(2);
    connection.reply("echo 11");
    expect([...connection.unclaimed]).toEqual([1]);
  });
});
