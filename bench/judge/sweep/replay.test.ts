import { describe, expect, test } from "bun:test";
import {
  expectedOf,
  simulateSweep,
  type SimulatedServer,
} from "../../../test/support/simulate-sweep.ts";
import type { Expected, VerdictResult } from "../../run/sweep/run.ts";
import { defaultBounds } from "./bounds.ts";
import { judge } from "./judge.ts";

const LEVELS = [1, 5, 10, 11, 20, 25, 35, 50, 100];

describe.each(["exp:200ms", "uniform:100ms..300ms", "lognormal:200ms,0.5"])(
  "service times of %s",
  (service) => {
    const rows: [string, Partial<SimulatedServer>, VerdictResult[]][] = [
      // So few draws scatter too much for a mean within 5 ms.
      ["a sound server", {}, ["pass", "uncertain", "pass", "pass"]],
      ["9 threads", { threads: 9 }, ["fail", "uncertain", "pass", "pass"]],
      ["11 threads", { threads: 11 }, ["fail", "uncertain", "pass", "pass"]],
      ["400 ms once a burst", { overheadNs: 400e6 }, ["pass", "uncertain", "fail", "pass"]],
      ["20 ms more a step", { stepOverheadNs: 20e6 }, ["pass", "uncertain", "fail", "pass"]],
      ["last come, first served", { discipline: "lcfs" }, ["pass", "uncertain", "pass", "fail"]],
      ["a black box", { form: "plain" }, ["unknown", "unknown", "unknown", "unknown"]],
      [
        "half of each service time reported",
        { lie: (truth) => ({ ...truth, serviceNs: truth.serviceNs / 2 }) },
        ["unknown", "unknown", "unknown", "unknown"],
      ],
    ];
    test.each(rows)("of %s are judged by their replay", (_, server, results) => {
      for (const seed of [1, 2, 3]) {
        const expected = expectedOf({ service, form: server.form ?? "json" });
        const attempts = simulateSweep({ service, ...server }, LEVELS, seed);
        const { verdicts } = judge(expected, defaultBounds(expected), attempts, { seed });
        expect(verdicts.map(({ result }) => result)).toEqual(results);
      }
    });
  },
);

describe("a mean service time", () => {
  test("fails where its interval is beyond what is allowed", () => {
    const expected = expectedOf({ service: "exp:200ms" });
    const attempts = simulateSweep({ service: "exp:300ms" }, LEVELS, 1);
    const judgement = judge(expected, defaultBounds(expected), attempts, { seed: 1 });
    expect(judgement.verdicts.map(({ result }) => result)).toEqual([
      "pass",
      "fail",
      "pass",
      "pass",
    ]);
    expect(judgement.sentence.en).toContain("per task on average instead of 200 ms");
  });
});

test("service times of several lanes or workers are independent where each has a seed of its own, else those of one are", () => {
  const attempts = simulateSweep({ service: "exp:200ms" }, LEVELS, 1);
  const halfNs = (changes: Partial<Expected>): number => {
    const expected = expectedOf({ service: "exp:200ms", ...changes });
    const { verdicts } = judge(expected, defaultBounds(expected), attempts, { seed: 1 });
    const { meanServiceHighNs, meanServiceNs } = verdicts[1]?.evidence ?? {};
    return Number(meanServiceHighNs) - Number(meanServiceNs);
  };
  const oneLane = halfNs({});
  expect(halfNs({ lanes: 4 }) / oneLane).toBeCloseTo(2, 6);
  expect(halfNs({ lanes: 4, laneSeeds: [1, 2, 3, 4] })).toBe(oneLane);
  const servers = { entries: 1, workers: 4, threadsPerWorker: 1, balancer: "haproxy" } as const;
  const topology = { kind: "cluster", ...servers } as const;
  expect(halfNs({ topology }) / oneLane).toBeCloseTo(2, 6);
  expect(halfNs({ topology, laneSeeds: [1] })).toBe(oneLane);
});

test("with no more clients than threads no width comes nearer than another", () => {
  const expected = expectedOf({ service: "exp:200ms" });
  const attempts = simulateSweep({ service: "exp:200ms" }, [2, 5, 8], 1);
  const { verdicts } = judge(expected, defaultBounds(expected), attempts, { seed: 1 });
  expect(verdicts.map(({ result }) => result)).toEqual([
    "not identifiable",
    "uncertain",
    "not identifiable",
    "not identifiable",
  ]);
});
