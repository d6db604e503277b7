import { describe, expect, test } from "bun:test";
import {
  type LoadFixture,
  type RequestEnd,
  simulateLoad,
  WATCHED,
} from "../../../test/support/load-fixture.ts";
import { judgeLoadValidity } from "./validity.ts";
import type { LoadPhase } from "../../run/load/run.ts";

function warningsOf(
  fixture: LoadFixture,
  cpuCount: number | null = null,
  changes: Partial<LoadPhase> = {},
): string[] {
  const { plan, result } = simulateLoad({ durationNs: 2e9, ...fixture });
  return judgeLoadValidity(
    plan,
    { ...result, run: { ...result.run, ...changes } },
    cpuCount,
  ).warnings.map(({ en }) => en);
}

/** The first requests end so, the others ok. */
const firstEnd =
  (...ends: readonly RequestEnd[]) =>
  (i: number): RequestEnd =>
    ends[i] ?? "ok";

describe("a load run warns", () => {
  test("of nothing where all is well", () => {
    expect(warningsOf({})).toEqual([]);
  });

  test("of what was never answered, by kind, once", () => {
    const endOf = firstEnd("timed out", "timed out", "unsent", "dropped", "unfinished");
    expect(warningsOf({ endOf })).toEqual([
      "5 requests were never answered (0.25 %: 2 timed out; 1 never got a connection; 1 dropped because every connection was busy; 1 in flight when the run was stopped); the percentiles count them as longer than they waited",
    ]);
  });

  test("of failures by kind, with the remedy where there is one", () => {
    const endOf = firstEnd("reset", "reset", "out of ports");
    expect(warningsOf({ endOf })).toEqual([
      "2 requests failed (0.1 %): reset, the first: an example of reset",
      "1 request failed (0.05 %): out of ports, the first: an example of out of ports; keep connections open (no --reconnect), use fewer, or widen net.ipv4.ip_local_port_range",
    ]);
  });

  test("of too few requests for p99", () => {
    expect(warningsOf({ durationNs: 0.312e9 })).toEqual([
      "too few requests for p99: it needs 1,000, and the run has 312",
    ]);
  });

  test("of response times beyond an hour, and of replies to nothing", () => {
    expect(warningsOf({ responseNs: (i) => (i === 0 ? 4e12 : 1e6) })).toEqual([
      "1 request took longer than 1 h; by how much is not known",
    ]);
    expect(warningsOf({}, null, { strayReplies: 3 })).toEqual([
      "bytes came 3 times that answer no request in flight; check that --reply, and the id, describe how the target's replies end",
    ]);
  });

  test("of local ports that are nearly used up", () => {
    const { plan, result } = simulateLoad({ durationNs: 2e9 });
    const warningsAt = (usedMax: number): readonly string[] =>
      judgeLoadValidity(plan, { ...result, localPorts: { usedMax, available: 1000 } }).warnings.map(
        ({ en }) => en,
      );
    expect(warningsAt(899)).toEqual([]);
    expect(warningsAt(900)).toEqual([
      "900 of 1,000 local ports were in use; keep connections open (no --reconnect), use fewer, or widen net.ipv4.ip_local_port_range",
    ]);
  });

  test("of nothing where the limit of open files is not known", () => {
    expect(warningsOf({ generators: [{ openFilesMax: 5, openFilesLimit: 0 }] })).toEqual([]);
  });

  test("of a certificate that was not checked", () => {
    const target = {
      kind: "tls",
      hostname: "localhost",
      port: 1,
      caFile: null,
      certFile: null,
      keyFile: null,
    } as const;
    expect(warningsOf({ plan: { target: { ...target, isInsecure: true } } })).toEqual([
      "the target's certificate was not checked (--insecure): its identity is not known",
    ]);
    expect(warningsOf({ plan: { target: { ...target, isInsecure: false } } })).toEqual([]);
  });

  const busy = { cpuShare: 0.94, spinShare: 0, runQueueShare: 0.02 };
  test("of a generator that was busy all the time", () => {
    const closed = { ratePerSec: null, durationNs: 20e6 };
    expect(warningsOf({ ...closed, generators: [busy] })).toEqual([
      "the generator was busy for 96 % of a core, so throughput may be its own limit and response times contain its own queue; use --generators 2 or --pipeline",
    ]);
    expect(warningsOf({ generators: [{}, busy] })).toEqual([
      "generator 2 was busy for 96 % of a core, so response times contain its own queue; lower --rate or use --generators 3",
    ]);
    expect(warningsOf({ generators: [{ ...busy, runQueueShare: null }] })).toEqual([]);
  });

  test("of a limit of open files that came near", () => {
    expect(warningsOf({ generators: [{ openFilesMax: 950, openFilesLimit: 1024 }] })).toEqual([
      "the generator had 950 of at most 1,024 files open; raise the limit of open files (ulimit -n) or use fewer connections",
    ]);
  });

  test("of a busy host, and of more generators than it has cores for", () => {
    const shared =
      "the host's cores were 97 % busy: the generator, other processes, and the target if it runs here, waited for one another";
    expect(warningsOf({ hostBusyShare: 0.97 })).toEqual([shared]);
    expect(warningsOf({ hostBusyShare: 0.97 }, 2)).toEqual([shared]);
    expect(warningsOf({ hostBusyShare: 0.97, generators: [{}, {}] }, 2)).toEqual([
      "the host's cores were 97 % busy: 2 generators and a target on the same host need more than its 2 cores",
    ]);
    expect(warningsOf({ hostBusyShare: null, generators: [{}, {}] }, 2)).toEqual([]);
  });

  test("of a watched process that ended", () => {
    expect(warningsOf({ watched: [WATCHED, { ...WATCHED, hasEnded: true }] })).toEqual([
      "the watched process 4242 (redis-server) ended before the run did",
    ]);
  });
});
