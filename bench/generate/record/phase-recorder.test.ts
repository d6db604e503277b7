import { expect, test } from "bun:test";
import fc from "fast-check";
import { phaseProblems } from "../../run/load/conservation.ts";
import { decodeHistogram } from "../../stats/encoded-histogram.ts";
import { untranslated } from "../../../src/units/text.ts";
import { PhaseRecorder } from "./phase-recorder.ts";

const MS = 1e6;
const OPTIONS = {
  startNs: 0,
  endNs: 100 * MS,
  isOpenLoop: true,
  names: ["a", "b"],
  isMatched: true,
};
const ENDS = ["ok", "expectedError", "fail", "timeOut", "unfinished", "unsent", "drop"] as const;

test("whatever requests come to, nothing vanishes", () => {
  const anyRequest = fc.record({
    kind: fc.integer({ min: 0, max: 1 }),
    intendedMs: fc.integer({ min: 0, max: 99 }),
    lagMs: fc.integer({ min: 0, max: 50 }),
    tookMs: fc.integer({ min: 0, max: 500 }),
    end: fc.constantFrom(...ENDS),
  });
  fc.assert(
    fc.property(fc.array(anyRequest, { maxLength: 40 }), (requests) => {
      const recorder = new PhaseRecorder(OPTIONS);
      for (const { kind, intendedMs, lagMs, tookMs, end } of requests) {
        const intendedNs = intendedMs * MS;
        const sentNs = intendedNs + lagMs * MS;
        const endedNs = sentNs + tookMs * MS;
        const request = { kind, intendedNs, sentNs };
        recorder.intend(request);
        if (end === "drop") recorder.drop(request, sentNs);
        else if (end === "unsent") recorder.leaveUnsent(request, endedNs);
        else {
          recorder.send(request, intendedNs, sentNs);
          if (end === "ok") recorder.ok(request, endedNs);
          if (end === "expectedError") recorder.expectedError(request, endedNs);
          if (end === "fail") recorder.fail(request, "reset", untranslated("gone"), endedNs);
          if (end === "timeOut") {
            recorder.timeOut(request, "reply time-out", endedNs - intendedNs, endedNs);
          }
          if (end === "unfinished") recorder.leaveUnfinished(request, endedNs);
        }
      }
      const phase = recorder.encode(Number.POSITIVE_INFINITY);
      expect(phaseProblems(phase)).toEqual([]);
      expect(phase.counts.intended).toBe(requests.length);
      const sentInWindow = requests.filter(
        ({ end, intendedMs, lagMs }) =>
          end !== "drop" && end !== "unsent" && intendedMs + lagMs < 100,
      );
      expect(phase.sentInWindow).toBe(sentInWindow.length);
    }),
    { numRuns: 40 },
  );
});

test("the lag that is the generator's own begins when a connection is free", () => {
  const recorder = new PhaseRecorder(OPTIONS);
  const request = { kind: 0, intendedNs: 10 * MS, sentNs: 42 * MS };
  recorder.intend(request);
  // Due at 10 ms, a connection free at 40 ms, sent at 42 ms.
  recorder.send(request, 40 * MS, 42 * MS);
  recorder.ok(request, 50 * MS);
  const { scheduleLag, generatorLag, response, sendToReply } = recorder.encode(100 * MS);
  const onlyValueMs = (encoded: typeof response): number =>
    Math.round((decodeHistogram(encoded).maxNs ?? 0) / MS);
  expect([scheduleLag, generatorLag, response, sendToReply].map(onlyValueMs)).toEqual([
    32, 2, 40, 8,
  ]);
});

test("a failure keeps its first example and its first and last time", () => {
  const recorder = new PhaseRecorder(OPTIONS);
  for (const [ms, example] of [
    [1, "first"],
    [7, "later"],
  ] as const) {
    const request = { kind: 0, intendedNs: 0, sentNs: 0 };
    recorder.intend(request);
    recorder.send(request, 0, 0);
    recorder.fail(request, "wrong reply", untranslated(example), ms * MS);
  }
  expect(recorder.encode(100 * MS).failures).toEqual([
    {
      kind: "wrong reply",
      count: 2,
      firstNs: 1 * MS,
      lastNs: 7 * MS,
      example: { en: "first", es: "first" },
    },
  ]);
});

test("an interrupted phase ends where it was stopped", () => {
  expect(new PhaseRecorder(OPTIONS).encode(30 * MS).endNs).toBe(30 * MS);
  expect(new PhaseRecorder(OPTIONS).encode(200 * MS).endNs).toBe(100 * MS);
});
