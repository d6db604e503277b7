import { untranslated } from "../../../src/units/text.ts";
import { describe, expect, test } from "bun:test";
import { expectedOf, simulateSweep } from "../../../test/support/simulate-sweep.ts";
import { defaultBounds } from "../../judge/sweep/bounds.ts";
import { judge } from "../../judge/sweep/judge.ts";
import type { Judgement, LevelAttempt } from "../../run/sweep/run.ts";
import { repeatUntilDecided, sayOpen } from "./repeat-until-decided.ts";

const LEVELS = [11, 20, 25, 35, 50];

/** A simulated system under `--repeat auto`, on a clock by which each repeat takes 10 s. */
async function repeat(
  stepOverheadNs: number,
  maxTimeNs: number,
  stopAfter = Infinity,
  limits: LevelAttempt["self"]["limits"] = [],
) {
  const expected = expectedOf();
  const stopping = new AbortController();
  const open: string[] = [];
  let nowNs = 0;
  const judged = (attempts: readonly LevelAttempt[]): Judgement =>
    judge(expected, defaultBounds(expected), attempts, { seed: 1, sampling: "sequential" });
  const attempts = await repeatUntilDecided({
    nowNs: () => nowNs,
    maxTimeNs,
    measure(round) {
      nowNs += 10e9;
      if (round === stopAfter) stopping.abort();
      return Promise.resolve(
        simulateSweep({ stepOverheadNs }, LEVELS, round).map((own) => ({
          ...own,
          repeat: round,
          self: { ...own.self, limits },
        })),
      );
    },
    judge: judged,
    onOpen: (round, verdicts) => open.push(sayOpen(round, verdicts).en),
    signal: stopping.signal,
  });
  return { attempts, open, verdicts: judged(attempts).verdicts };
}

describe("--repeat auto", () => {
  test("goes on while too few bursts could all lie on one side by chance, and ends with every verdict decided", async () => {
    const { attempts, open, verdicts } = await repeat(0.6e6, 1000e9);
    expect(verdicts.map(({ result }) => result)).toEqual(["pass", "pass", "pass", "pass"]);
    // Ten bursts are the fewest that decide anything.
    expect(attempts).toHaveLength(2 * LEVELS.length);
    expect(open).toEqual([expect.stringContaining("repeat 1 done, still uncertain: service")]);
  });

  test("decides against a system as well", async () => {
    const { verdicts } = await repeat(20e6, 1000e9);
    expect(verdicts.find(({ name }) => name === "overhead")?.result).toBe("fail");
  });

  test("begins no repeat that would end after --max-time, and what is open stays uncertain", async () => {
    // On the bound: 5 ms less what jitter adds.
    const { attempts, verdicts } = await repeat(4.8e6, 55e9);
    expect(attempts).toHaveLength(5 * LEVELS.length);
    const overhead = verdicts.find(({ name }) => name === "overhead");
    expect(overhead?.result).toBe("uncertain");
    expect(overhead?.moreRepeats).not.toBe(0);
  });

  test("makes the first repeat whatever the time", async () => {
    expect((await repeat(0.6e6, 0)).attempts).toHaveLength(LEVELS.length);
  });

  test("ends with the repeat that made the run invalid", async () => {
    const { attempts } = await repeat(4.8e6, 1000e9, Infinity, [untranslated("the host was busy")]);
    expect(attempts).toHaveLength(LEVELS.length);
  });

  test("ends when it is interrupted, with what was measured", async () => {
    expect((await repeat(4.8e6, 1000e9, 3)).attempts).toHaveLength(3 * LEVELS.length);
  });
});
