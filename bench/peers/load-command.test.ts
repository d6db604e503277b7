import { describe, expect, test } from "bun:test";
import { simulateLoad, WATCHED } from "../../test/support/load-fixture.ts";
import { loadFigures, makespanNs, openingFigures } from "./load-command.ts";
import { PeerError } from "./peer-error.ts";

describe("a load run's figures", () => {
  test("are its ok rate, its percentiles, and what its generators and the server used", () => {
    const run = simulateLoad({
      ratePerSec: 1000,
      durationNs: 10e9,
      responseNs: (i) => (i % 100 < 98 ? 2e6 : 5e6),
      lagNs: () => 3000,
      generators: [{}, {}],
      watched: [WATCHED],
    });
    const figures = loadFigures(run);
    expect(figures).toMatchObject({
      requestsOk: 10_000,
      requestsFailed: 0,
      responseP50Ns: 2e6,
      responseP99Ns: 5e6,
      scheduleLagP50Ns: 3000,
      generatorCpuShare: 1.9,
      generatorMemoryMaxBytes: 120 * 2 ** 20,
      serverCpuShare: WATCHED.cpuShare,
      serverMemoryMaxBytes: WATCHED.memoryMaxBytes,
    });
    expect(Math.round(figures.okPerSec ?? 0)).toBe(1000);
  });

  test("that it does not have are absent: no lag in a closed loop, no server that was not watched", () => {
    const figures = loadFigures(simulateLoad({ ratePerSec: null, durationNs: 1e8 }));
    expect(figures).not.toContainKeys(["scheduleLagP50Ns", "serverCpuShare"]);
  });

  test("count every request that got no ok reply, and keep a percentile that is not known absent", () => {
    const run = simulateLoad({ endOf: (i) => (i % 50 === 0 ? "timed out" : "ok") });
    const figures = loadFigures(run);
    expect(figures.requestsFailed).toBe(200);
    expect(figures).not.toContainKey("responseP99Ns");
  });

  test("do not exist without one ok reply", () => {
    const run = simulateLoad({ endOf: () => "timed out" });
    expect(() => loadFigures(run)).toThrow(PeerError);
    expect(() => loadFigures({ ...run, result: null })).toThrow("no result");
  });

  test("of a burst: the last reply", () => {
    const last = makespanNs(simulateLoad({ responseNs: (i) => 1e6 + i * 1000 }));
    expect((last ?? 0) / (1e6 + 9999 * 1000)).toBeCloseTo(1, 3);
  });

  test("of opening, how long all connections took", () => {
    expect(openingFigures(simulateLoad({ durationNs: 1e9 }))).toEqual({ openNs: 12e6 });
    expect(openingFigures({ ...simulateLoad({}), result: null })).toEqual({});
  });
});
