// Whether the generator measures what is known beforehand: a target that stands still for a while, and one whose delays
// are injected. Both are processes of their own; the load is made as any other.
import type { Text } from "../../src/units/text.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runGenerators } from "../generate/process/generators.ts";
import { judgeLoadValidity } from "../judge/load/validity.ts";
import { ResponseTimes } from "../run/load/censored.ts";
import type { LoadPlan } from "../run/load/plan.ts";
import type { LoadResult } from "../run/load/run.ts";
import { type Ns, NS_PER_SECOND } from "../../src/units/duration.ts";
import { say } from "../messages/texts.ts";
import { percentileOf } from "../stats/percentile.ts";
import { closedLoopTimesNs, type SentRequest } from "./closed-loop-reading.ts";
import type { TargetReport } from "./target.ts";
import { DELAY_STEPS, delayPercentileNs, frozenPercentileNs } from "./truth.ts";

const TARGET = fileURLToPath(new URL("target.ts", import.meta.url));
const PERCENTILES = [90, 95, 99, 100] as const;
/** Largest relative error of a measured figure. */
export const ALLOWED_ERROR = 0.02;

export interface SelftestRow {
  /** 100 is the maximum. */
  readonly percentile: number;
  readonly truthNs: Ns;
  /** From the intended start; null where it was not measured, or only a bound of it. */
  readonly measuredNs: Ns | null;
  /** What a closed load would have measured in the same run. */
  readonly closedLoopNs: Ns | null;
  readonly isRight: boolean;
}

export interface SelftestResult {
  readonly name: Text;
  readonly rows: readonly SelftestRow[];
  /** Empty if the generator was on time; otherwise the run proves nothing. */
  readonly invalidReasons: readonly Text[];
}

/** Requests in flight per connection. With fewer, catching up after the freeze takes 20 ms, which the true values do not include. */
const PIPELINE = 25;

/**
 * 1,000 arrivals a second for 12 s on 50 connections; from second 5 the target stands still for 2 s (SIGSTOP). By then
 * 1,250 are in flight, and 750 wait. The true values use the duration of the stop as the target saw it.
 */
export async function testFreeze(signal: AbortSignal): Promise<SelftestResult> {
  const durationNs = 12 * NS_PER_SECOND;
  using target = await startTarget("echo");
  const plan = { ...openPlan(target.port, 1000, durationNs, 50), pipeline: PIPELINE };
  const measured = await load(plan, signal, (zeroMs) => {
    const delayMs = zeroMs - (performance.timeOrigin + performance.now());
    setTimeout(() => {
      process.kill(target.pid, "SIGSTOP");
      setTimeout(() => process.kill(target.pid, "SIGCONT"), 2000);
    }, delayMs + 5000);
  });
  const freezeNs = target.stoppedNs();
  const truth = (percentile: number): Ns =>
    frozenPercentileNs(percentile, { durationNs, freezeNs });
  const stopped = `${(freezeNs / NS_PER_SECOND).toFixed(3)} s`;
  const name = say(({ selftest, number }) => selftest.freeze(number(stopped)));
  return compare(name, plan, measured, truth);
}

/** 200 arrivals a second for 12 s, each answered after the delay that is its own. */
export async function testDelays(signal: AbortSignal): Promise<SelftestResult> {
  using target = await startTarget("delays");
  // Enough connections for the longest delays, so that none waits for one.
  const plan = openPlan(target.port, 200, 12 * NS_PER_SECOND, 400);
  const measured = await load(plan, signal, () => undefined);
  const name = say(({ selftest }) => selftest.delays);
  return compare(name, plan, measured, (percentile) => delayPercentileNs(percentile, DELAY_STEPS));
}

