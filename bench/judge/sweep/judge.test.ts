import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  expectedOf,
  REPLY_JITTER_NS,
  simulateSweep,
  type SimulatedServer,
  SOUND_SERVER,
  THREAD_JITTER_NS,
} from "../../../test/support/simulate-sweep.ts";
import type { Expected, VerdictName, VerdictResult } from "../../run/sweep/run.ts";
import { type EnglishJudgement, inEnglish } from "../../../test/support/in-english.ts";
import { defaultBounds } from "./bounds.ts";
import { judge } from "./judge.ts";

const LEVELS = [1, 5, 10, 11, 20, 25, 35, 50, 100];

type Results = Partial<Record<VerdictName, VerdictResult>>;

function judgeSimulated(
  server: Partial<SimulatedServer>,
  expected: Partial<Expected> = {},
  levels: readonly number[] = LEVELS,
  seed = 1,
): EnglishJudgement {
  const whole = expectedOf({ form: server.form ?? "json", ...expected });
  return inEnglish(
    judge(whole, defaultBounds(whole), simulateSweep(server, levels, seed), { seed }),
  );
}

function resultsOf({ verdicts }: EnglishJudgement): Results {
  return Object.fromEntries(verdicts.map(({ name, result }) => [name, result]));
}

function evidenceOf({ verdicts }: EnglishJudgement, name: VerdictName) {
  return verdicts.find((verdict) => verdict.name === name)?.evidence ?? {};
}

const ALL_PASS: Results = { width: "pass", service: "pass", overhead: "pass", order: "pass" };

