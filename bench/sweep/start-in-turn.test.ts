import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { startInTurn } from "./start-in-turn.ts";

describe("systems that start in turn", () => {
  test("come up in order, never more at once than allowed, whatever time each takes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        async (turns, atOnce) => {
          let underWay = 0;
          let peak = 0;
          const begun: number[] = [];
          const starts = turns.map((own, i) => async () => {
            begun.push(i);
            peak = Math.max(peak, ++underWay);
            for (let turn = 0; turn < own; turn++) await Promise.resolve();
            underWay--;
            return i;
          });
          const { up, failure } = await startInTurn(starts, atOnce);
          expect(failure).toBeUndefined();
          expect(up).toEqual(turns.map((_, i) => i));
          expect(begun).toEqual(turns.map((_, i) => i));
          expect(peak).toBeLessThanOrEqual(atOnce);
        },
      ),
    );
  });

  test("end with the first failure: those under way come up, no further one begins", async () => {
    const slow = Promise.withResolvers<string>();
    const begun: string[] = [];
    const start = (name: string, end: () => Promise<string>) => () => {
      begun.push(name);
      return end();
    };
    const all = startInTurn(
      [
        start("slow", () => slow.promise),
        start("bad", () => Promise.reject(new Error("port in use"))),
        start("never", () => Promise.resolve("never")),
      ],
      2,
    );
    await Bun.sleep(0);
    slow.resolve("slow");
    expect(await all).toEqual({ up: ["slow"], failure: { reason: new Error("port in use") } });
    expect(begun).toEqual(["slow", "bad"]);
  });

  test("a failure without a reason is one", async () => {
    const { failure } = await startInTurn([() => Promise.reject(undefined as unknown)], 1);
    expect(failure).toEqual({ reason: undefined });
  });
});
