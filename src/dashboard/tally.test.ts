import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { BIN_MS } from "./frames.ts";
import { Tally } from "./tally.ts";
import { bucketOf, percentilesOf, valueOf, WindowedHistogram } from "./windowed-histogram.ts";

const T0 = 1_800_000_000_000;
const times = (ms: number) => ({ waitNs: 0, serviceNs: ms * 1e6, sojournNs: ms * 1e6 });

describe("percentiles of the last seconds", () => {
  test("any duration up to an hour is told within 1/64", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3600e9 }), (ns) => {
        expect(Math.abs(valueOf(bucketOf(ns)) - ns)).toBeLessThanOrEqual(ns / 64);
      }),
    );
  });

  test("longer durations are not shorter ones", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e15, noNaN: true }),
        fc.double({ min: 1, max: 2, noNaN: true }),
        (ns, factor) => {
          expect(bucketOf(ns * factor)).toBeGreaterThanOrEqual(bucketOf(ns));
        },
      ),
    );
  });

  test("they are the nearest rank of sorted values, whatever the parts", () => {
    const value = fc.integer({ min: 1, max: 1e10 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.array(value), (one, other) => {
        const parts = [one, other].map((values) => {
          const histogram = new WindowedHistogram();
          for (const ns of values) histogram.record(T0, ns);
          return histogram.counts(T0 + 1000);
        });
        const sorted = [...one, ...other].sort((a, b) => a - b);
        const exact = sorted[Math.ceil(0.9 * sorted.length) - 1] ?? 0;
        expect(percentilesOf(parts)?.p90).toBe(valueOf(bucketOf(exact)));
      }),
    );
  });

  test("what is older than the window is forgotten, even after a pause longer than it", () => {
    const histogram = new WindowedHistogram();
    const total = (atMs: number): number =>
      histogram.counts(atMs).reduce((sum, [, count]) => sum + count, 0);
    histogram.record(T0, 5e6);
    histogram.record(T0 + 9000, 5e6);
    const readings = [500, 999, 1000, 10_000, 10_499, 10_500, 11_000, 19_999, 20_000, 90_000];
    expect(readings.map((afterMs) => total(T0 + afterMs))).toEqual([0, 0, 1, 2, 2, 2, 1, 1, 0, 0]);
  });

  test("of nothing there are none", () => expect(percentilesOf([])).toBeNull());
});

describe("the tally", () => {
  test("increments add up to the totals, however often they are asked for and at whatever places", () => {
    const event = fc.record({
      afterMs: fc.integer({ min: 0, max: 50 }),
      kind: fc.constantFrom("arrived", "done", "failed", "ask"),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), (events) => {
        const tally = new Tally();
        let [nowMs, place, heard] = [T0, 0, [0, 0, 0]];
        const hear = (): void => {
          const { increments, next } = tally.since(place);
          place = next;
          for (const [bin, ...counts] of increments) {
            expect(bin * BIN_MS).toBeLessThanOrEqual(nowMs);
            heard = heard.map((sum, i) => sum + (counts[i] ?? 0));
          }
        };
        for (const { afterMs, kind } of events) {
          nowMs += afterMs;
          if (kind === "ask") hear();
          else if (kind === "done") tally.done(nowMs, times(1));
          else tally[kind](nowMs);
        }
        hear();
        const { arrived, done, failed } = tally.totals;
        expect(heard).toEqual([arrived, done, failed]);
      }),
    );
  });

  test("a page that comes late is told what came before, within bounds", () => {
    const tally = new Tally();
    for (let i = 0; i < 50_000; i++) tally.arrived(T0 + i * BIN_MS);
    const { increments, next } = tally.since(0);
    expect(increments.length).toBe(6000);
    expect(increments.at(-1)).toEqual([(T0 + 49_999 * BIN_MS) / BIN_MS, 1, 0, 0]);
    expect(tally.since(next).increments).toEqual([]);
  });

  test("rates are of the window, and tasks of another process count with our own", () => {
    const tally = new Tally();
    for (let i = 0; i < 30; i++) tally.arrived(T0 + i * 500);
    tally.done(T0 + 14_000, times(100));
    tally.add([[(T0 + 14_000) / BIN_MS, 10, 5, 0]]);
    // 20 of our arrivals lie in 5 s to 15 s, and 10 of the other process's.
    const recent = tally.recent(T0 + 15_500);
    expect([recent.arrivedPerSec, recent.donePerSec, recent.count]).toEqual([3, 0.6, 1]);
    expect(tally.totals).toEqual({ arrived: 40, done: 6, failed: 0 });
  });

  test("rates and percentiles are of the same tasks at every instant", () => {
    const gap = fc.integer({ min: 0, max: 700 });
    fc.assert(
      fc.property(fc.array(gap, { minLength: 1, maxLength: 100 }), gap, (gaps, readAfterMs) => {
        const tally = new Tally();
        let nowMs = T0;
        for (const gapMs of gaps) tally.done((nowMs += gapMs), times(1));
        const { donePerSec, count } = tally.recent(nowMs + readAfterMs);
        expect(Math.round(donePerSec * 10)).toBe(count);
      }),
    );
  });
});