describe("each server is named for what it is, and for nothing else", () => {
  const rows: [string, Partial<SimulatedServer>, Results, RegExp][] = [
    [
      "a sound one",
      {},
      {},
      /^10 threads of 200\.2 ms, as expected; .* at the start and 0\.\d ms per step\.$/,
    ],
    [
      "9 threads",
      { threads: 9 },
      { width: "fail" },
      /^9 threads instead of 10; 200\.2 ms per task, as expected; /,
    ],
    [
      "11 threads",
      { threads: 11 },
      { width: "fail" },
      /^11 threads instead of 10; 200\.2 ms per task, as expected; /,
    ],
    [
      "220 ms per task",
      { service: "220ms" },
      { service: "fail" },
      /^10 threads, as expected; 220\.2 ms per task instead of 200 ms; /,
    ],
    [
      "180 ms per task",
      { service: "180ms" },
      { service: "fail" },
      /^10 threads, as expected; 180\.2 ms per task instead of 200 ms; /,
    ],
    [
      "400 ms once a burst",
      { overheadNs: 400e6 },
      { overhead: "fail" },
      /; 400\.\d ms of overhead at the start \(allowed 25 ms\) and 0\.\d ms per step\.$/,
    ],
    [
      "400 ms once in the run, at a start",
      { stall: { level: 35, step: 1, pauseNs: 400e6 } },
      { overhead: "fail" },
      /; step 1 of level 35 was [34]\d\d\.?\d? ms late\.$/,
    ],
    [
      "400 ms once in the run, amid a burst",
      { stall: { level: 50, step: 4, pauseNs: 400e6 } },
      { overhead: "fail" },
      /; step 4 of level 50 was [34]\d\d\.?\d? ms late\.$/,
    ],
    [
      "20 ms more a step",
      { stepOverheadNs: 20e6 },
      { overhead: "fail" },
      / at the start and (19\.9|20|20\.\d) ms per step \(allowed 5 ms\)\.$/,
    ],
    [
      "last come, first served",
      { discipline: "lcfs" },
      { order: "fail" },
      /; last come, first served\.$/,
    ],
    ["any order", { discipline: "random" }, { order: "fail" }, /; not first come, first served\.$/],
    [
      "no bound on its threads",
      { threads: 1000 },
      {
        width: "fail",
        service: "not identifiable",
        overhead: "not identifiable",
        order: "not identifiable",
      },
      /^At least 100 tasks at once instead of 10; /,
    ],
    [
      "a thread less from level 30 on",
      { threadsOf: (level) => (level > 30 ? 9 : undefined) },
      { width: "fail", order: "not identifiable" },
      /^The number of threads changes: 10 threads in 3 bursts, 9 threads in 3 bursts; /,
    ],
    [
      "a black box",
      { form: "plain" },
      { order: "unknown" },
      /^10 threads of 200\.\d ms, as expected; /,
    ],
    [
      "a black box of 220 ms",
      { form: "plain", service: "220ms" },
      { service: "fail", overhead: "fail", order: "unknown" },
      /; service or step overhead: steps 220\.\d ms apart instead of 200 ms; /,
    ],
    [
      "a black box of 9 threads with 400 ms once a burst",
      { form: "plain", threads: 9, overheadNs: 400e6 },
      { width: "fail", overhead: "fail", order: "unknown" },
      /^9 threads instead of 10; 200\.\d ms per task, as expected; 400\.\d ms of overhead at the start /,
    ],
    [
      "one that is wrong in everything",
      {
        threads: 12,
        service: "260ms",
        overheadNs: 100e6,
        stepOverheadNs: 30e6,
        discipline: "lcfs",
      },
      { width: "fail", service: "fail", overhead: "fail", order: "fail" },
      /^12 threads instead of 10; 260\.2 ms per task instead of 200 ms; 10\d\.?\d? ms of overhead at the start /,
    ],
    [
      "one that is far from the expected and starts late",
      { service: "60ms", overheadNs: 400e6 },
      { service: "fail", overhead: "fail" },
      /^10 threads, as expected; 60\.2 ms per task instead of 200 ms, 3\.3 × sooner than expected; 40\d/,
    ],
  ];
  test.each(rows)("%s", (_, server, results, words) => {
    for (const seed of [1, 2, 3]) {
      const judgement = judgeSimulated(server, {}, LEVELS, seed);
      expect(resultsOf(judgement)).toEqual({ ...ALL_PASS, ...results });
    }
    expect(judgeSimulated(server).sentence).toMatch(words);
  });

  test("a sound one is never failed for a shared machine's noise, nor doubted", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const judgement = judgeSimulated({}, {}, LEVELS, seed);
      expect(resultsOf(judgement)).toEqual(ALL_PASS);
      expect(judgement.warnings).toEqual([]);
    }
  });

  test("the full sweep of 1 to 100 at 3 s passes with one sentence", () => {
    const levels = Array.from({ length: 100 }, (_, i) => i + 1);
    const judgement = judgeSimulated(
      { service: "3s", stepOverheadNs: 0.9e6 },
      { service: "3s" },
      levels,
    );
    expect(resultsOf(judgement)).toEqual(ALL_PASS);
    expect(judgement.sentence).toMatch(
      /^10 threads of 3 s, as expected; 2\.\d ms of overhead at the start and 0\.9 ms per step\.$/,
    );
  });
});

