import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { Figures } from "../run/peers/run.ts";
import { PeerError } from "./peer-error.ts";
import { parseAutocannon, parseH2load, parseRedisBenchmark, parseWrk } from "./tool-output.ts";

/** What the tools really printed: redis-benchmark 7.0.15, wrk 4.1.0, h2load 1.52.0, autocannon 9.0.0. */
function printed(name: string): string {
  return readFileSync(`${import.meta.dir}/fixtures/${name}.txt`, "utf8");
}

const parseRedis = (stdout: string): Figures => parseRedisBenchmark(stdout, 40_000);

describe("what a load generator prints", () => {
  test.each([
    [
      "redis-benchmark",
      parseRedis,
      { okPerSec: 95923.27, requestsOk: 40_000, responseP50Ns: 263_000, responseP99Ns: 615_000 },
    ],
    [
      "wrk",
      parseWrk,
      { okPerSec: 37866.91, requestsOk: 37_908, responseP50Ns: 796_000, responseP99Ns: 1_650_000 },
    ],
    ["h2load", parseH2load, { okPerSec: 38413, requestsOk: 38_413 }],
    [
      "autocannon",
      parseAutocannon,
      { okPerSec: 18440, requestsOk: 18_442, responseP50Ns: 1_000_000, responseP99Ns: 6_000_000 },
    ],
  ] as const)("%s: rate, counts and percentiles in ns", (name, parse, expected) => {
    expect(parse(printed(`${name}-ok`))).toEqual({ ...expected, requestsFailed: 0 });
  });

  test.each([
    ["wrk: every reply was a 404", parseWrk, "wrk-404", "52513 failed"],
    ["h2load: every reply was a 404", parseH2load, "h2load-404", "48474 failed"],
    ["autocannon: every reply was a 404", parseAutocannon, "autocannon-404", "18047 failed"],
    ["h2load: every connection was refused, exit 0", parseH2load, "h2load-refused", "0 failed"],
    ["autocannon: the same", parseAutocannon, "autocannon-refused", "5344 failed"],
    ["wrk: it was refused and printed nothing", parseWrk, "wrk-refused", "printed nothing"],
    [
      "redis-benchmark: the server died, a header without a row",
      parseRedis,
      "redis-benchmark-server-died",
      "not understood",
    ],
  ] as const)("without one good reply is an error, not a 0: %s", (_, parse, name, message) => {
    expect(() => parse(printed(name))).toThrow(message);
    expect(() => parse(printed(name))).toThrow(PeerError);
  });

  test("wrk's errors of sockets are counted, and the rate is what was answered", () => {
    const figures = parseWrk(printed("wrk-server-died"));
    expect(figures).toMatchObject({ requestsOk: 21_023, requestsFailed: 34 + 89_312 });
    expect(figures.okPerSec).toBe(10503.67);
  });

  test("autocannon's errors are counted, and the rate is that of the 2xx", () => {
    const figures = parseAutocannon(printed("autocannon-server-died"));
    expect(figures).toMatchObject({ requestsOk: 830, requestsFailed: 9121, okPerSec: 415 });
  });

  test.each([
    ["redis-benchmark", parseRedis],
    ["wrk", parseWrk],
    ["h2load", parseH2load],
    ["autocannon", parseAutocannon],
  ] as const)("%s: any other output is not understood", (name, parse) => {
    const whole = printed(`${name}-ok`);
    const others = [
      "usage: …",
      "{}",
      "null",
      whole.slice(0, whole.length / 3),
      whole.replaceAll(/\d+/g, "x"),
    ];
    for (const other of others) expect(() => parse(other)).toThrow("not understood");
  });
});
