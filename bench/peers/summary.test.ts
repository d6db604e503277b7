import { ENGLISH, SPANISH } from "../../test/support/texts.ts";
import { describe, expect, test } from "bun:test";
import { untranslated } from "../../src/units/text.ts";
import type { Goal } from "../run/peers/run.ts";
import { OURS } from "./contest.ts";
import type { Figures } from "../run/peers/run.ts";
import { contestText, peersReport } from "./peers-report.ts";
import { peersCsv } from "./figures.ts";
import type { ContestRecord, PeersRun } from "../run/peers/run.ts";
import { checkGoals, formatRatio, summarizePeers } from "./summary.ts";

/** Figures by contestant and round; a text is a failure. */
function recordOf(
  rounds: Readonly<Record<string, readonly (Figures | string)[]>>,
  goals: readonly Goal[] = [],
): ContestRecord {
  return {
    name: "redis",
    title: "",
    description: "",
    primary: "okPerSec",
    figures: ["okPerSec", "responseP99Ns", "requestsFailed"],
    goals,
    rounds: 3,
    skipped: null,
    peers: Object.keys(rounds).map((name) => ({
      name,
      command: `${name} -c 50`,
      version: "1.2",
      missing: null,
    })),
    measurements: Object.entries(rounds).flatMap(([contestant, all]) =>
      all.map((figures, i) => ({
        contestant,
        round: i + 1,
        turn: 1,
        figures: typeof figures === "string" ? null : figures,
        failure: typeof figures === "string" ? untranslated(figures) : null,
        doubt:
          typeof figures !== "string" && contestant === "wrk"
            ? untranslated("it stood still")
            : null,
      })),
    ),
  };
}

const rates = (...perSec: number[]): Figures[] => perSec.map((okPerSec) => ({ okPerSec }));

describe("a contest's summary", () => {
  test("takes ratios within a round: a slow machine slows both", () => {
    const [, wrk] = summarizePeers(
      recordOf({ [OURS]: rates(100, 50, 210), wrk: rates(50, 25, 100) }),
    );
    expect(wrk?.ratio).toEqual({ median: 2, min: 2, max: 2.1, rounds: 3 });
    expect(wrk?.primary).toEqual({ median: 50, min: 25, max: 100, rounds: 3 });
  });

  test("leaves out a round in which either failed", () => {
    const [ours, wrk] = summarizePeers(
      recordOf({
        [OURS]: ["it broke", ...rates(100, 300)],
        wrk: [...rates(1), "not understood", ...rates(100)],
      }),
    );
    expect(wrk?.ratio).toEqual({ median: 3, min: 3, max: 3, rounds: 1 });
    expect(ours?.ratio).toBeNull();
  });

  test("keeps what a tool does not tell absent", () => {
    const [, h2load] = summarizePeers(
      recordOf({
        [OURS]: [{ okPerSec: 10, responseP99Ns: 5 }],
        h2load: [{ okPerSec: 10 }],
      }),
    );
    expect(h2load?.medians).toEqual({ okPerSec: 10 });
  });

  const goals: readonly Goal[] = [
    { kind: "ratio", peer: "wrk", atLeast: 0.9 },
    { kind: "ratio", peer: "absent", atLeast: 2 },
    { kind: "figure", figure: "responseP99Ns", atMost: 1e6 },
  ];

  test("says which goals are reached, and which were not measured", () => {
    const record = recordOf(
      { [OURS]: [{ okPerSec: 89, responseP99Ns: 1e6 }], wrk: rates(100) },
      goals,
    );
    expect(checkGoals(record, ENGLISH)).toEqual([
      { asked: "at least 0.9 × wrk", measured: "0.89 × (0.89–0.89)", isReached: false },
      { asked: "at least 2 × absent", measured: null, isReached: null },
      { asked: "p99 of at most 1 ms", measured: "1 ms", isReached: true },
    ]);
  });

  test("writes a ratio with its smallest and largest round", () => {
    expect(formatRatio({ median: 1.871, min: 1.7, max: 2.02, rounds: 5 })).toBe(
      "1.87 × (1.70–2.02)",
    );
  });
});

describe("the reports of a run", () => {
  const contest = {
    ...recordOf({
      [OURS]: [{ okPerSec: 89_000.4, requestsOk: 5, responseP99Ns: 1e6, requestsFailed: 0 }],
      wrk: [{ okPerSec: 44_500.2, requestsOk: 4, requestsFailed: 3 }, 'it said "no", twice'],
    }),
  } satisfies ContestRecord;
  const missing = "h2load is not installed: apt-get install nghttp2-client";
  const run: PeersRun = {
    schemaVersion: 2,
    command: "peers",
    label: "probe",
    status: "interrupted",
    commandLine: "bun bench peers --only redis",
    options: {},
    seed: 7,
    startedAt: "2026-11-24T08:00:00.000Z",
    endedAt: null,
    environment: {
      escaleraVersion: "0.1.0",
      commit: "abcdef0",
      bun: "1.4.5",
      kernel: "Linux 6.1",
      cpuModel: "a CPU",
      cpuCount: 2,
      memoryBytes: 2 ** 33,
    },
    contests: [
      {
        ...contest,
        peers: [
          ...contest.peers,
          { name: "h2load", command: "h2load", version: null, missing: untranslated(missing) },
        ],
      },
      {
        ...contest,
        name: "http",
        skipped: untranslated("nginx is not installed"),
        measurements: [],
      },
    ],
  };

  test("peers.csv has a row a measurement, and empty cells for what is not known", () => {
    const [head, ours, wrk, failed, end, ...rest] = peersCsv(run).split("\r\n");
    expect(head).toStartWith(
      "contest,contestant,version,round,turn,ok_per_sec,requests_ok,requests_failed,",
    );
    expect(head).toEndWith(",failure,doubt");
    expect(ours).toStartWith("redis,escalera,1.2,1,1,89000.4,5,0,,1000000,");
    expect(wrk).toStartWith("redis,wrk,1.2,1,1,44500.2,4,3,,,");
    expect(failed).toEndWith(',"it said ""no"", twice",');
    expect(wrk).toEndWith(",,it stood still");
    expect([end, rest]).toEqual(["", []]);
  });

  test("report.md shows medians, ratios, who is missing, what failed, and that it was interrupted", () => {
    const report = peersReport(run, ENGLISH);
    expect(report).toContain("INTERRUPTED");
    expect(report).toMatch(/\| \*\*escalera\*\* +\| 1\.2 +\| +89000 \| +1 ms \|/);
    expect(report).toMatch(/\| wrk +\| 1\.2 +\| +44500 \| +— \| .*2\.00 × \(2\.00–2\.00\)/);
    expect(report).toContain(missing);
    expect(report).toContain('wrk failed in 1 turn, first in round 2: it said "no", twice');
    expect(report).toMatch(
      /in 1 turn our generator called its own run invalid.* round 1: it stood still/,
    );
    expect(report).toContain("wrk had failed requests in 1 turn");
    expect(report).toContain("Not measured: nginx is not installed.");
  });

  test("a contest reads by itself in the terminal", () => {
    expect(contestText(contest, ENGLISH)).toStartWith("## PING to redis-server: closed load");
    const spanish = contestText(contest, SPANISH);
    expect(spanish).toStartWith("## PING a redis-server: carga cerrada");
    expect(spanish).toContain("wrk falló en 1 turno, por primera vez en la ronda 2");
  });
});
