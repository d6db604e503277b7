// Doubts about a load run that do not invalidate it.
import { say, type Texts } from "../../messages/texts.ts";
import type { Text } from "../../../src/units/text.ts";
import { countFor, type ResponseTimes } from "../../run/load/censored.ts";
import { unansweredOf } from "../../run/load/conservation.ts";
import type { FailureKind } from "../../run/failure.ts";
import type { LoadPlan } from "../../run/load/plan.ts";
import type { GeneratorHealth, LoadPhase, LoadResult, Unmatched } from "../../run/load/run.ts";
import { remedyText } from "./failure-texts.ts";
import { firstReplyWarnings } from "./first-replies.ts";
import { formatCount } from "./figures.ts";
import { shareText } from "./texts.ts";

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
): Text[] {
  const { run, generators } = result;
  return [
    ...(run.unmatched === null ? [] : [unmatchedWarning(run.unmatched, plan)]),
    ...firstReplyWarnings(plan, result),
    ...unansweredWarnings(run),
    ...failureWarnings(run),
    ...expectedErrorWarnings(run),
    ...countWarnings(run, times),
    ...(plan.target.kind === "tls" && plan.target.isInsecure ? [say((t) => t.load.insecure)] : []),
    ...generators.flatMap((health) => generatorWarnings(plan, health, result)),
    ...portWarnings(result),
    ...hostWarnings(result, cpuCount),
    ...result.watched
      .filter(({ hasEnded }) => hasEnded)
      .map(({ pid, command }) => say((t) => t.load.watchedEnded(pid, command))),
  ];
}

/** Share of a core that the generator needed: CPU time without spinning, plus the time it waited for a core. */
export function busyShareOf({ cpuShare, spinShare, runQueueShare }: GeneratorHealth): number {
  return Math.max(0, cpuShare - spinShare) + (runQueueShare ?? 0);
}

/** "the generator", or "generator 2" where there are several. */
export function generatorText(
  t: Texts,
  { generator }: GeneratorHealth,
  { generators }: LoadResult,
): string {
  return t.load.generator(generators.length === 1 ? null : generator);
}

/** Why there are no percentiles, and what to do. */
function unmatchedWarning({ reason }: Unmatched, { pipeline }: LoadPlan): Text {
  return say((t) => {
    const words = t.load.unmatched;
    switch (reason) {
      case "no order":
        return words.noOrder(count(t, pipeline));
      case "id in use":
        return words.idInUse;
      case "out of order":
        return words.outOfOrder;
      default:
        return reason satisfies never;
    }
  });
}

function unansweredWarnings({ counts }: LoadPhase): Text[] {
  const { timedOut, unsent, dropped, unfinished, intended } = counts;
  const unanswered = unansweredOf(counts);
  if (unanswered === 0) return [];
  return [
    say((t) => {
      const words = t.load.unansweredParts;
      const parts = [
        [timedOut, words.timedOut] as const,
        [unsent, words.unsent] as const,
        [dropped, words.dropped] as const,
        [unfinished, words.unfinished] as const,
      ].flatMap(([own, part]) => (own === 0 ? [] : [part(count(t, own))]));
      const share = shareText(t, unanswered / intended);
      return t.load.unanswered(count(t, unanswered), share, parts.join("; "));
    }),
  ];
}

function failureWarnings({ failures, counts }: LoadPhase): Text[] {
  return failures
    .filter(({ kind }) => !NO_ANSWER.has(kind))
    .map(({ kind, count: own, example }) =>
      say((t) =>
        t.load.failed(
          count(t, own),
          shareText(t, own / counts.intended),
          t.failures.kinds[kind],
          t.of(example),
          remedyText(t, kind),
        ),
      ),
    );
}

function expectedErrorWarnings({ counts }: LoadPhase): Text[] {
  const { expectedErrors, intended } = counts;
  if (expectedErrors === 0) return [];
  return [
    say((t) =>
      t.load.expectedErrors(count(t, expectedErrors), shareText(t, expectedErrors / intended)),
    ),
  ];
}

function countWarnings({ response, strayReplies }: LoadPhase, times: ResponseTimes): Text[] {
  const needed = countFor(99);
  return [
    ...(times.isMatched && times.count > 0 && times.count < needed
      ? [say((t) => t.load.tooFewForP99(count(t, needed), count(t, times.count)))]
      : []),
    ...(response.overflow > 0 ? [say((t) => t.load.overflow(count(t, response.overflow)))] : []),
    ...(strayReplies > 0 ? [say((t) => t.load.strayReplies(count(t, strayReplies)))] : []),
  ];
}

function generatorWarnings(plan: LoadPlan, health: GeneratorHealth, result: LoadResult): Text[] {
  const busy = busyShareOf(health);
  const { openFilesMax, openFilesLimit } = health;
  const isOpen = plan.loop.kind === "open";
  return [
    ...(busy >= SATURATED
      ? [
          say((t) =>
            t.load.generatorSaturated(
              generatorText(t, health, result),
              shareText(t, busy),
              isOpen,
              result.generators.length + 1,
            ),
          ),
        ]
      : []),
    ...(openFilesLimit > 0 && openFilesMax >= NEARLY_ALL * openFilesLimit
      ? [
          say((t) =>
            t.load.openFiles(
              generatorText(t, health, result),
              count(t, openFilesMax),
              count(t, openFilesLimit),
              remedyText(t, "out of descriptors") ?? "",
            ),
          ),
        ]
      : []),
  ];
}

function portWarnings({ localPorts }: LoadResult): Text[] {
  if (localPorts === null || localPorts.usedMax < NEARLY_ALL * localPorts.available) return [];
  const { usedMax, available } = localPorts;
  return [
    say((t) =>
      t.load.localPorts(
        count(t, usedMax),
        count(t, available),
        remedyText(t, "out of ports") ?? "",
      ),
    ),
  ];
}

function hostWarnings({ hostBusyShare, generators }: LoadResult, cpuCount: number | null): Text[] {
  if (hostBusyShare === null || hostBusyShare < HOST_BUSY) return [];
  const isTooSmall = cpuCount !== null && generators.length + 1 > cpuCount;
  return [
    say((t) => {
      const share = shareText(t, hostBusyShare);
      return isTooSmall
        ? t.load.hostTooSmall(share, count(t, generators.length), count(t, cpuCount))
        : t.load.hostBusy(share);
    }),
  ];
}

function count(t: Texts, value: number): string {
  return t.number(formatCount(value));
}
