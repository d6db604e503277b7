import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  phaseOf,
  type PhaseFixture,
  type RequestEnd,
  type SimulatedRequest,
} from "../../../test/support/load-phase-fixture.ts";
import { ResponseTimes } from "./censored.ts";
import { phaseProblems } from "./conservation.ts";
import { type EncodedHistogram, decodeHistogram } from "../../stats/encoded-histogram.ts";
import type { LoadPhase, LoadSlice } from "./run.ts";
import { mergePhases } from "./merge.ts";

const WINDOW = { startNs: 0, endNs: 1e9, sliceNs: 125e6 } as const satisfies PhaseFixture;

const request: fc.Arbitrary<SimulatedRequest> = fc
  .record({
    name: fc.constantFrom("GET", "SET"),
    intendedNs: fc.integer({ min: 0, max: 1e9 - 1 }),
    lagNs: fc.integer({ min: 0, max: 1e6 }),
    takesNs: fc.integer({ min: 1e3, max: 5e8 }),
    end: fc.constantFrom<RequestEnd>("ok", "ok", "timed out", "reset", "dropped", "unsent"),
  })
  .map(({ name, intendedNs, lagNs, takesNs, end }) => {
    const sentNs = intendedNs + lagNs;
    return { name, intendedNs, sentNs, generatorLagNs: lagNs, endedNs: sentNs + takesNs, end };
  });
const requests = fc.array(request, { maxLength: 30 });

/** Everything but the bytes of an encoding, and the order of names. */
function contentOf(phase: LoadPhase): unknown {
  const { byRequest, slices, ...rest } = phase;
  return {
    ...withoutEncodings(rest),
    byRequest: byRequest
      .map(withoutEncodings)
      .sort((a, b) => (String(a["name"]) < String(b["name"]) ? -1 : 1)),
    slices: slices.map(withoutEncodings),
    percentiles: [50, 90, 99, 100].map((percentile) =>
      new ResponseTimes(phase).percentile(percentile),
    ),
  };
}

function withoutEncodings(record: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, isEncoded(value) ? valuesOf(value) : value]),
  );
}

function isEncoded(value: unknown): value is EncodedHistogram {
  return typeof value === "object" && value !== null && "histogram" in value;
}

function valuesOf(encoded: EncodedHistogram): unknown[] {
  return [encoded.count, encoded.overflow, ...decodeHistogram(encoded).buckets()];
}

/** Peaks of several generators need not have met: they are no sum over requests. */
function withoutPeaks(phase: LoadPhase): LoadPhase {
  const slices = phase.slices.map((slice): LoadSlice => ({ ...slice, inFlightMax: 0 }));
  return { ...phase, slices, connectionsOpened: 0 };
}

describe("phases of several generators", () => {
  test("are, split in any way, the whole again", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(request, fc.nat(2)), { maxLength: 30 }), (dealt) => {
        const parts = [0, 1, 2].map((generator) =>
          phaseOf(
            dealt.filter(([, to]) => to === generator).map(([own]) => own),
            WINDOW,
          ),
        );
        const whole = phaseOf(
          dealt.map(([own]) => own),
          WINDOW,
        );
        const merged = mergePhases(parts);
        // A generator that saw one name only has no results by name.
        const names = { byRequest: [] };
        expect(contentOf(withoutPeaks({ ...merged, ...names }))).toEqual(
          contentOf(withoutPeaks({ ...whole, ...names })),
        );
        expect(phaseProblems({ ...merged, ...names })).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  test("are merged in any grouping and order to the same", () => {
    fc.assert(
      fc.property(requests, requests, requests, (...lists) => {
        const [a, b, c] = lists.map((list) => phaseOf(list, WINDOW)) as [
          LoadPhase,
          LoadPhase,
          LoadPhase,
        ];
        const all = contentOf(mergePhases([a, b, c]));
        expect(contentOf(mergePhases([mergePhases([a, b]), c]))).toEqual(all);
        expect(contentOf(mergePhases([a, mergePhases([b, c])]))).toEqual(all);
        expect(contentOf(mergePhases([c, b, a]))).toEqual(all);
      }),
      { numRuns: 6 },
    );
  });

  test("with finer slices are joined to the coarsest", () => {
    fc.assert(
      fc.property(requests, requests, requests, (...lists) => {
        const coarse = { ...WINDOW, sliceNs: 500e6 };
        const [a, b, c] = lists;
        const mixed = mergePhases([
          phaseOf(a, WINDOW),
          phaseOf(b, { ...WINDOW, sliceNs: 250e6 }),
          phaseOf(c, coarse),
        ]);
        const same = mergePhases([a, b, c].map((list) => phaseOf(list, coarse)));
        expect(contentOf(mixed)).toEqual(contentOf(same));
      }),
      { numRuns: 6 },
    );
  });

  const one = (intendedNs: number, endedNs: number): SimulatedRequest => ({
    name: "PING",
    intendedNs,
    sentNs: intendedNs,
    generatorLagNs: 0,
    endedNs,
    end: "ok",
  });
  const left = phaseOf([one(0, 10e6), one(0, 10e6), one(130e6, 140e6)], WINDOW);
  const right = phaseOf([one(5e6, 9e6), one(600e6, 601e6)], { ...WINDOW, endNs: 1.1e9 });

  test("add up their peaks in flight, and end with the last", () => {
    const { slices, endNs } = mergePhases([left, right]);
    expect(slices.map(({ startNs, inFlightMax }) => [startNs, inFlightMax])).toEqual([
      [0, 3],
      [125e6, 1],
      [250e6, 0],
      [375e6, 0],
      [500e6, 1],
    ]);
    expect(endNs).toBe(1.1e9);
  });

  test("of one generator keep the higher of two joined peaks", () => {
    const coarse = phaseOf([], { ...WINDOW, sliceNs: 250e6 });
    const [slice] = mergePhases([left, coarse]).slices;
    expect(slice?.inFlightMax).toBe(2);
  });

  test("that do not belong together are refused", () => {
    expect(() => mergePhases([])).toThrow(RangeError);
    expect(() => mergePhases([left, { ...right, startNs: -1 }])).toThrow("different instants");
    expect(() => mergePhases([left, { ...right, sliceNs: 200e6 }])).toThrow("can't be joined");
  });
});
