// What each load generator prints → figures. Their exit codes say little: h2load and autocannon end with 0 when every
// connection was refused. So what is not understood, or held no good reply, is an error, and never a 0. A rate is the
// tool's own, less the share of requests that failed.
import { type Ns, NS_PER_MS, NS_PER_SECOND, NS_PER_US } from "../../src/units/duration.ts";
import { parseObject } from "../../src/units/json-object.ts";
import * as is from "../../src/units/schema.ts";
import type { Figures } from "../run/peers/run.ts";
import { type PeerError, peerError } from "./peer-error.ts";

/**
 * Reads `redis-benchmark -t ping_inline --csv` of so many `requests`. It counts no failures: it ends at the first one.
 * @throws {PeerError} as all of these do, if the output has another form or no request got a good reply.
 */
export function parseRedisBenchmark(stdout: string, requests: number): Figures {
  const [header = "", row = ""] = stdout.trim().split("\n");
  const names = header.split(",").map(unquote);
  const cells = row.split(",").map(unquote);
  const numberIn = (name: string): number => toNumber(cells[names.indexOf(name)], stdout);
  if (cells[0] !== "PING_INLINE") throw notUnderstood(stdout);
  return atLeastOne({
    okPerSec: numberIn("rps"),
    requestsOk: requests,
    requestsFailed: 0,
    responseP50Ns: Math.round(numberIn("p50_latency_ms") * NS_PER_MS),
    responseP99Ns: Math.round(numberIn("p99_latency_ms") * NS_PER_MS),
  });
}

/** Reads `wrk --latency`. */
export function parseWrk(stdout: string): Figures {
  const [, all] = find(stdout, /^ +(\d+) requests in \S+, /m);
  const [, perSec] = find(stdout, /^Requests\/sec: +([\d.]+)$/m);
  const bad = /^ +Non-2xx or 3xx responses: (\d+)$/m.exec(stdout)?.[1] ?? "0";
  // The line is only there when there were any.
  const errors = /^ +Socket errors: (.+)$/m.exec(stdout)?.[1] ?? "";
  const [, p50] = find(stdout, /^ +50% +(\S+)$/m);
  const [, p99] = find(stdout, /^ +99% +(\S+)$/m);
  const requestsOk = Number(all) - Number(bad);
  return atLeastOne({
    okPerSec: (Number(perSec) * requestsOk) / Number(all),
    requestsOk,
    requestsFailed: [...errors.matchAll(/\d+/g)].reduce(
      (sum, [errorCount]) => sum + Number(errorCount),
      Number(bad),
    ),
    responseP50Ns: toNs(p50, stdout),
    responseP99Ns: toNs(p99, stdout),
  });
}

/** Reads `h2load`, which tells no percentiles. */
export function parseH2load(stdout: string): Figures {
  const [, perSec] = find(stdout, /^finished in \S+, ([\d.]+) req\/s, /m);
  const [, done, ok, failed, errored, timedOut] = find(
    stdout,
    /^requests: .* (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout$/m,
  );
  return atLeastOne({
    okPerSec: (Number(perSec) * Number(ok)) / Number(done),
    requestsOk: Number(ok),
    requestsFailed: Number(failed) + Number(errored) + Number(timedOut),
  });
}

const Autocannon = is.object("What `autocannon --json` prints.", {
  "2xx": is.number(),
  non2xx: is.number(),
  errors: is.number(),
  timeouts: is.number(),
  mismatches: is.number(),
  requests: is.object("", { average: is.number("A second."), total: is.number() }),
  latency: is.object("In whole milliseconds.", { p50: is.number(), p99: is.number() }),
});

/** Reads `autocannon --json`. */
export function parseAutocannon(stdout: string): Figures {
  const result = parseObject(stdout);
  if (!is.matches(Autocannon, result)) throw notUnderstood(stdout);
  const { "2xx": requestsOk, non2xx, errors, timeouts, mismatches, requests, latency } = result;
  return atLeastOne({
    okPerSec: (requests.average * requestsOk) / requests.total,
    requestsOk,
    requestsFailed: non2xx + errors + timeouts + mismatches,
    responseP50Ns: latency.p50 * NS_PER_MS,
    responseP99Ns: latency.p99 * NS_PER_MS,
  });
}

/** @throws {PeerError} if nothing succeeded. */
function atLeastOne(figures: Figures): Figures {
  if (figures.requestsOk !== 0 && Number.isFinite(figures.okPerSec)) return figures;
  throw peerError(({ noGoodReply }) => noGoodReply(figures.requestsFailed ?? 0));
}

function find(text: string, pattern: RegExp): RegExpExecArray {
  const match = pattern.exec(text);
  if (match === null) throw notUnderstood(text);
  return match;
}

function notUnderstood(text: string): PeerError {
  const said = text.trim().slice(-200);
  return peerError(({ printedNothing, notUnderstood: unread }) =>
    said === "" ? printedNothing : unread(said),
  );
}

function unquote(cell: string): string {
  return cell.trim().replaceAll('"', "");
}

function toNumber(text: string | undefined, whole: string): number {
  const value = text?.trim() ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw notUnderstood(whole);
  return value;
}

const NS_PER_UNIT: Readonly<Record<string, number>> = {
  us: NS_PER_US,
  ms: NS_PER_MS,
  s: NS_PER_SECOND,
  m: 60 * NS_PER_SECOND,
};

/** "841.30us", "1.65ms", "1.00s", "1.02m". */
function toNs(text: string | undefined, whole: string): Ns {
  const [, value, unit = ""] = /^([\d.]+)(us|ms|s|m)$/.exec(text ?? "") ?? [];
  return Math.round(toNumber(value, whole) * (NS_PER_UNIT[unit] ?? Number.NaN));
}
