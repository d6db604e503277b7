// Doubts about a load run that spoil nothing: what a reader of its figures ought to know.
import { counted } from "../../src/units/counted.ts";
import { countFor, type ResponseTimes } from "../measure/censored.ts";
import { type FailureKind, REMEDIES } from "../measure/failure.ts";
import type { LoadPlan } from "../measure/load-plan.ts";
import type { GeneratorHealth, LoadPhase, LoadResult, Unmatched } from "../measure/load-run.ts";
import { firstReplyWarnings } from "./first-replies.ts";
import { countedInWords, formatCount, formatShare } from "./load-figures.ts";

/** Of a core: beyond it a generator's own queue is in what it measures. */
const SATURATED = 0.95;
/** Of all the host's cores. */
const HOST_BUSY = 0.95;
/** Of the limit of open files, and of the local ports there are. */
const NEARLY_ALL = 0.9;

/** Counted as what was never answered, not among the failures. */
const NO_ANSWER: ReadonlySet<FailureKind> = new Set(["reply time-out", "dropped"]);

export function loadWarnings(
  plan: LoadPlan,
  result: LoadResult,
  times: ResponseTimes,
  cpuCount: number | null,
): string[] {
  const { run, generators } = result;
  return [
    ...(run.unmatched === null ? [] : [unmatchedWarning(run.unmatched, plan)]),
    ...firstReplyWarnings(plan, result),
    ...unansweredWarnings(run),
    ...failureWarnings(run),
    ...countWarnings(run, times),
    ...(plan.target.kind === "tls" && plan.target.isInsecure
      ? ["the target's certificate was not checked (--insecure): who answered is not known"]
      : []),
    ...generators.flatMap((health) => generatorWarnings(plan, health, result)),
    ...portWarnings(result),
    ...hostWarnings(result, cpuCount),
    ...result.watched
      .filter(({ hasEnded }) => hasEnded)
      .map(
        ({ pid, command }) => `the watched process ${pid} (${command}) ended before the run did`,
      ),
  ];
}

/** Share of a core that the generator had work for: its CPU time but for the spinning, and its waiting for a core. */
export function busyShareOf({ cpuShare, spinShare, runQueueShare }: GeneratorHealth): number {
  return Math.max(0, cpuShare - spinShare) + (runQueueShare ?? 0);
}

/** "the generator", or "generator 2" where there are several. */
export function generatorName({ generator }: GeneratorHealth, { generators }: LoadResult): string {
  return generators.length === 1 ? "the generator" : `generator ${generator}`;
}

/** Why there are no percentiles, and what to do. */
function unmatchedWarning({ reason }: Unmatched, { pipeline }: LoadPlan): string {
  const so = "percentiles are unknown (—), the throughput holds, and so does a mean that is shown";
  switch (reason) {
    case "no order":
      return `up to ${formatCount(pipeline)} requests were in flight on a connection (--pipeline), and nothing tells which one a reply answers: ${so}; give --ordered if the protocol promises replies in the order of the requests, or say where replies carry an id: --id-at, --id-match, --reply json-id`;
    case "id in use":
      return `requests in flight on one connection had the same id, so that nothing tells which one a reply answers: ${so}; make ids that differ, such as {{uuid}}, {{i}} or {{u32be i}} (in 16 bits the index begins again at 65,536)`;
    case "out of order":
      return `replies came out of order: ${so}; leave out --ordered, and say where replies carry an id: --id-at, --id-match, --reply json-id`;
    default:
      return reason satisfies never;
  }
}

function unansweredWarnings({ counts }: LoadPhase): string[] {
  const { timedOut, unsent, dropped, unfinished, intended } = counts;
  const kinds = [
    [timedOut, "timed out"],
    [unsent, "never got a connection"],
    [dropped, "dropped, as every connection was busy"],
    [unfinished, "in flight when the run was stopped"],
  ] as const;
  const unanswered = timedOut + unsent + dropped + unfinished;
  if (unanswered === 0) return [];
  const parts = kinds.flatMap(([count, words]) =>
    count === 0 ? [] : [`${formatCount(count)} ${words}`],
  );
  const who = countedInWords(unanswered, "request was", "requests were");
  return [
    `${who} never answered (${formatShare(unanswered / intended)}: ${parts.join("; ")}); the percentiles count them as longer than they waited`,
  ];
}

function failureWarnings({ failures, counts }: LoadPhase): string[] {
  return failures
    .filter(({ kind }) => !NO_ANSWER.has(kind))
    .map(({ kind, count, example }) => {
      const remedy = REMEDIES[kind];
      const advice = remedy === undefined ? "" : `: ${remedy}`;
      const said = example === "" ? "" : `, the first: ${example}`;
      return `${countedInWords(count, "request")} failed (${formatShare(count / counts.intended)}): ${kind}${said}${advice}`;
    });
}

function countWarnings(
  { response, strayReplies }: LoadPhase,
  { count, isMatched }: ResponseTimes,
): string[] {
  const needed = countFor(99);
  return [
    ...(isMatched && count > 0 && count < needed
      ? [
          `p99 wants ${countedInWords(needed, "request")}, there ${count === 1 ? "is" : "are"} ${formatCount(count)}`,
        ]
      : []),
    ...(response.overflow > 0
      ? [
          `${countedInWords(response.overflow, "request")} took longer than 1 h; by how much is not known`,
        ]
      : []),
    ...(strayReplies > 0
      ? [
          `bytes came ${counted(strayReplies, "time")} that answer no request in flight: is the end of a reply (--reply), or its id, as the target writes it?`,
        ]
      : []),
  ];
}

function generatorWarnings(plan: LoadPlan, health: GeneratorHealth, result: LoadResult): string[] {
  const name = generatorName(health, result);
  const busy = busyShareOf(health);
  const { openFilesMax, openFilesLimit } = health;
  const more = `--generators ${result.generators.length + 1}`;
  const meaning =
    plan.loop.kind === "open"
      ? `response times hold its own queue: try a lower --rate or ${more}`
      : `throughput may be its own limit, and response times hold its own queue: try ${more}, or --pipeline`;
  return [
    ...(busy >= SATURATED
      ? [`${name} was busy for ${formatShare(busy)} of a core: ${meaning}`]
      : []),
    ...(openFilesLimit > 0 && openFilesMax >= NEARLY_ALL * openFilesLimit
      ? [
          `${name} had ${formatCount(openFilesMax)} of at most ${formatCount(openFilesLimit)} files open: ${REMEDIES["out of descriptors"]}`,
        ]
      : []),
  ];
}

function portWarnings({ localPorts }: LoadResult): string[] {
  if (localPorts === null || localPorts.usedMax < NEARLY_ALL * localPorts.available) return [];
  const { usedMax, available } = localPorts;
  return [
    `${formatCount(usedMax)} of ${formatCount(available)} local ports were in use: ${REMEDIES["out of ports"]}`,
  ];
}

function hostWarnings(
  { hostBusyShare, generators }: LoadResult,
  cpuCount: number | null,
): string[] {
  if (hostBusyShare === null || hostBusyShare < HOST_BUSY) return [];
  const busy = `the host's cores were ${formatShare(hostBusyShare)} busy`;
  return cpuCount !== null && generators.length + 1 > cpuCount
    ? [
        `${busy}: ${counted(generators.length, "generator")} and a target are more than its ${counted(cpuCount, "core")} carry, if the target runs here too`,
      ]
    : [
        `${busy}: the generator, the target if it runs here, and other processes waited for one another`,
      ];
}
