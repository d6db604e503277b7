// Order: first come, first served, from the server's acceptedSeq against the groups that the client saw.
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { say } from "../../messages/texts.ts";
import type { Text } from "../../../src/units/text.ts";
import type { Expected } from "../../run/sweep/run.ts";
import { type Evidence, reportedReplies, type ReportedReply } from "./evidence.ts";
import { finding, type Finding, NOTHING } from "./finding.ts";
import type { ServerReports } from "./server-reports.ts";
import type { Width } from "./width.ts";

/** A straggler that slips into the next group takes another's place; more than this share is another order. */
const MISPLACED_SHARE = 0.02;
/** Starts that are closer together than this are at once: threads are woken in any order. */
const SAME_START_NS: Ns = 5 * NS_PER_MS;

/** Of pairs; a random order has half of them. */
const REVERSED_SHARE = 0.9;

/** What was compared in one burst. */
interface Placement {
  readonly checked: number;
  readonly misplaced: number;
  /** Pairs of tasks that waited and were not served at once; of these, those in which the later one came first. */
  readonly pairs: number;
  readonly reversedPairs: number;
}

/**
 * Of n tasks at once on c threads the first c start, whatever the order, and the group after them is full of waiting
 * ones in *any* order if n ≤ 2c: only bursts of more than two groups show it. There the reply to the task accepted
 * i-th (from 0) must be in group floor(i / c) of the replies.
 */
export function judgeOrder(
  { levels, expected }: Evidence,
  width: Width,
  reports: ServerReports,
): Finding {
  const doubt = doubtOf(reports, expected);
  if (doubt !== undefined) return doubt;
  const threads = width.kind === "clear" ? width.threads : null;
  if (threads === null) {
    const why = say(({ sweepJudgement: { order } }) =>
      width.kind === "too few" ? order.nobodyWaited : order.unclearGroups,
    );
    return finding("order", "not identifiable", { summary: why, phrase: NOTHING });
  }
  const placements = levels
    .filter(({ level }) => level > 2 * threads)
    .map((level) => placeByGroups(reportedReplies(level) ?? [], threads));
  return conclude(
    placements,
    say((texts) => texts.sweepJudgement.order.notInGroup),
    say((texts) => texts.sweepJudgement.order.tooFewGroups(threads)),
  );
}

/** Of a distribution: the order of reported starts against that of acceptance. */
export function judgeStartOrder({ levels, expected }: Evidence, reports: ServerReports): Finding {
  const doubt = doubtOf(reports, expected);
  if (doubt !== undefined) return doubt;
  return conclude(
    levels.map((level) => placeByStarts(reportedReplies(level) ?? [])),
    say((texts) => texts.sweepJudgement.order.startedEarly),
    say((texts) => texts.sweepJudgement.order.nobodyWaited),
  );
}

function doubtOf(
  { isUsable, whyNot, isSeveralServers }: ServerReports,
  { topology }: Expected,
): Finding | undefined {
  const why =
    topology !== undefined
      ? say((texts) => texts.sweepJudgement.order.severalParts)
      : !isUsable
        ? whyNot
        : isSeveralServers
          ? say((texts) => texts.sweepJudgement.order.severalServers)
          : undefined;
  if (why === undefined) return undefined;
  const evidence = isSeveralServers && isUsable ? { severalServers: true } : {};
  return finding("order", "unknown", { summary: why, phrase: NOTHING }, evidence);
}

function placeByGroups(replies: readonly ReportedReply[], threads: number): Placement {
  const groupOf = new Map(replies.map((reply, rank) => [reply, Math.floor(rank / threads)]));
  const byAcceptance = replies.toSorted((a, b) => a.report.acceptedSeq - b.report.acceptedSeq);
  const groups = byAcceptance.map((reply) => groupOf.get(reply) ?? 0);
  const misplaced = groups.filter((group, i) => group !== Math.floor(i / threads)).length;
  const waited = groups.slice(threads);
  return { checked: groups.length, misplaced, ...countPairs(waited, 0) };
}

function placeByStarts(replies: readonly ReportedReply[]): Placement {
  const byAcceptance = replies.toSorted((a, b) => a.report.acceptedSeq - b.report.acceptedSeq);
  const startsNs = byAcceptance.map(
    ({ report }) => (report.startedAtMs - (byAcceptance[0]?.report.startedAtMs ?? 0)) * NS_PER_MS,
  );
  let latestNs = Number.NEGATIVE_INFINITY;
  let misplaced = 0;
  for (const startNs of startsNs) {
    if (startNs < latestNs - SAME_START_NS) misplaced++;
    latestNs = Math.max(latestNs, startNs);
  }
  const waited = startsNs.filter((startNs) => startNs > Math.min(...startsNs) + SAME_START_NS);
  return { checked: waited.length, misplaced, ...countPairs(waited, SAME_START_NS) };
}

/** Each of those that waited, in order of acceptance, with the one half of them on: enough to tell reversed from random. */
function countPairs(
  served: readonly number[],
  tolerance: number,
): Pick<Placement, "pairs" | "reversedPairs"> {
  const half = Math.ceil(served.length / 2);
  const differences = served
    .slice(half)
    .map((later, i) => later - (served[i] ?? later))
    .filter((difference) => Math.abs(difference) > tolerance);
  return {
    pairs: differences.length,
    reversedPairs: differences.filter((difference) => difference < 0).length,
  };
}

function conclude(placements: readonly Placement[], fault: Text, noEvidence: Text): Finding {
  const sum = (key: keyof Placement): number =>
    placements.reduce((total, placement) => total + placement[key], 0);
  const [checked, misplaced, pairs, reversed] = [
    sum("checked"),
    sum("misplaced"),
    sum("pairs"),
    sum("reversedPairs"),
  ];
  if (checked === 0) {
    return finding("order", "not identifiable", { summary: noEvidence, phrase: NOTHING });
  }
  const evidence = { requests: checked, misplaced, bursts: placements.length };
  if (misplaced <= MISPLACED_SHARE * checked) {
    const summary = say(({ sweepJudgement, counted }) =>
      sweepJudgement.order.inOrder(misplaced, counted.requests(checked)),
    );
    return finding("order", "pass", { summary: summary, phrase: NOTHING }, evidence);
  }
  const isReversed = pairs > 0 && reversed > REVERSED_SHARE * pairs;
  const order = say((texts) => {
    const { reversed: lastFirst, notInOrder } = texts.sweepJudgement.order;
    return isReversed ? lastFirst : notInOrder;
  });
  const summary = say((texts) =>
    texts.sweepJudgement.order.found(
      texts.of(order),
      misplaced,
      texts.counted.requests(checked),
      texts.of(fault),
    ),
  );
  return finding("order", "fail", { summary: summary, phrase: order }, evidence);
}
