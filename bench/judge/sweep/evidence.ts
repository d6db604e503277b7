// What the verdicts rest on: the judged bursts in which every request was answered, as stairs.
import { say } from "../../messages/texts.ts";
import type { Ns } from "../../../src/units/duration.ts";
import { type Text, untranslated } from "../../../src/units/text.ts";
import type { Notice } from "../../run/header.ts";
import { splitIntoGroups } from "../../run/sweep/groups.ts";
import type { Sampling } from "../../stats/fit.ts";
import type { Bounds, Expected, LevelAttempt } from "../../run/sweep/run.ts";
import {
  type RequestSample,
  responseNs,
  sendToReplyNs,
  type ServerReport,
} from "../../run/sweep/sample.ts";
import { groupGapNs } from "../../run/sweep/summary.ts";
import { sweepNotice } from "./notices.ts";
import { present } from "../../../src/units/present.ts";

/** One ok reply. Instants are offsets from the burst's t0, by the client's clock. */
export interface Reply {
  readonly completionNs: Ns;
  readonly sendToReplyNs: Ns;
  readonly report: ServerReport | null;
}

export type ReportedReply = Reply & { readonly report: ServerReport };

export interface JudgedLevel {
  readonly level: number;
  /** "35", or "35 (repeat 2)". */
  readonly name: Text;
  /** In order of completion: the index is the rank. */
  readonly replies: readonly Reply[];
  /** Sizes of the groups in which they came. */
  readonly groups: readonly number[];
}

export interface Evidence {
  readonly expected: Expected;
  readonly bounds: Bounds;
  readonly seed: number;
  /** Bursts in which every request was answered ok, by level. */
  readonly levels: readonly JudgedLevel[];
  readonly maxLevel: number;
  /** Bursts of each level that were asked for, so far. */
  readonly repeats: number;
  readonly sampling: Sampling;
  readonly gapNs: Ns;
  /** What was left out and why. */
  readonly warnings: readonly Notice[];
}

/** `judged` are the attempts that count (`judgedAttempts`). */
export function gatherEvidence(
  given: Pick<Evidence, "expected" | "bounds" | "seed" | "sampling">,
  judged: readonly LevelAttempt[],
): Evidence {
  // Where a request failed, a thread had less to do: the rest can't be ranked as a staircase.
  const whole = judged.filter(({ samples }) => samples.every(({ outcome }) => outcome === "ok"));
  const gapNs = groupGapNs(given.expected, whole);
  const levels = whole
    .map((attempt) => judgedLevel(attempt, gapNs))
    .sort((a, b) => a.level - b.level);
  return {
    ...given,
    levels,
    maxLevel: levels.at(-1)?.level ?? 0,
    repeats: Math.max(1, ...judged.map(({ repeat }) => repeat)),
    gapNs,
    warnings: exclusionWarnings(judged),
  };
}

function judgedLevel({ level, repeat, samples }: LevelAttempt, gapNs: Ns): JudgedLevel {
  const replies = samples.flatMap(toReply).sort((a, b) => a.completionNs - b.completionNs);
  const completionsNs = replies.map(({ completionNs }) => completionNs);
  return {
    level,
    name:
      repeat === 1
        ? untranslated(String(level))
        : say(({ sweepJudgement }) => sweepJudgement.run.repeatOf(level, repeat)),
    replies,
    groups: splitIntoGroups(completionsNs, gapNs).map((group) => group.length),
  };
}

function toReply(sample: RequestSample): Reply[] {
  const completionNs = responseNs(sample);
  const fromSendNs = sendToReplyNs(sample);
  if (completionNs === undefined || fromSendNs === undefined) return [];
  return [{ completionNs, sendToReplyNs: fromSendNs, report: sample.report }];
}

function exclusionWarnings(judged: readonly LevelAttempt[]): Notice[] {
  const countOf = (isCounted: (sample: RequestSample) => boolean): [number, number] => {
    const counts = judged.map(({ samples }) => samples.filter(isCounted).length);
    return [
      counts.filter((count) => count > 0).length,
      counts.reduce((sum, count) => sum + count, 0),
    ];
  };
  const [failedLevels, failed] = countOf(
    ({ outcome }) => outcome !== "ok" && outcome !== "unfinished",
  );
  const [cutLevels, cut] = countOf(({ outcome }) => outcome === "unfinished");
  return present(
    failed > 0 && sweepNotice("levels-failed", { requests: failed, levels: failedLevels }),
    cut > 0 && sweepNotice("levels-unfinished", { requests: cut, levels: cutLevels }),
  );
}

/** The replies, if every one came with a report. */
export function reportedReplies(level: JudgedLevel): readonly ReportedReply[] | undefined {
  return level.replies.every(hasReport) ? level.replies : undefined;
}

function hasReport(reply: Reply): reply is ReportedReply {
  return reply.report !== null;
}
