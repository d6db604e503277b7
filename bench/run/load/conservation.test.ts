import { describe, expect, test } from "bun:test";
import { histogramOf, type LoadFixture, simulateLoad } from "../../../test/support/load-fixture.ts";
import { conservationProblems, phaseProblems } from "./conservation.ts";
import type { LoadCounts, LoadPhase } from "./run.ts";

const COUNTS: LoadCounts = {
  intended: 102,
  sent: 92,
  dropped: 7,
  unsent: 3,
  ok: 80,
  expectedErrors: 2,
  failed: 5,
  timedOut: 4,
  unfinished: 1,
};

const ENDS = [
  "ok",
  "ok",
  "expected error",
  "timed out",
  "reset",
  "dropped",
  "unsent",
  "unfinished",
] as const;

function mixedRun(fixture: LoadFixture = {}): LoadPhase {
  return simulateLoad({
    durationNs: 1e9,
    names: ["GET", "SET"],
    endOf: (i) => ENDS[i % ENDS.length] ?? "ok",
    ...fixture,
  }).result.run;
}

describe("the counts of a run", () => {
  test("are sound where every request ends once", () => {
    expect(conservationProblems(COUNTS)).toEqual([]);
  });

  test.each([
    [
      "an intended request that went nowhere",
      { intended: 101 },
      ["intended is 101, but sent + dropped + unsent is 102"],
    ],
    [
      "a sent request without an end",
      { ok: 79 },
      ["sent is 92, but ok + expectedErrors + failed + timedOut + unfinished is 91"],
    ],
    [
      "a sent one counted as dropped too",
      { dropped: 8 },
      ["intended is 102, but sent + dropped + unsent is 103"],
    ],
    [
      "what is no count",
      { ok: 80.5, failed: 4.5 },
      ["ok is 80.5, which is no count", "failed is 4.5, which is no count"],
    ],
    ["less than none", { ok: 87, failed: -2 }, ["failed is -2, which is no count"]],
  ])("tell %s", (_, changes, problems) => {
    expect(conservationProblems({ ...COUNTS, ...changes })).toEqual(problems);
  });
});

describe("a phase", () => {
  test("is sound with all kinds of ends, open and closed", () => {
    expect(phaseProblems(mixedRun())).toEqual([]);
    expect(phaseProblems(mixedRun({ ratePerSec: null, durationNs: 2e6 }))).toEqual([]);
  });

  const run = mixedRun();
  const { ok, failed, timedOut, dropped, intended } = run.counts;
  const [first, ...others] = run.slices;
  const [get, set] = run.byRequest;
  if (first === undefined || get === undefined || set === undefined) throw new Error("no slices");
  const none = histogramOf([]);
  test.each<[string, Partial<LoadPhase>, string]>([
    ["response times", { response: none }, `response is 0, but ok is ${ok}`],
    ["times from the sending", { sendToReply: none }, `sendToReply is 0, but ok is ${ok}`],
    ["what gave up", { censored: none }, "censored is 0, but timedOut + unfinished + unsent is"],
    ["failed requests' times", { failedAfter: none }, `failedAfter is 0, but failed is ${failed}`],
    ["lags", { scheduleLag: histogramOf([1e3]) }, "scheduleLag is 1, but sent is"],
    ["own lags", { generatorLag: none }, "generatorLag is 0, but scheduleLag is"],
    [
      "failures by kind",
      { failures: [] },
      `failures is 0, but failed + timedOut + dropped is ${failed + timedOut + dropped}`,
    ],
    ["sent in the window", { sentInWindow: 1001 }, "sentInWindow is 1001, but sent is"],
    ["ok in the window", { okInWindow: 1001 }, "okInWindow is 1001, but ok is"],
    ["slices", { slices: others }, `but intended is ${intended}`],
    [
      "a slice's histogram",
      { slices: [{ ...first, response: none }, ...others] },
      "the response of slice 0 is 0, but its ok is",
    ],
    [
      "a slice's ends",
      { slices: [{ ...first, failed: 0 }, ...others] },
      "the intended of slice 0 is 1000, but ok + expectedErrors + failed + unanswered is",
    ],
    [
      "named requests",
      { byRequest: [get] },
      `the named requests' ok is ${get.counts.ok}, but ok is`,
    ],
    [
      "a named request's histogram",
      { byRequest: [{ ...get, response: none }, set] },
      "GET: response is 0, but ok is",
    ],
  ])("tells where %s do not agree with the counts", (_, changes, problem) => {
    expect(phaseProblems({ ...run, ...changes }).join("\n")).toContain(problem);
  });

  test("counts what overflowed a histogram", () => {
    const { response } = run;
    const overflowed = { ...response, count: response.count - 2, overflow: 2 };
    expect(phaseProblems({ ...run, response: overflowed })).toEqual([]);
  });
});
