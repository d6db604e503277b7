import { expect, test } from "bun:test";
import fc from "fast-check";
import { Semaphore } from "./semaphore.ts";

test("never more holders than permits, and each gets one in the order of asking", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.nat(3), { maxLength: 20 }),
      async (permits, turns) => {
        const semaphore = new Semaphore(permits);
        const order: number[] = [];
        let [holders, peak] = [0, 0];
        const hold = async (turnsHeld: number, i: number): Promise<void> => {
          await semaphore.acquire();
          order.push(i);
          peak = Math.max(peak, ++holders);
          for (let turn = 0; turn < turnsHeld; turn++) await Promise.resolve();
          holders--;
          semaphore.release();
        };
        await Promise.all(turns.map(hold));
        expect(order).toEqual([...turns.keys()]);
        expect(peak).toBeLessThanOrEqual(permits);
      },
    ),
  );
});

test("an opened semaphore lets all pass, those that wait and those that come", async () => {
  const semaphore = new Semaphore(0);
  const waiting = semaphore.acquire();
  semaphore.open();
  await waiting;
  await semaphore.acquire();
});
