import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createRingMemory, RingOwner, RingThread, type TaskEvent } from "./ring.ts";

function openRing(threads = 2) {
  const memory = createRingMemory(threads);
  const owner = new RingOwner(memory);
  const publish = (): number => {
    const slot = owner.reserve();
    if (slot === undefined) throw new Error("no room");
    owner.publish(slot);
    return slot;
  };
  const events = (): [number, TaskEvent][] => {
    const told: [number, TaskEvent][] = [];
    owner.takeEvents((slot, event) => told.push([slot, event]));
    return told;
  };
  return { memory, owner, publish, events };
}

describe("the ring", () => {
  test("gives tasks in the order of publication, whoever takes them", () => {
    const { memory, publish } = openRing();
    const [one, two] = [new RingThread(memory, 1), new RingThread(memory, 2)];
    const published = [publish(), publish(), publish(), publish()];
    expect([one.claim(), two.claim(), two.claim(), one.claim()]).toEqual(published);
  });

  test("passes over a withdrawn task, whose slot is free at once", () => {
    const { memory, owner, publish } = openRing();
    const [first, second] = [publish(), publish()];
    expect(owner.withdraw(first)).toBe(true);
    expect(owner.withdraw(first)).toBe(false);
    const third = publish();
    expect(third).toBe(first);
    const thread = new RingThread(memory, 1);
    expect([thread.claim(), thread.claim()]).toEqual([second, third]);
    expect(owner.withdraw(second)).toBe(false);
  });

  test("has room again when all that it holds has been withdrawn, with no thread to look", () => {
    const { memory, owner, publish } = openRing();
    for (let round = 0; round < 5 * memory.slots; round++)
      expect(owner.withdraw(publish())).toBe(true);
    const slots = Array.from({ length: memory.slots }, publish);
    expect(new Set(slots).size).toBe(memory.slots);
    expect(owner.reserve()).toBeUndefined();
  });

  test("hands out events oldest first, each once", () => {
    const { memory, publish, events } = openRing();
    const thread = new RingThread(memory, 1);
    publish();
    publish();
    const [a, b] = [thread.claim(), thread.claim()];
    thread.tell(a, "started");
    thread.tell(b, "wants text");
    thread.tell(a, "finished");
    expect(events()).toEqual([
      [a, "started"],
      [b, "wants text"],
      [a, "finished"],
    ]);
    expect(events()).toEqual([]);
  });

  test("says who holds a task, and who has finished it", () => {
    const { memory, owner, publish } = openRing();
    const thread = new RingThread(memory, 7);
    const slot = publish();
    expect(owner.holderOf(slot)).toBeUndefined();
    thread.claim();
    expect(owner.holderOf(slot)).toBe(7);
    expect(thread.finish(slot)).toBe(true);
    expect(owner.holderOf(slot)).toBe(7);
    owner.release(slot);
    expect(owner.holderOf(slot)).toBeUndefined();
  });

  test("a task is either finished or taken back, and a late thread can't end the slot's next task", () => {
    const { memory, owner, publish } = openRing();
    const [late, next] = [new RingThread(memory, 1), new RingThread(memory, 2)];
    const slot = publish();
    late.claim();
    expect(owner.takeBack(slot, 1)).toBe(true);
    expect(publish()).toBe(slot);
    expect(late.finish(slot)).toBe(false);
    next.claim();
    expect(late.finish(slot)).toBe(false);
    expect(next.finish(slot)).toBe(true);
    expect(owner.takeBack(slot, 2)).toBe(false);
  });

  test("a wait for events ends with an event, and does not begin if there is one", async () => {
    const { memory, owner, publish, events } = openRing();
    const thread = new RingThread(memory, 1);
    publish();
    const slot = thread.claim();
    const waiting = owner.untilEvent();
    expect(waiting).toBeInstanceOf(Promise);
    thread.tell(slot, "started");
    await waiting;
    expect(owner.untilEvent()).toBeUndefined();
    expect(events()).toHaveLength(1);
    const woken = owner.untilEvent();
    owner.wake();
    await woken;
  });
});

/** What the ring should do, said with arrays. */
interface Model {
  readonly queue: number[];
  readonly held: { readonly slot: number; readonly holder: number }[];
  readonly finished: number[];
  readonly events: [number, TaskEvent][];
}

const STEPS = [
  "publish",
  "withdraw",
  "claim",
  "tell",
  "finish",
  "take back",
  "take events",
] as const;

test("whatever main and threads do in turns, a ring agrees with arrays, also where positions wrap", () => {
  const steps = fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.nat(1000)), { maxLength: 400 });
  const firsts = fc.constantFrom(0, 2 ** 30 - 5, 2 ** 31 - 5, -5);
  fc.assert(
    fc.property(firsts, steps, (first, taken) => {
      const memory = createRingMemory(3, first);
      const owner = new RingOwner(memory);
      const threads = [1, 2, 3].map((holder) => new RingThread(memory, holder));
      const model: Model = { queue: [], held: [], finished: [], events: [] };
      for (const [step, pick] of taken) {
        const thread = threads[pick % 3] as RingThread;
        const at = <T>(list: readonly T[]): T | undefined => list[pick % Math.max(1, list.length)];
        const held = at(model.held);
        switch (step) {
          case "publish": {
            const slot = owner.reserve() as number;
            owner.publish(slot);
            model.queue.push(slot);
            break;
          }
          case "withdraw": {
            const slot = at(model.queue);
            if (slot === undefined) break;
            expect(owner.withdraw(slot)).toBe(true);
            model.queue.splice(model.queue.indexOf(slot), 1);
            break;
          }
          case "claim": {
            const slot = model.queue.shift();
            if (slot === undefined) break;
            expect(thread.claim()).toBe(slot);
            model.held.push({ slot, holder: (pick % 3) + 1 });
            break;
          }
          case "tell":
            if (held === undefined || model.events.some(([slot]) => slot === held.slot)) break;
            thread.tell(held.slot, "started");
            model.events.push([held.slot, "started"]);
            break;
          case "finish": {
            if (held === undefined) break;
            const owns = threads[held.holder - 1] as RingThread;
            expect(owns.finish(held.slot)).toBe(true);
            expect(owner.takeBack(held.slot, held.holder)).toBe(false);
            owns.tell(held.slot, "finished");
            model.held.splice(model.held.indexOf(held), 1);
            model.finished.push(held.slot);
            model.events.push([held.slot, "finished"]);
            break;
          }
          case "take back":
            // As the pool does: what was told is taken first.
            if (held === undefined || model.events.some(([slot]) => slot === held.slot)) break;
            expect(owner.takeBack(held.slot, held.holder)).toBe(true);
            model.held.splice(model.held.indexOf(held), 1);
            break;
          case "take events": {
            const told: [number, TaskEvent][] = [];
            owner.takeEvents((slot, event) => {
              told.push([slot, event]);
              if (event === "finished") owner.release(slot);
            });
            expect(told).toEqual(model.events.splice(0));
            model.finished.length = 0;
            break;
          }
          default:
            step satisfies never;
        }
      }
      // All slots that nothing is in are free.
      const used = model.queue.length + model.held.length + model.finished.length;
      let free = 0;
      while (owner.reserve() !== undefined) free++;
      expect(free).toBe(memory.slots - used);
    }),
    { numRuns: 200 },
  );
});
