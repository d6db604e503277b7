import { describe, expect, test } from "bun:test";
import { untranslated } from "../../src/units/text.ts";
import { type Contest, type Contestant, OURS, type Turn } from "./contest.ts";
import { type ContestSettings, measureContest } from "./measure-contest.ts";
import { PeerError } from "./peer-error.ts";
import type { ContestRecord } from "../run/peers/run.ts";

interface Scripted {
  readonly contest: Contest;
  /** Names in the order of their turns; a warm-up has a "~" before it. */
  readonly turns: string[];
  readonly closed: () => number;
}

type Run = (turn: Turn, count: number) => number | Promise<number>;

function script(runs: Readonly<Record<string, Run>>, changes: Partial<Contest> = {}): Scripted {
  const turns: string[] = [];
  let closed = 0;
  const contestants = Object.entries(runs).map(([name, run]): Contestant => {
    let count = 0;
    return {
      name,
      command: name,
      needs: [],
      version: async () => "1",
      async run(turn) {
        turns.push(turn.isWarmup ? `~${name}` : name);
        return { okPerSec: await run(turn, turn.isWarmup ? 0 : ++count) };
      },
    };
  });
  return {
    turns,
    closed: () => closed,
    contest: {
      name: "redis",
      primary: "okPerSec",
      figures: ["okPerSec"],
      open: async () => ({
        contestants,
        async close() {
          closed++;
        },
      }),
      ...changes,
    },
  };
}

function settings(changes: Partial<ContestSettings> = {}): ContestSettings {
  return {
    rounds: 4,
    durationNs: 5e9,
    seed: 1,
    signal: new AbortController().signal,
    onProgress: async () => undefined,
    ...changes,
  };
}

const steady: Run = () => 100;

describe("a contest", () => {
  test("gives each contestant a warm-up that is not kept, then one turn a round", async () => {
    const { contest, turns, closed } = script({ [OURS]: steady, wrk: steady, h2load: steady });
    const { measurements } = await measureContest(contest, settings());
    expect(turns.slice(0, 3)).toEqual([`~${OURS}`, "~wrk", "~h2load"]);
    expect(measurements).toHaveLength(12);
    for (let round = 1; round <= 4; round++) {
      const inRound = measurements.filter((one) => one.round === round);
      expect(inRound.map(({ turn }) => turn)).toEqual([1, 2, 3]);
      expect(inRound.map(({ contestant }) => contestant).toSorted()).toEqual([
        OURS,
        "h2load",
        "wrk",
      ]);
    }
    expect(closed()).toBe(1);
  });

  test("draws the order of each round from the seed", async () => {
    const orderOf = async (seed: number): Promise<string> => {
      const { contest, turns } = script({ a: steady, b: steady, c: steady });
      await measureContest(contest, settings({ seed, rounds: 8 }));
      return turns.slice(3).join("");
    };
    const [first, again, other] = await Promise.all([1, 1, 2].map(orderOf));
    expect(again).toBe(first as string);
    expect(other).not.toBe(first);
    expect(new Set(first?.match(/.{3}/g)).size).toBeGreaterThan(1);
  });

  test("keeps a failed turn as such and goes on", async () => {
    const failing: Run = (_, count) => {
      if (count === 2) throw new PeerError(untranslated("not understood"));
      return 100;
    };
    const { contest } = script({ [OURS]: steady, wrk: failing });
    const { measurements } = await measureContest(contest, settings());
    const failed = measurements.filter(({ failure }) => failure !== null);
    expect(failed).toMatchObject([
      { contestant: "wrk", round: 2, figures: null, failure: untranslated("not understood") },
    ]);
    expect(measurements).toHaveLength(8);
  });

  test("keeps the figures of a turn that is in doubt, and the doubt", async () => {
    const doubtful: Run = ({ onDoubt }, count) => {
      if (count === 2) onDoubt(untranslated("it stood still"));
      return 100;
    };
    const { contest } = script({ [OURS]: doubtful });
    const { measurements } = await measureContest(contest, settings());
    expect(measurements.map(({ doubt }) => doubt?.en)).toEqual([
      undefined,
      "it stood still",
      undefined,
      undefined,
    ]);
    expect(measurements.map(({ figures }) => figures?.okPerSec)).toEqual([100, 100, 100, 100]);
  });

  test("names a contestant that is not installed, and does not run it", async () => {
    const { contest, turns } = script({ [OURS]: steady });
    const wrk: Contestant = {
      name: "wrk",
      command: "wrk",
      needs: [{ name: "wrk", remedy: "apt-get install wrk", isInstalled: () => false }],
      version: () => Promise.reject(new Error("it is not there")),
      run: () => Promise.reject(new Error("it is not there")),
    };
    const withWrk: Contest = {
      ...contest,
      async open(signal) {
        const open = await contest.open(signal);
        return { ...open, contestants: [...open.contestants, wrk] };
      },
    };
    const { peers } = await measureContest(withWrk, settings());
    expect(peers.map(({ missing }) => missing && missing.en)).toEqual([
      null,
      "wrk is not installed: apt-get install wrk",
    ]);
    expect(turns).toHaveLength(5);
  });

  test("is skipped where what it loads is missing or does not come up", async () => {
    const { contest: missing } = script(
      {},
      {
        needs: [{ name: "nginx", remedy: "apt-get install nginx-light", isInstalled: () => false }],
      },
    );
    expect((await measureContest(missing, settings())).skipped?.en).toBe(
      "nginx is not installed: apt-get install nginx-light",
    );
    const { contest: broken } = script(
      {},
      {
        open: () => Promise.reject(new PeerError("no free port")),
      },
    );
    expect((await measureContest(broken, settings())).skipped?.en).toBe("no free port");
  });

  test("that is interrupted keeps what was measured, not the turn that it broke off", async () => {
    const stopping = new AbortController();
    const stop: Run = (_, count) => {
      if (count === 3) stopping.abort();
      return 100;
    };
    const { contest, closed } = script({ [OURS]: stop });
    const { measurements } = await measureContest(contest, settings({ signal: stopping.signal }));
    expect(measurements.map(({ round }) => round)).toEqual([1, 2]);
    expect(closed()).toBe(1);
  });

  test("tells its record after each turn", async () => {
    const counts: number[] = [];
    const { contest } = script({ [OURS]: steady });
    const onProgress = async ({ measurements }: ContestRecord): Promise<void> => {
      counts.push(measurements.length);
    };
    await measureContest(contest, settings({ onProgress, rounds: 2 }));
    expect(counts).toEqual([0, 1, 2]);
  });

  test("has no more rounds than it allows", async () => {
    const { contest, turns } = script({ a: steady }, { maxRounds: 2 });
    const { rounds } = await measureContest(contest, settings());
    expect(rounds).toBe(2);
    expect(turns).toEqual(["~a", "a", "a"]);
  });

  test("does not hide a bug, and closes all the same", async () => {
    const { contest, closed } = script({
      a: () => {
        throw new TypeError("a bug");
      },
    });
    expect(measureContest(contest, settings())).rejects.toThrow("a bug");
    await Promise.allSettled([measureContest(contest, settings())]);
    expect(closed()).toBe(2);
  });
});
