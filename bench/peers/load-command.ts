// `bun bench load` as a user types it, in a process of its own; its figures are read from the run.json that it leaves.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readEnvironment } from "../archive/environment.ts";
import { errorsOf } from "../run/load/conservation.ts";
import { ResponseTimes } from "../run/load/censored.ts";
import { type EncodedHistogram, decodeHistogram } from "../stats/encoded-histogram.ts";
import type { LoadRun } from "../run/load/run.ts";
import { type Ns, NS_PER_SECOND } from "../../src/units/duration.ts";
import { joinTexts } from "../../src/units/text.ts";
import type { Figures } from "../run/peers/run.ts";
import { peerError } from "./peer-error.ts";
import type { Turn } from "./contest.ts";
import { lastWordsOf, runTool } from "./run-tool.ts";

export const MAIN = fileURLToPath(new URL("../cli/main.ts", import.meta.url));

/** It measured, and says that it, not the target, was the limit. */
const EXIT_INVALID = 3;

/**
 * Runs `bun bench load` with these arguments and returns its run; that it calls it invalid is a doubt.
 * @throws {PeerError} if it fails or takes longer than `timeoutNs`; the signal's reason if that is aborted.
 */
export async function runLoad(
  args: readonly string[],
  timeoutNs: Ns,
  { signal, onDoubt }: Turn,
): Promise<LoadRun> {
  const out = mkdtempSync(join(tmpdir(), "escalera-peers-"));
  try {
    const command = [process.execPath, MAIN, "load", ...args, "--allow-errors", "--out", out];
    const { exitCode, stdout, stderr } = await runTool(command, timeoutNs, signal);
    const [folder] = readdirSync(out);
    if (folder === undefined || (exitCode !== 0 && exitCode !== EXIT_INVALID)) {
      const words = lastWordsOf(stderr || stdout);
      throw peerError(({ endedWith }) => endedWith(exitCode, words));
    }
    const run = (await Bun.file(join(out, folder, "run.json")).json()) as LoadRun;
    if (exitCode === EXIT_INVALID) onDoubt(joinTexts(run.judgement?.invalidReasons ?? [], "; "));
    return run;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/**
 * What a run measured, as far as its counts carry it.
 * @throws {PeerError} if no request got an ok reply.
 */
export function loadFigures({ result }: LoadRun): Figures {
  if (result === null) throw peerError(({ noResult }) => noResult);
  const { counts, okInWindow, startNs, endNs, scheduleLag } = result.run;
  if (counts.ok === 0) {
    const [first] = result.run.failures;
    throw peerError(({ noOkReply }, { failures, of }) =>
      noOkReply(first ? `${failures.kinds[first.kind]}, ${of(first.example)}` : ""),
    );
  }
  const times = new ResponseTimes(result.run);
  const responseNs = (percentile: number): Ns | undefined => {
    const found = times.percentile(percentile);
    return found.kind === "exact" ? found.ns : undefined;
  };
  const sum = (values: readonly number[]): number | undefined =>
    values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
  return withoutAbsent({
    okPerSec: okInWindow / ((endNs - startNs) / NS_PER_SECOND),
    requestsOk: counts.ok,
    requestsFailed: errorsOf(counts),
    responseP50Ns: responseNs(50),
    responseP99Ns: responseNs(99),
    scheduleLagP50Ns: percentileOf(scheduleLag, 50),
    scheduleLagP99Ns: percentileOf(scheduleLag, 99),
    generatorCpuShare: sum(result.generators.map(({ cpuShare }) => cpuShare)),
    generatorMemoryMaxBytes: sum(result.generators.map(({ memoryMaxBytes }) => memoryMaxBytes)),
    serverCpuShare: sum(result.watched.map(({ cpuShare }) => cpuShare)),
    serverMemoryMaxBytes: sum(result.watched.map(({ memoryMaxBytes }) => memoryMaxBytes)),
  });
}

/** Last ok reply, from the intended start of a burst; within the histogram's resolution. */
export function makespanNs({ result }: LoadRun): Ns | undefined {
  return result === null ? undefined : decodeHistogram(result.run.response).maxNs;
}

/** How long it took to open all connections. */
export function openingFigures({ result }: LoadRun): Figures {
  return result === null ? {} : { openNs: result.connectNs };
}

export function ourVersion(): string {
  const { escaleraVersion, commit } = readEnvironment();
  return commit === null ? escaleraVersion : `${escaleraVersion} (${commit})`;
}

/** Undefined where there are no values, as in a closed loop. */
function percentileOf(encoded: EncodedHistogram, percentile: number): Ns | undefined {
  return decodeHistogram(encoded).percentileNs(percentile);
}

function withoutAbsent(figures: { readonly [K in keyof Figures]: number | undefined }): Figures {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}