describe("what can't be told is never called a pass", () => {
  test("with no more clients than threads, nobody waits", () => {
    const judgement = judgeSimulated({}, {}, [1, 5, 10]);
    for (const { result } of judgement.verdicts) expect(result).toBe("not identifiable");
    expect(judgement.sentence).toContain("cannot be determined, because no request had to wait");
  });

  test("one step alone shows what no bound explains", () => {
    const late = judgeSimulated({ overheadNs: 400e6 }, {}, [5, 10]);
    expect(resultsOf(late)).toMatchObject({ service: "not identifiable", overhead: "fail" });
    const lateBox = judgeSimulated({ form: "plain", service: "600ms" }, {}, [5, 10]);
    expect(resultsOf(lateBox)).toMatchObject({ service: "not identifiable", overhead: "fail" });
    expect(lateBox.sentence).toContain(
      "of service time or overhead in the first step, above the bounds",
    );
    const soon = judgeSimulated({ form: "plain", service: "100ms" }, {}, [5, 10]);
    expect(resultsOf(soon)).toMatchObject({ service: "fail", overhead: "not identifiable" });
  });

  test("with no more than two groups, any order looks the same", () => {
    for (const discipline of ["fcfs", "lcfs"] as const) {
      const judgement = judgeSimulated({ discipline }, {}, [11, 15, 20]);
      expect(resultsOf(judgement)).toEqual({ ...ALL_PASS, order: "not identifiable" });
    }
  });

  test("levels with failures are left out with a warning", () => {
    const judgement = judgeSimulated({ failEvery: 30 });
    expect(resultsOf(judgement)).toEqual(ALL_PASS);
    expect(judgement.warnings).toEqual([
      "5 requests in 3 levels failed: levels with failed requests do not form a staircase and are not judged",
      "only 3 bursts had a second step: too few for a confidence interval",
    ]);
  });

  test("levels cut off by an interruption are left out with a warning", () => {
    const expected = expectedOf();
    const attempts = simulateSweep({}, LEVELS, 1).map((attempt) =>
      attempt.level === 20
        ? {
            ...attempt,
            samples: attempt.samples.map((sample) => ({
              ...sample,
              outcome: "unfinished" as const,
            })),
          }
        : attempt,
    );
    const judgement = inEnglish(judge(expected, defaultBounds(expected), attempts, { seed: 1 }));
    expect(resultsOf(judgement)).toEqual(ALL_PASS);
    expect(judgement.warnings).toEqual([
      "20 requests in 1 level did not finish: these levels are not judged",
    ]);
  });

  test("all is unknown where nothing was measured", () => {
    const judgement = judgeSimulated({}, {}, []);
    for (const { result } of judgement.verdicts) expect(result).toBe("unknown");
    expect(judgement.sentence).toBe(
      "Nothing can be stated about the staircase: no level was answered without failures.",
    );
    expect(judgement.inconclusiveReasons).toEqual([]);
  });
});

describe("a verdict that these levels should have identified and that is missing", () => {
  test("makes the run inconclusive where requests failed, with the cause and what to do first", () => {
    const judgement = judgeSimulated({ failEvery: 30 }, {}, [1, 5, 400]);
    expect(resultsOf(judgement)).toMatchObject({ width: "not identifiable" });
    expect(judgement.inconclusiveReasons).toEqual([
      "width, service, overhead and order could not be judged: 13 of 406 requests failed (most: busy), and levels with failures are not judged. What to do: raise the server's limit of waiting tasks, or use fewer clients.",
    ]);
    expect(judgement.sentence).toStartWith("This run is inconclusive: width, service, overhead");
  });

  test("does so where the groups run into each other", () => {
    const expected = expectedOf({ form: "plain" });
    const attempts = simulateSweep(
      { form: "plain", service: "uniform:100ms..300ms" },
      [5, 20, 40],
      1,
    );
    const bounds = { ...defaultBounds(expected), overheadNs: 400e6 };
    const { inconclusiveReasons } = inEnglish(judge(expected, bounds, attempts, { seed: 1 }));
    expect(inconclusiveReasons).toEqual([
      expect.stringMatching(
        /^width, service and overhead could not be judged: groups of replies run into .*What to do: use a longer --service/,
      ),
    ]);
  });

  test("does so where the server's reports of its order are contradicted", () => {
    const judgement = judgeSimulated({ lie: (truth) => ({ ...truth, thread: 1 }) });
    expect(resultsOf(judgement)).toEqual({ ...ALL_PASS, order: "unknown" });
    expect(judgement.inconclusiveReasons).toEqual([
      expect.stringMatching(
        /^order could not be judged: .*What to do: check what the server reports/,
      ),
    ]);
  });

  test("does so of a black box whose service times vary", () => {
    const judgement = judgeSimulated(
      { form: "plain", service: "exp:200ms" },
      { service: "exp:200ms" },
    );
    expect(judgement.inconclusiveReasons).toEqual([
      expect.stringMatching(/^width could not be judged: .*state a constant --service/),
    ]);
  });

  test.each([
    ["the levels can't tell", {}, [1, 5, 10]],
    ["of the order, two groups look the same in any", { discipline: "lcfs" }, [11, 15, 20]],
    ["a black box reports no order", { form: "plain" }, LEVELS],
    ["another one failed, which is why", { threads: 1000 }, LEVELS],
  ] as const)("does not where %s", (_, server, levels) => {
    expect(judgeSimulated(server, {}, levels).inconclusiveReasons).toEqual([]);
  });
});

