// Doubts about a load run that do not invalidate it.
import { countFor, type ResponseTimes } from "../../run/load/censored.ts";
import { unansweredOf } from "../../run/load/conservation.ts";
import type { FailureKind } from "../../run/failure.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { GeneratorHealth, LoadPhase, LoadResult } from "../../run/load/run.ts";
import type { Notice } from "../../run/header.ts";
import { firstReplyWarnings } from "./first-replies.ts";
import { loadNotice } from "./notices.ts";
import { present } from "../../../src/units/present.ts";

/** Of a core: above this share, response times contain the generator's own queue. */
const SATURATED = 0.95;
/** Of all the host's cores. */
const HOST_BUSY = 0.95;
/** Of the limit of open files, and of the local ports there are. */
const NEARLY_ALL = 0.9;

/** Reported as requests without a reply, not as failures. */
const NO_ANSWER: ReadonlySet<FailureKind> = new Set(["reply time-out", "dropped"]);

export function loadWarnings(
  plan: LoadPlan,
  result: LoadResult,
  times: ResponseTimes,
  cpuCount: number | null,
): Notice[] {
  const { run, generators, watched } = result;
  const { expectedErrors, intended } = run.counts;
  return present(
    run.unmatched !== null &&
      loadNotice("unmatched", { reason: run.unmatched.reason, pipeline: plan.pipeline }),
    ...firstReplyWarnings(plan, result),
    ...unansweredWarnings(run),
    ...failureWarnings(run),
    expectedErrors > 0 &&
      loadNotice("expected-errors", { count: expectedErrors, share: expectedErrors / intended }),
    ...countWarnings(run, times),
    plan.target.kind === "tls" && plan.target.isInsecure && loadNotice("insecure", {}),
    ...generators.flatMap((health) => generatorWarnings(plan, health, result)),
    ...portWarnings(result),
    ...hostWarnings(result, cpuCount),
    ...watched
      .filter(({ hasEnded }) => hasEnded)
      .map(({ pid, command }) => loadNotice("watched-ended", { pid, command })),
  );
}

/** Share of a core that the generator needed: CPU time without spinning, plus the time it waited for a core. */
export function busyShareOf({ cpuShare, spinShare, runQueueShare }: GeneratorHealth): number {
  return Math.max(0, cpuShare - spinShare) + (runQueueShare ?? 0);
}

/** The number by which a generator is named; null where there is only one. */
export function numberOf(
  { generator }: GeneratorHealth,
  { generators }: LoadResult,
): number | null {
  return generators.length === 1 ? null : generator;
}

function unansweredWarnings({ counts }: LoadPhase): Notice[] {
  if (unansweredOf(counts) === 0) return [];
  const { intended, timedOut, unsent, dropped, unfinished } = counts;
  return [loadNotice("unanswered", { intended, timedOut, unsent, dropped, unfinished })];
}

function failureWarnings({ failures, counts }: LoadPhase): Notice[] {
  return failures
    .filter(({ kind }) => !NO_ANSWER.has(kind))
    .map(({ kind, count, example }) =>
      loadNotice("failed", { failure: kind, count, share: count / counts.intended, example }),
    );
}

function countWarnings({ response, strayReplies }: LoadPhase, times: ResponseTimes): Notice[] {
  const needed = countFor(99);
  const { count, isMatched } = times;
  return present(
    isMatched && count > 0 && count < needed && loadNotice("too-few-for-p99", { needed, count }),
    response.overflow > 0 && loadNotice("overflow", { count: response.overflow }),
    strayReplies > 0 && loadNotice("stray-replies", { count: strayReplies }),
  );
}

function generatorWarnings(plan: LoadPlan, health: GeneratorHealth, result: LoadResult): Notice[] {
  const busyShare = busyShareOf(health);
  const { openFilesMax, openFilesLimit } = health;
  const generator = numberOf(health, result);
  return present(
    busyShare >= SATURATED &&
      loadNotice("generator-saturated", {
        generator,
        busyShare,
        isOpen: plan.loop.kind === "open",
        generatorsToUse: result.generators.length + 1,
      }),
    openFilesLimit > 0 &&
      openFilesMax >= NEARLY_ALL * openFilesLimit &&
      loadNotice("open-files", { generator, count: openFilesMax, limit: openFilesLimit }),
  );
}

function portWarnings({ localPorts }: LoadResult): Notice[] {
  if (localPorts === null || localPorts.usedMax < NEARLY_ALL * localPorts.available) return [];
  const { usedMax, available } = localPorts;
  return [loadNotice("local-ports", { used: usedMax, available })];
}

function hostWarnings(
  { hostBusyShare, generators }: LoadResult,
  cpuCount: number | null,
): Notice[] {
  if (hostBusyShare === null || hostBusyShare < HOST_BUSY) return [];
  return cpuCount !== null && generators.length + 1 > cpuCount
    ? [
        loadNotice("host-too-small", {
          busyShare: hostBusyShare,
          generators: generators.length,
          cores: cpuCount,
        }),
      ]
    : [loadNotice("host-busy", { busyShare: hostBusyShare })];
}
