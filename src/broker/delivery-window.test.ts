import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DeliveryWindow, type Part, type Place, type WindowLimits } from "./delivery-window.ts";

describe("the window of a worker with 3 threads", () => {
  const opened = (maxEnded = 6) => {
    const window = new DeliveryWindow({ threads: 3, maxEnded });
    const part = window.change()?.opened;
    if (part === undefined) throw new Error("no part");
    const deliver = (of = part): Place => window.delivered(of);
    return { window, part, deliver };
  };

  test("asks for a task a thread, and for no more while these are due or on threads", () => {
    const { window, part, deliver } = opened();
    expect(part.size).toBe(3);
    expect(window.change()).toBeUndefined();
    for (let i = 0; i < 3; i++) deliver();
    expect(window.change()).toBeUndefined();
  });

  test("asks for another task when one has ended, and retires the part that it came in", () => {
    const { window, part, deliver } = opened();
    const places = [deliver(), deliver(), deliver()];
    window.ended(places[1] as Place);
    expect(window.change()).toMatchObject({ opened: { size: 1 }, retired: [part] });
  });

  test("is content with what is due from the broker: the queue is empty, or tasks are on their way", () => {
    const { window, deliver } = opened();
    window.ended(deliver());
    window.ended(deliver());
    expect(window.change()).toBeUndefined();
  });

  test("leaves the part alone whose tasks were settled: the broker sends others by itself", () => {
    const { window, deliver } = opened();
    for (const place of [deliver(), deliver(), deliver()]) window.settled(place);
    expect(window.change()).toBeUndefined();
    expect(window.needThread).toBe(0);
  });

  test("grows back when the tasks of a retired part have ended", () => {
    const { window, deliver } = opened();
    const [one, two, three] = [deliver(), deliver(), deliver()];
    window.ended(one);
    expect(window.change()?.opened.size).toBe(1);
    window.ended(two);
    window.ended(three);
    expect(window.change()).toMatchObject({ opened: { size: 2 }, retired: [] });
  });

  test("stops asking when too many have ended and are not settled", () => {
    const { window, deliver } = opened(1);
    const places = [deliver(), deliver(), deliver()];
    for (const place of places) window.ended(place);
    const next = window.change()?.opened;
    expect(next?.size).toBe(1);
    window.ended(window.delivered(next as Part));
    expect(window.change()).toBeUndefined();
    for (const place of places) window.settled(place);
    expect(window.change()?.opened.size).toBe(3);
  });

  test("with a lost channel begins anew, less the threads that still have a task", () => {
    const { window, deliver } = opened();
    const place = deliver();
    window.ended(deliver());
    window.reset();
    const again = window.change()?.opened;
    expect(again?.size).toBe(2);
    window.ended(place);
    expect(window.change()?.opened.size).toBe(1);
  });
});

test("whatever comes in whatever order, no worker holds a task without a thread, and none starves", () => {
  const step = fc.record({
    do: fc.constantFrom("deliver", "end", "settle", "change", "change", "lose"),
    which: fc.nat(50),
  });
  const limits = fc.record({ threads: fc.integer({ min: 1, max: 8 }), maxEnded: fc.nat(12) });
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 120 }), (given, steps) => {
      const broker = new BoundedBroker(given);
      for (const { do: what, which } of steps) broker.step(what, which);
      broker.finish();
    }),
    { numRuns: 500 },
  );
});

/** A broker with tasks enough, and a worker: checks the promises after each step. */
class BoundedBroker {
  readonly #limits: WindowLimits;
  readonly #window: DeliveryWindow;
  readonly #due = new Map<Part, number>();
  #running: Place[] = [];
  #ended: Place[] = [];

  constructor(limits: WindowLimits) {
    this.#limits = limits;
    this.#window = new DeliveryWindow(limits);
  }

  step(what: string, which: number): void {
    if (what === "change") this.#change();
    else if (what === "lose") {
      // Running tasks run on; what has ended comes again.
      this.#window.reset();
      this.#due.clear();
      this.#ended = [];
    } else if (what === "deliver") {
      const parts = [...this.#due].filter(([, due]) => due > 0);
      const [part, due] = parts[which % parts.length] ?? [];
      if (part === undefined || due === undefined) return;
      this.#due.set(part, due - 1);
      this.#running.push(this.#window.delivered(part));
    } else if (what === "end") {
      const place = take(this.#running, which);
      if (place === undefined) return;
      this.#window.ended(place);
      this.#ended.push(place);
    } else {
      const place = take(this.#ended, which);
      if (place === undefined) return;
      this.#window.settled(place);
      const due = this.#due.get(place.part);
      if (due !== undefined) this.#due.set(place.part, due + 1);
    }
    this.#check();
  }

  /** With all settled and the window followed, the worker has asked for as many tasks as it has threads. */
  finish(): void {
    while (this.#running.length > 0) this.step("end", 0);
    while (this.#ended.length > 0) this.step("settle", 0);
    this.#change();
    expect(this.#dueInAll).toBe(this.#limits.threads);
  }

  get #dueInAll(): number {
    return [...this.#due.values()].reduce((sum, due) => sum + due, 0);
  }

  #change(): void {
    const change = this.#window.change();
    if (change === undefined) return;
    for (const part of change.retired) {
      // Nothing of it can be on its way when its consumer is cancelled.
      expect(this.#due.get(part)).toBe(0);
      this.#due.delete(part);
    }
    this.#due.set(change.opened, change.opened.size);
  }

  #check(): void {
    const { threads, maxEnded } = this.#limits;
    expect(this.#running.length).toBe(this.#window.needThread);
    expect(this.#running.length + this.#dueInAll).toBeLessThanOrEqual(threads);
    expect(this.#ended.length).toBeLessThanOrEqual(threads + maxEnded);
  }
}

function take(places: Place[], which: number): Place | undefined {
  return places.length === 0 ? undefined : places.splice(which % places.length, 1)[0];
}
