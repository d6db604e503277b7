import { expect, test } from "bun:test";
import fc from "fast-check";
import { Fifo, type FifoPlace } from "./fifo.ts";

test("whatever is pushed, shifted and removed, a fifo agrees with an array", () => {
  // A number removes the entry at that share of the places still held.
  const step = fc.oneof(
    fc.constant("push"),
    fc.constant("shift"),
    fc.double({ min: 0, max: 0.999 }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const fifo = new Fifo<number>();
      const model: FifoPlace<number>[] = [];
      let next = 0;
      for (const what of steps) {
        if (what === "push") model.push(fifo.push(next++));
        else if (what === "shift") expect(fifo.shift()).toBe(model.shift()?.value as number);
        else if (typeof what === "number" && model.length > 0) {
          const [place] = model.splice(Math.floor(what * model.length), 1);
          fifo.remove(place as FifoPlace<number>);
        }
        expect(fifo.size).toBe(model.length);
      }
      for (const { value } of model) expect(fifo.shift()).toBe(value);
      expect(fifo.shift()).toBeUndefined();
    }),
  );
});
