import { describe, expect, test } from "bun:test";
import { startPeer } from "../../test/support/scripted-peer.ts";
import { planBursts } from "./lanes.ts";
import { isWarmUpShort, warmUp } from "./warm-up.ts";

const HOST = "127.0.0.1";
const SECOND = 1e9;

describe("the warm-up of a server", () => {
  test("is so many tasks at once, each on a connection of its own, and ends when all are answered", async () => {
    const held: (() => void)[] = [];
    const peer = startPeer({
      onLine({ answer }) {
        held.push(() => answer('{"id":null,"status":"error","code":"busy","message":"no"}\n'));
        if (held.length === 5) for (const give of held) give();
      },
    });
    try {
      await warmUp({ hostname: HOST, port: peer.port }, 5, 30 * SECOND);
      expect(held).toHaveLength(5);
      expect(peer.connections).toBe(5);
      expect(peer.peakUnanswered).toBe(5);
    } finally {
      peer.stop();
    }
  });

  test("ends with a server that goes away, or that does not answer in time", async () => {
    const peer = startPeer({
      onLine({ number, close }) {
        if (number === 1) close("reset");
      },
    });
    await warmUp({ hostname: HOST, port: peer.port }, 2, 0.05 * SECOND);
    peer.stop();
    await warmUp({ hostname: HOST, port: peer.port }, 2, 30 * SECOND);
  });

  test("is short where a task takes at most a tenth of the longest lane", () => {
    const lane = planBursts([10, 20], 1, (level) => level * SECOND);
    expect(isWarmUpShort([[], lane], 3 * SECOND)).toBeTrue();
    expect(isWarmUpShort([[], lane], 3.1 * SECOND)).toBeFalse();
    expect(isWarmUpShort([], SECOND)).toBeFalse();
  });
});
