import { describe, expect, test } from "bun:test";
import { HOP_MS, simulateClusterReport } from "../../../test/support/cluster-report-fixture.ts";
import { HOPS, hopDurationsNs, readTrace } from "../../run/sweep/task-trace.ts";
import { HOP_STAMPS } from "../../run/sweep/sample.ts";
import type { RequestSample } from "../../run/sweep/sample.ts";
import { sendToReplyNs } from "../../run/sweep/sample.ts";
import { besideLocal, distributionCost } from "./local-baseline.ts";
import { judge } from "./judge.ts";
import { waterfallsOf } from "./waterfall.ts";

const report = simulateClusterReport({ levels: [4, 9], repeats: 2 });
const { run, attempts, localAttempts = [] } = report;
/** Stamps are ms since 1970, with some 0.2 µs of resolution. */
const CLOSE_MS = 2;
const ms = (ns: number | undefined): number => (ns ?? Number.NaN) / 1e6;
const sampleOf = (level: number): RequestSample => {
  const sample = attempts.find((attempt) => attempt.level === level)?.samples[0];
  if (sample === undefined) throw new Error(`no level ${level}`);
  return sample;
};

describe("the hops of a task", () => {
  test("add up to the time from send to reply", () => {
    const sample = sampleOf(9);
    const sumNs = (hopDurationsNs(sample, run.clockZeroMs) ?? []).reduce((sum, ns) => sum + ns, 0);
    expect(ms(sumNs)).toBeCloseTo(ms(sendToReplyNs(sample)), CLOSE_MS);
  });

  test("are unknown without stamps, and without a reply", () => {
    const sample = sampleOf(4);
    expect(hopDurationsNs({ ...sample, repliedNs: null }, run.clockZeroMs)).toBeUndefined();
    expect(hopDurationsNs({ ...sample, report: null }, run.clockZeroMs)).toBeUndefined();
  });
});

describe("what a server says of a task's way", () => {
  const hops = Object.fromEntries(HOP_STAMPS.map((name, i) => [name, 1.7e12 + i]));

  test("is kept where it is whole, and nothing else with it", () => {
    expect(readTrace({ worker: "worker-2", hops: { ...hops, other: 1 } })).toEqual({
      worker: "worker-2",
      hops: hops as never,
    });
  });

  test.each([
    ["nothing", {}],
    ["a name that would break a row", { worker: "a,b" }],
    ["no object", { hops: 7 }],
    ["a stamp that is missing", { hops: { ...hops, storedAtMs: undefined } }],
    ["a stamp that is no number", { hops: { ...hops, storedAtMs: "1" } }],
  ])("is left out: %s", (_, said) => {
    expect(readTrace(said)).toEqual({});
  });
});

describe("the waterfall", () => {
  const waterfalls = waterfallsOf(attempts, run.expected, run.clockZeroMs);

  test("pools the repeats of a level, and has the levels in order", () => {
    expect(waterfalls.map(({ level, count }) => [level, count])).toEqual([
      [4, 8],
      [9, 18],
    ]);
  });

  test("finds what each hop takes, and that the queue and the work cost nothing beyond the ideal", () => {
    for (const { hops } of waterfalls) {
      for (const { name, medianNs, cost } of hops) {
        const wanted = name === "queue" || name === "work" ? 0 : HOP_MS[name];
        expect(ms(cost?.medianNs)).toBeCloseTo(wanted, CLOSE_MS);
        expect(ms(cost?.p90Ns)).toBeCloseTo(wanted, CLOSE_MS);
        if (name === "work") expect(ms(medianNs)).toBeCloseTo(1000, CLOSE_MS);
      }
    }
    const [, nine] = waterfalls;
    const queue = nine?.hops.find(({ name }) => name === "queue");
    expect(ms(queue?.medianNs)).toBeCloseTo(1000, CLOSE_MS);
    expect(ms(queue?.p90Ns)).toBeCloseTo(2000, CLOSE_MS);
    expect(ms(nine?.whole.medianNs)).toBeCloseTo(2010, CLOSE_MS);
  });

  test("of a distribution says nothing of what the ideal would wait or work", () => {
    const [first] = waterfallsOf(attempts, { ...run.expected, isConstant: false }, run.clockZeroMs);
    const unknown = first?.hops.filter(({ cost }) => cost === null).map(({ name }) => name);
    expect(unknown).toEqual(["queue", "work"]);
    expect(first?.hops).toHaveLength(HOPS.length);
  });

  test("leaves out what failed, whatever it says of itself", () => {
    const broken = attempts.map((attempt) => ({
      ...attempt,
      samples: attempt.samples.map((sample, i) =>
        i === 8 ? { ...sample, outcome: "error" as const } : sample,
      ),
    }));
    expect(waterfallsOf(broken, run.expected, run.clockZeroMs).at(-1)?.count).toBe(16);
  });

  test("is none where no reply tells its way", () => {
    expect(waterfallsOf(localAttempts, run.expected, run.clockZeroMs)).toEqual([]);
  });
});

describe("beside the local form", () => {
  test("every task costs its 10 ms, and the throughput falls by what the makespan grows", () => {
    const levels = besideLocal(attempts, localAttempts);
    expect(levels.map(({ level }) => level)).toEqual([4, 9]);
    for (const { costPerTaskNs, localMakespanNs, clusterMakespanNs, change } of levels) {
      // The fixture sends 20 µs after the release.
      expect(ms(costPerTaskNs)).toBeCloseTo(10.02, CLOSE_MS);
      expect(change).toBeCloseTo(localMakespanNs / clusterMakespanNs - 1, 9);
    }
    const cost = distributionCost(levels, 4);
    expect(ms(cost?.perTaskNs)).toBeCloseTo(10.02, CLOSE_MS);
    expect(cost?.atCrest?.level).toBe(4);
  });

  test("a level that one of them did not answer whole is not compared", () => {
    const broken = localAttempts.map((attempt) => ({
      ...attempt,
      samples: attempt.samples.map((sample) =>
        attempt.level === 4 ? { ...sample, outcome: "error" as const } : sample,
      ),
    }));
    expect(besideLocal(attempts, broken).map(({ level }) => level)).toEqual([9]);
    expect(distributionCost([], 4)).toBeUndefined();
  });
});

test("of a cluster the width is judged, and the order is unknown whatever its servers count", () => {
  const { verdicts } = judge(run.expected, run.bounds, attempts, { seed: 1 });
  const found = new Map(verdicts.map(({ name, result }) => [name, result]));
  expect(found.get("width")).toBe("pass");
  expect(found.get("order")).toBe("unknown");
  const order = verdicts.find(({ name }) => name === "order");
  expect(order?.summary.en).toContain("several workers take them");
});
