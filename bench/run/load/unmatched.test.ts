import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { phaseOf, type SimulatedRequest } from "../../../test/support/load-fixture.ts";
import { ResponseTimes } from "./censored.ts";
import { phaseProblems } from "./conservation.ts";
import { decodeHistogram } from "../../stats/encoded-histogram.ts";
import type { LoadPhase, Unmatched } from "./run.ts";
import { mergePhases } from "./merge.ts";
import { leaveOutResponses, meansOf } from "./unmatched.ts";

const END_NS = 1e9;

/** All ok: when each was sent, and how long it took, in µs. */
const anyRequests: fc.Arbitrary<readonly (readonly [sentUs: number, tookUs: number])[]> = fc.array(
  fc.tuple(fc.nat({ max: 900_000 }), fc.nat({ max: 90_000 })),
  { minLength: 1, maxLength: 40 },
);

function requestOf(
  intendedNs: number,
  endedNs: number,
  end: SimulatedRequest["end"] = "ok",
): SimulatedRequest {
  return { name: "a", intendedNs, sentNs: intendedNs, generatorLagNs: 0, endedNs, end };
}

function phaseFrom(requests: readonly SimulatedRequest[]): LoadPhase {
  return phaseOf(requests, { endNs: END_NS });
}

function withoutOrder(phase: LoadPhase, reason: Unmatched["reason"] = "no order"): LoadPhase {
  return leaveOutResponses(phase, { reason, ...meansOf(phase) });
}

describe("replies that may be another request's", () => {
  test("have the mean that the right ones have, as first in and first out keeps the sum", () => {
    fc.assert(
      fc.property(anyRequests, (own) => {
        const truth = own.map(([sentUs, tookUs]) =>
          requestOf(sentUs * 1e3, (sentUs + tookUs) * 1e3),
        );
        const sent = truth.map(({ intendedNs }) => intendedNs).toSorted((a, b) => a - b);
        const ended = truth.map(({ endedNs }) => endedNs).toSorted((a, b) => a - b);
        const taken = sent.map((intendedNs, i) => requestOf(intendedNs, ended[i] ?? NaN));
        const { meanResponseNs } = meansOf(phaseFrom(taken));
        const trueNs =
          truth.reduce((sum, { intendedNs, endedNs }) => sum + endedNs - intendedNs, 0) /
          truth.length;
        // The histogram's own resolution, and its least value of 1 µs.
        expect(Math.abs((meanResponseNs ?? NaN) - trueNs)).toBeLessThanOrEqual(
          1000 + trueNs * 1e-4,
        );
      }),
    );
  });

  test("have no mean where a request was not ok", () => {
    const requests = [requestOf(0, 1e6), requestOf(0, 2e6, "wrong reply")];
    expect(meansOf(phaseFrom(requests))).toEqual({ meanResponseNs: null, meanSendToReplyNs: null });
  });

  test("have no time of a single request, and vanish from no count", () => {
    fc.assert(
      fc.property(anyRequests, (own) => {
        const phase = withoutOrder(
          phaseFrom(
            own.map(([sentUs, tookUs]) => requestOf(sentUs * 1e3, (sentUs + tookUs) * 1e3)),
          ),
        );
        expect(phaseProblems(phase)).toEqual([]);
        expect(phase.response.count).toBe(0);
        const times = new ResponseTimes(phase);
        expect(times.count).toBe(own.length);
        expect(times.censored).toBe(0);
        expect(times.percentile(100)).toEqual({ kind: "unmatched" });
      }),
    );
  });

  test("of one generator leave no percentile of all, and the mean of all", () => {
    const known = phaseFrom([requestOf(0, 1e6), requestOf(0, 2e6), requestOf(0, 3e6)]);
    const unknown = withoutOrder(phaseFrom([requestOf(0, 10e6)]));
    for (const parts of [
      [known, unknown],
      [unknown, known],
    ]) {
      const merged = mergePhases(parts);
      expect(phaseProblems(merged)).toEqual([]);
      expect(merged.unmatched?.reason).toBe("no order");
      expect(merged.response.count).toBe(0);
      expect((merged.unmatched?.meanResponseNs ?? NaN) / 1e6).toBeCloseTo(4, 2);
    }
    expect(mergePhases([known, known]).unmatched).toBeNull();
    expect(decodeHistogram(mergePhases([known, known]).response).count).toBe(6);
  });

  test("are told by the reason that says most", () => {
    const phase = phaseFrom([requestOf(0, 1e6)]);
    const merged = mergePhases([
      withoutOrder(phase),
      withoutOrder(phase, "out of order"),
      withoutOrder(phase, "id in use"),
    ]);
    expect(merged.unmatched?.reason).toBe("out of order");
  });

  test("of one generator with a failure leave no mean of all", () => {
    const failed = phaseFrom([requestOf(0, 1e6), requestOf(0, 2e6, "wrong reply")]);
    const merged = mergePhases([failed, withoutOrder(phaseFrom([requestOf(0, 10e6)]))]);
    expect(merged.unmatched?.meanResponseNs).toBeNull();
  });
});
