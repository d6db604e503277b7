import { describe, expect, test } from "bun:test";
import {
  expectedOf,
  type Lie,
  simulateSweep,
  type SimulatedServer,
} from "../../../test/support/simulate-sweep.ts";
import { type EnglishJudgement, inEnglish } from "../../../test/support/in-english.ts";
import { defaultBounds } from "./bounds.ts";
import { judge } from "./judge.ts";

const LEVELS = [1, 5, 10, 11, 20, 25, 35, 50, 100];

function judgeSimulated(server: Partial<SimulatedServer>): EnglishJudgement {
  const expected = expectedOf();
  return inEnglish(
    judge(expected, defaultBounds(expected), simulateSweep(server, LEVELS, 1), { seed: 1 }),
  );
}

function resultsOf({ verdicts }: EnglishJudgement): string[] {
  return verdicts.map(({ result }) => result);
}

/** On a clock that runs 1.1 times too slow. */
const SLOW_CLOCK: Lie = (truth) => ({
  ...truth,
  waitNs: truth.waitNs / 1.1,
  serviceNs: truth.serviceNs / 1.1,
  sojournNs: truth.sojournNs / 1.1,
  startedAtMs: 1.76e12 + (truth.startedAtMs - 1.76e12) / 1.1,
});

const LIES: [string, Lie, string][] = [
  [
    "always the same thread",
    (truth) => ({ ...truth, thread: 1 }),
    "two tasks reported at once on thread 1",
  ],
  [
    "more threads than it has",
    (truth, i) => ({ ...truth, thread: (i % 20) + 1 }),
    "11 threads reported where the client's clock shows 10",
  ],
  ["no wait", (truth) => ({ ...truth, waitNs: 0 }), "reported starts minus waits varies by"],
  [
    "no sojourn but the service",
    (truth) => ({ ...truth, waitNs: 0, sojournNs: truth.serviceNs }),
    "reported and measured sojourns varies by",
  ],
  [
    "twice the sojourn",
    (truth) => ({ ...truth, sojournNs: 2 * truth.sojournNs }),
    "while the client waited",
  ],
  ["half the service", (truth) => ({ ...truth, serviceNs: truth.serviceNs / 2 }), ""],
  [
    "a longer service",
    (truth) => ({ ...truth, serviceNs: 1.1 * truth.serviceNs }),
    "within a sojourn of",
  ],
  [
    "one start for all",
    (truth) => ({ ...truth, startedAtMs: 1.76e12 }),
    "reported ends of tasks and their replies varies by",
  ],
  ["a slow clock", SLOW_CLOCK, "reported and measured sojourns varies by"],
];

describe("a server that lies", () => {
  test.each(LIES)(
    "of %s is contradicted by name, and no fault of its is hidden by it",
    (_, lie, words) => {
      const sound = judgeSimulated({ lie });
      if (words !== "") {
        expect(resultsOf(sound)).toEqual(["pass", "pass", "pass", "unknown"]);
        expect(sound.warnings.join("\n")).toContain(words);
        expect(sound.sentence).toStartWith(
          "This run is inconclusive: order could not be judged: the client's clock contradicts the server's reports.",
        );
      }
      // Whatever it says, the client's clock finds what is wrong with it.
      const faults: [Partial<SimulatedServer>, number][] = [
        [{ threads: 9 }, 0],
        [{ threads: 11 }, 0],
        [{ overheadNs: 400e6 }, 2],
      ];
      for (const [fault, verdict] of faults) {
        expect(resultsOf(judgeSimulated({ ...fault, lie }))[verdict]).toBe("fail");
      }
      // S and b are separated by its reports alone, but one of them fails.
      for (const fault of [{ service: "220ms" }, { stepOverheadNs: 20e6 }]) {
        expect(resultsOf(judgeSimulated({ ...fault, lie }))).toContain("fail");
      }
    },
  );

  test("of a service that its steps can't bear out fails as overhead, as nothing tells S from b", () => {
    const lie: Lie = (truth) => ({ ...truth, serviceNs: 200e6 });
    expect(resultsOf(judgeSimulated({ service: "220ms", lie }))).toEqual([
      "pass",
      "pass",
      "fail",
      "pass",
    ]);
  });

  test("of its number of threads is told by its own names for them", () => {
    const judgement = judgeSimulated({
      threads: 9,
      lie: (truth, i) => ({ ...truth, thread: (i % 10) + 1 }),
    });
    expect(resultsOf(judgement)).toEqual(["fail", "pass", "pass", "unknown"]);
    expect(judgement.warnings.join()).toContain(
      "10 threads reported where the client's clock shows 9 working",
    );
  });
});

describe("a server that tells the truth", () => {
  test.each([
    ["is believed through a late reply of each step", { stepOverheadNs: 20e6 }],
    [
      "is believed through a stall of the whole server",
      { stall: { level: 50, step: 3, pauseNs: 400e6 } },
    ],
    ["is believed through any order", { discipline: "random" as const }],
  ])("%s", (_, server) => expect(judgeSimulated(server).warnings).toEqual([]));

  test("but does not see a part of each request is believed, with a warning", () => {
    const judgement = judgeSimulated({ overheadNs: 400e6 });
    expect(resultsOf(judgement)).toEqual(["pass", "pass", "fail", "pass"]);
    expect(judgement.warnings.join()).toMatch(/omit 400\.\d ms \(median\) of each request/);
  });

  test("as several behind one address has no known order, and its threads are not compared", () => {
    const lie: Lie = (truth) => ({
      ...truth,
      thread: Math.ceil(truth.thread / 2),
      acceptedSeq: Math.ceil(truth.acceptedSeq / 2),
    });
    const judgement = judgeSimulated({ lie });
    expect(resultsOf(judgement)).toEqual(["pass", "pass", "pass", "unknown"]);
    expect(judgement.warnings).toEqual([]);
    expect(judgement.verdicts[3]?.summary).toContain("as if several servers had answered");
    expect(judgement.inconclusiveReasons).toEqual([]);
  });

  test("as workers behind one entry server, each with a thread of that number, is believed", () => {
    const lie: Lie = (truth) => ({
      ...truth,
      thread: Math.ceil(truth.thread / 2),
      worker: `worker-${(truth.thread % 2) + 1}`,
    });
    const judgement = judgeSimulated({ lie });
    expect(resultsOf(judgement)).toEqual(["pass", "pass", "pass", "unknown"]);
    expect(judgement.warnings).toEqual([]);
    expect(judgement.verdicts[3]?.summary).toContain("as if several servers had answered");
    expect(judgement.inconclusiveReasons).toEqual([]);
  });

  test("but not with every reply is not used", () => {
    const expected = expectedOf();
    const attempts = simulateSweep({}, LEVELS, 1).map((attempt) => ({
      ...attempt,
      samples: attempt.samples.map((sample, i) => (i === 3 ? { ...sample, report: null } : sample)),
    }));
    const judgement = inEnglish(judge(expected, defaultBounds(expected), attempts, { seed: 1 }));
    expect(resultsOf(judgement)).toEqual(["pass", "pass", "pass", "unknown"]);
    expect(judgement.verdicts[3]?.summary).toBe("some replies have no report");
  });
});