function compare(
  name: Text,
  plan: LoadPlan,
  { result, requests }: Measured,
  truth: (percentile: number) => Ns,
): SelftestResult {
  const responses = new ResponseTimes(result.run);
  const closedLoop = closedLoopTimesNs(requests);
  return {
    name,
    rows: PERCENTILES.map((percentile) => {
      const truthNs = truth(percentile);
      const measured = responses.percentile(percentile);
      const measuredNs = measured.kind === "exact" ? measured.ns : null;
      return {
        percentile,
        truthNs,
        measuredNs,
        closedLoopNs: percentileOf(closedLoop, percentile) ?? null,
        isRight: measuredNs !== null && Math.abs(measuredNs - truthNs) <= ALLOWED_ERROR * truthNs,
      };
    }),
    invalidReasons: judgeLoadValidity(plan, result).invalidReasons,
  };
}

interface Measured {
  readonly result: LoadResult;
  /** All that were answered, from requests.csv. */
  readonly requests: readonly SentRequest[];
}

async function load(
  plan: LoadPlan,
  signal: AbortSignal,
  onRelease: (zeroMs: number) => void,
): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), "escalera-selftest-"));
  try {
    const samplesPath = join(folder, "requests.csv");
    const result = await runGenerators({
      plan,
      signal,
      onRelease,
      samplesPath: () => samplesPath,
      watchPids: [],
      onProgress: () => undefined,
      // A single one: its loss ends the load.
      onLost: () => undefined,
      onSamplesFailed(message) {
        throw new Error(message);
      },
    });
    return { result, requests: readAnswered(await Bun.file(samplesPath).text()) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** generator,request,name,connection,phase,outcome,failure,intended_start_ns,sent_ns,ended_ns */
function readAnswered(csv: string): SentRequest[] {
  const rows = csv.split("\r\n").map((row) => row.split(","));
  return rows
    .filter(([, , , , phase, outcome]) => phase === "run" && outcome === "ok")
    .map((cells) => ({
      connection: Number(cells[3]),
      sentNs: Number(cells[8]),
      endedNs: Number(cells[9]),
    }));
}

function openPlan(port: number, ratePerSec: number, durationNs: Ns, connections: number): LoadPlan {
  return {
    target: { kind: "tcp", hostname: "127.0.0.1", port },
    requests: [
      {
        name: "line",
        weight: 1,
        content: { kind: "text", text: String.raw`{{i}}\n` },
        reply: { kind: "line" },
        id: null,
        expect: null,
        reject: null,
        expectErrors: [],
      },
    ],
    greeting: { greeting: null, hello: [] },
    loop: {
      kind: "open",
      arrivals: { kind: "constant" },
      stages: [{ durationNs, startRatePerSec: ratePerSec, endRatePerSec: ratePerSec }],
      isDropping: false,
    },
    connections,
    pipeline: 1,
    isOrdered: true,
    reconnectEvery: null,
    durationNs,
    maxRequests: null,
    warmupNs: NS_PER_SECOND,
    timeoutNs: 10 * NS_PER_SECOND,
    generators: 1,
    seed: 1,
  };
}

/** Runs until it is disposed of. `stoppedNs` is how long its last stop was, as it saw it; 0 before. */
async function startTarget(mode: "echo" | "delays") {
  const listening = Promise.withResolvers<number>();
  let stoppedNs: Ns = 0;
  const child = Bun.spawn([process.execPath, TARGET, mode], {
    stdio: ["ignore", "ignore", "inherit"],
    // It ends with us, even if we are killed.
    env: { ...process.env, BUN_FEATURE_FLAG_NO_ORPHANS: "1" },
    ipc(report: TargetReport) {
      if (report.port !== undefined) listening.resolve(report.port);
      stoppedNs = report.stoppedNs ?? stoppedNs;
    },
    onExit: (_, code) => listening.reject(new Error(`the self-test's target ended with ${code}`)),
  });
  const port = await listening.promise;
  return {
    port,
    pid: child.pid,
    stoppedNs: () => stoppedNs,
    [Symbol.dispose]: () => child.kill("SIGKILL"),
  };
}
