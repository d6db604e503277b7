// Plans for tests of the load generator, and the load of one through real generator processes.
import { runGenerators, type GeneratorsOptions } from "../../bench/generate/process/generators.ts";
import { phaseProblems } from "../../bench/run/load/conservation.ts";
import type { LoadPlan, RequestSpec } from "../../bench/run/load/plan.ts";
import type { LoadResult } from "../../bench/run/load/run.ts";
import { type Ns, NS_PER_SECOND } from "../../src/units/duration.ts";

/** A line with its number in it, answered by a line. */
export function lineRequest(changes: Partial<RequestSpec> = {}): RequestSpec {
  return {
    name: "line",
    weight: 1,
    content: { kind: "text", text: String.raw`{{i}}\n` },
    reply: { kind: "line" },
    id: null,
    expect: null,
    reject: null,
    expectErrors: [],
    ...changes,
  };
}

/** Closed loop, 4 connections, 40 requests, unless changed. */
export function planFor(port: number, changes: Partial<LoadPlan> = {}): LoadPlan {
  return {
    target: { kind: "tcp", hostname: "127.0.0.1", port },
    requests: [lineRequest()],
    greeting: { greeting: null, hello: [] },
    loop: { kind: "closed", thinkNs: 0 },
    connections: 4,
    pipeline: 1,
    isOrdered: false,
    reconnectEvery: null,
    durationNs: null,
    maxRequests: 40,
    warmupNs: 0,
    timeoutNs: 10 * NS_PER_SECOND,
    generators: 1,
    seed: 1,
    ...changes,
  };
}

/** `count` arrivals at this rate, open loop. */
export function openLoop(
  ratePerSec: number,
  count: number,
  isDropping = false,
): Pick<LoadPlan, "loop" | "durationNs" | "maxRequests"> {
  const durationNs: Ns = (count * NS_PER_SECOND) / ratePerSec;
  const stages = [{ durationNs, startRatePerSec: ratePerSec, endRatePerSec: ratePerSec }];
  return {
    loop: { kind: "open", arrivals: { kind: "constant" }, stages, isDropping },
    durationNs,
    maxRequests: null,
  };
}

/** Makes the load; that nothing vanished is checked of every one. */
export async function makeLoad(
  plan: LoadPlan,
  changes: Partial<GeneratorsOptions> = {},
): Promise<LoadResult> {
  const result = await runGenerators({
    plan,
    samplesPath: () => null,
    watchPids: [],
    onProgress: () => undefined,
    onRelease: () => undefined,
    onLost: () => undefined,
    onSamplesFailed: () => undefined,
    signal: new AbortController().signal,
    ...changes,
  });
  const phases = [result.run, result.warmup].filter((phase) => phase !== null);
  const problems = phases.flatMap((phase) => phaseProblems(phase));
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return result;
}