describe("a black box that is far from what is expected", () => {
  test("has no width where a pause parts its replies: gaps of a few milliseconds are no steps of 3 s", () => {
    // All replies at once, but for a pause of 3 ms before the last ones of one burst.
    const judgement = judgeSimulated(
      { form: "plain", threads: 85, service: "3ms", stepOverheadNs: 0, hasJitter: false },
      { service: "3s" },
      [1, 5, 10, 11, 20, 50, 100],
    );
    expect(resultsOf(judgement)).toMatchObject({ width: "not identifiable", service: "fail" });
    expect(judgement.sentence).not.toContain("85");
  });

  test("fails for its service where it answers far sooner, whatever the groups look like", () => {
    // As a store that answers each request within 20 µs.
    const judgement = judgeSimulated(
      {
        form: "plain",
        threads: 1,
        service: "20us",
        stepOverheadNs: 0,
        overheadNs: 0,
        hasJitter: false,
      },
      { service: "3s" },
    );
    expect(resultsOf(judgement)).toMatchObject({ width: "not identifiable", service: "fail" });
    expect(judgement.sentence).toMatch(/^Answers [\d,]+ × sooner than the 3 s expected; /);
    expect(judgement.inconclusiveReasons).toEqual([]);
  });

  test("steps that are too short are the service's fault, never an overhead's", () => {
    const judgement = judgeSimulated({ form: "plain", service: "90ms" });
    expect(resultsOf(judgement)).toMatchObject({ service: "fail", overhead: "not identifiable" });
    expect(judgement.sentence).toMatch(
      /service: steps 90\.\d ms apart instead of 200 ms, 2\.2 × sooner than expected/,
    );
    expect(judgement.inconclusiveReasons).toEqual([]);
  });

  test("fails for its overhead where one pause merges groups, as the last reply comes too late", () => {
    const merged = mergedBurst({ form: "plain" }, [5, 20, 40], 40);
    expect(resultsOf(merged)).toMatchObject({ width: "not identifiable", overhead: "fail" });
    expect(merged.sentence).toMatch(/the last reply of level 40 was [34]\d\d\.?\d? ms late/);
    expect(merged.inconclusiveReasons).toEqual([]);
  });

  test("is not called wider for one burst whose groups all came at once, after a pause", () => {
    const merged = mergedBurst({ form: "plain" }, [5, 20], 20);
    expect(resultsOf(merged)).toMatchObject({ width: "not identifiable", overhead: "fail" });
    expect(judgeSimulated({ form: "plain", threads: 1000 }, {}, [5, 20]).sentence).toStartWith(
      "At least 20 tasks at once",
    );
  });
});

/** The generator's view of a server that stands still from 60 ms after the release on until 400 ms after all had ended. */
function mergedBurst(
  server: Partial<SimulatedServer>,
  levels: number[],
  merged: number,
): EnglishJudgement {
  const expected = expectedOf({ form: "plain", service: "50ms" });
  const attempts = simulateSweep({ ...server, service: "50ms" }, levels, 1).map((attempt) => {
    if (attempt.level !== merged) return attempt;
    const lastNs = Math.max(...attempt.samples.map(({ repliedNs }) => repliedNs ?? 0)) + 400e6;
    const isHeld = levels.length > 2 ? 60e6 : 0;
    return {
      ...attempt,
      samples: attempt.samples.map((sample, i) =>
        (sample.repliedNs ?? 0) - attempt.intendedStartNs < isHeld
          ? sample
          : { ...sample, repliedNs: lastNs + i * 1000 },
      ),
    };
  });
  return inEnglish(judge(expected, defaultBounds(expected), attempts, { seed: 1 }));
}

