import { expect, test } from "bun:test";
import fc from "fast-check";
import { decodeHistogram } from "../../stats/encoded-histogram.ts";
import { SliceRecorder } from "./slice-recorder.ts";

const MS = 1e6;

test("instants fall into slices of 100 ms, and none is left out between them", () => {
  const recorder = new SliceRecorder();
  recorder.at(0).intended++;
  recorder.at(99 * MS).intended++;
  recorder.at(350 * MS).intended++;
  const { sliceNs, slices } = recorder.encode();
  expect(sliceNs).toBe(100 * MS);
  expect(slices.map(({ startNs, intended }) => [startNs / MS, intended])).toEqual([
    [0, 2],
    [100, 0],
    [200, 0],
    [300, 1],
  ]);
});

test("a run that outgrows its slices joins neighbours, and loses nothing", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3600 * 1000 }), { minLength: 1, maxLength: 60 }),
      (instantsMs) => {
        const recorder = new SliceRecorder();
        for (const [i, instantMs] of instantsMs.entries()) {
          const slice = recorder.at(instantMs * MS);
          slice.ok++;
          slice.inFlightMax = Math.max(slice.inFlightMax, i);
          recorder.record(slice, (i + 1) * MS);
        }
        const { sliceNs, slices } = recorder.encode();
        expect(slices.length).toBeLessThanOrEqual(128);
        expect(Math.log2(sliceNs / (100 * MS)) % 1).toBe(0);
        expect(Math.max(...slices.map(({ inFlightMax }) => inFlightMax))).toBe(
          instantsMs.length - 1,
        );
        for (const { startNs, ok, response } of slices) {
          const inIt = instantsMs.filter(
            (instantMs) => instantMs * MS >= startNs && instantMs * MS < startNs + sliceNs,
          );
          expect(ok).toBe(inIt.length);
          expect(decodeHistogram(response).count).toBe(inIt.length);
        }
      },
    ),
    { numRuns: 30 },
  );
});
