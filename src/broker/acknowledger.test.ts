import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type AckChannel, Acknowledger } from "./acknowledger.ts";

/** A broker's view of one channel: what it has delivered and not heard of, and the frames it got. */
function scriptedChannel() {
  const unsettled = new Set<number>();
  const settledTwice: number[] = [];
  const frames: string[] = [];
  let isActive = true;
  const settle = (tag: number): void => {
    if (!unsettled.delete(tag)) settledTwice.push(tag);
  };
  const channel: AckChannel = {
    get active() {
      return isActive;
    },
    basicNack({ deliveryTag }) {
      settle(deliveryTag);
    },
    basicAck({ deliveryTag, multiple }) {
      frames.push(multiple ? `..${deliveryTag}` : `${deliveryTag}`);
      if (!multiple) return settle(deliveryTag);
      settle(deliveryTag);
      for (const tag of unsettled) if (tag < deliveryTag) settle(tag);
    },
  };
  const acknowledger = new Acknowledger(channel);
  return {
    acknowledger,
    unsettled,
    settledTwice,
    frames,
    deliver(tag: number) {
      unsettled.add(tag);
      acknowledger.delivered(tag, () => undefined);
    },
    refuse(tag: number) {
      acknowledger.refuse(tag, true);
      acknowledger.flush();
    },
    lose() {
      isActive = false;
    },
  };
}

describe("acknowledgements of one turn", () => {
  const rows: readonly { delivered: number; acked: number[]; frames: string[] }[] = [
    { delivered: 3, acked: [1, 2, 3], frames: ["..3"] },
    { delivered: 3, acked: [3, 1, 2], frames: ["..3"] },
    { delivered: 4, acked: [1, 2, 4], frames: ["..2", "4"] },
    { delivered: 4, acked: [3, 4], frames: ["3", "4"] },
    { delivered: 1, acked: [1], frames: ["..1"] },
  ];
  test.each(rows)("$acked of $delivered are the frames $frames", ({ delivered, acked, frames }) => {
    const one = scriptedChannel();
    for (let tag = 1; tag <= delivered; tag++) one.deliver(tag);
    for (const tag of acked) one.acknowledger.ack(tag);
    one.acknowledger.flush();
    expect(one.frames).toEqual(frames);
  });

  test("are sent when it ends, without being asked", async () => {
    const one = scriptedChannel();
    one.deliver(1);
    one.acknowledger.ack(1);
    expect(one.frames).toEqual([]);
    await new Promise(setImmediate);
    expect(one.frames).toEqual(["..1"]);
  });

  test("are not sent over a channel that is lost", () => {
    const one = scriptedChannel();
    one.deliver(1);
    one.acknowledger.ack(1);
    one.lose();
    one.acknowledger.flush();
    expect(one.frames).toEqual([]);
  });
});

test("whatever comes in whatever order, what was acknowledged is settled once, and nothing else", () => {
  const step = fc.oneof(
    fc.constant({ do: "deliver" as const }),
    fc.record({ do: fc.constantFrom("ack" as const, "refuse" as const), which: fc.nat(20) }),
    fc.constant({ do: "flush" as const }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const one = scriptedChannel();
      const open = new Set<number>();
      let nextTag = 1;
      for (const taken of steps) {
        if (taken.do === "deliver") {
          open.add(nextTag);
          one.deliver(nextTag++);
        } else if (taken.do === "flush") one.acknowledger.flush();
        else {
          const tag = [...open][taken.which % open.size];
          if (tag === undefined) continue;
          open.delete(tag);
          if (taken.do === "ack") one.acknowledger.ack(tag);
          else one.refuse(tag);
        }
      }
      one.acknowledger.flush();
      expect({ unsettled: one.unsettled, settledTwice: one.settledTwice }).toEqual({
        unsettled: open,
        settledTwice: [],
      });
    }),
    { numRuns: 1000 },
  );
});