describe("an interval that crosses its bound", () => {
  /** Steps whose overhead scatters about `meanNs` from level to level. */
  const scattered = (meanNs: number): Partial<SimulatedServer> => ({
    stepOverheadOf: (level) => meanNs + ((level * 7919) % 13) * 1e6 - 6e6,
  });

  test("is uncertain, says so, and says how many more repeats would decide", () => {
    const judgement = judgeSimulated(scattered(4e6));
    const overhead = judgement.verdicts.find(({ name }) => name === "overhead");
    expect(overhead?.result).toBe("uncertain");
    expect(overhead?.moreRepeats).toBeGreaterThan(0);
    expect(overhead?.summary).toContain(`about ${overhead?.moreRepeats} more repeat`);
    expect(judgement.sentence).toContain("uncertain whether the overhead is within its bounds");
    expect(judgement.warnings.join("\n")).toContain(
      `overhead is uncertain: the 95 % interval crosses the bound; about ${overhead?.moreRepeats} more repeat`,
    );
    expect(judgement.inconclusiveReasons).toEqual([]);
  });

  test("is none where there are fewer than 5 bursts: the value decides, and the verdict says so", () => {
    const judgement = judgeSimulated(scattered(4e6), {}, [11, 25, 35]);
    const overhead = judgement.verdicts.find(({ name }) => name === "overhead");
    expect(overhead?.result).not.toBe("uncertain");
    expect(overhead?.summary).toContain("no interval: fewer than 5 bursts");
  });
});

describe("threads that share cores", () => {
  const spin = { work: "spin", isCpuBound: true, cores: 2 } as const;

  test("are judged by the step of threads / cores times S, and 20 % more is within bounds", () => {
    for (const service of ["1s", "1200ms"]) {
      const results = resultsOf(judgeSimulated({ service }, spin));
      expect(results).toEqual(ALL_PASS);
    }
    expect(resultsOf(judgeSimulated({ service: "1500ms" }, spin)).service).toBe("fail");
  });

  test("are not identifiable where their groups run into each other", () => {
    const blurred = judgeSimulated({ service: "lognormal:1s,0.3" }, spin);
    expect(resultsOf(blurred)).toMatchObject({
      width: "not identifiable",
      service: "not identifiable",
    });
    expect(blurred.verdicts[0]?.summary).toContain("10 threads expected, which share cores");
  });
});

describe("the numbers", () => {
  test("of any sound server are its own: width exactly, S + b and a within tenths of a millisecond", () => {
    const property = fc.property(
      fc.record({
        threads: fc.integer({ min: 1, max: 16 }),
        serviceMs: fc.integer({ min: 60, max: 1000 }),
        overheadNs: fc.integer({ min: 0, max: 20e6 }),
        stepOverheadNs: fc.integer({ min: 0, max: 4e6 }),
        seed: fc.nat(1000),
      }),
      ({ threads, serviceMs, overheadNs, stepOverheadNs, seed }) => {
        const service = `${serviceMs}ms`;
        const levels = [1, threads, threads + 1, 3 * threads, 4 * threads + 1, 6 * threads];
        const judgement = judgeSimulated(
          { threads, service, overheadNs, stepOverheadNs },
          { threads, service },
          levels,
          seed,
        );
        expect(resultsOf(judgement)).toEqual(ALL_PASS);
        expect(evidenceOf(judgement, "width")["threads"]).toBe(threads);
        const spacingNs = Number(evidenceOf(judgement, "service")["stepSpacingNs"]);
        const trueSpacingNs = serviceMs * 1e6 + stepOverheadNs + THREAD_JITTER_NS;
        expect(Math.abs(spacingNs - trueSpacingNs)).toBeLessThan(2e6);
        const startNs = Number(evidenceOf(judgement, "overhead")["overheadNs"]);
        expect(Math.abs(startNs - overheadNs - REPLY_JITTER_NS)).toBeLessThan(4e6);
      },
    );
    fc.assert(property, { numRuns: 40, seed: 1 });
  });

  test("have honest intervals: S + b lies in them in at least 90 of 100 runs", () => {
    const truthNs = 200e6 + SOUND_SERVER.stepOverheadNs + THREAD_JITTER_NS;
    let held = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const evidence = evidenceOf(judgeSimulated({}, {}, LEVELS, seed), "service");
      const [lowNs, highNs] = [evidence["stepSpacingLowNs"], evidence["stepSpacingHighNs"]];
      if (Number(lowNs) <= truthNs && truthNs <= Number(highNs)) held++;
    }
    expect(held).toBeGreaterThanOrEqual(90);
  });
});
