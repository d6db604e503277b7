// Width: how many tasks run at once, counted between the gaps. The client's clock alone decides.
import { medianOf } from "../../stats/percentile.ts";
import { idealMakespanNs, isTimeShared, stepSpacingNs } from "../../theory/staircase.ts";
import { say, type Texts } from "../../messages/texts.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import { type Evidence, type JudgedLevel } from "./evidence.ts";
import { finding, type Finding, timeIn } from "./finding.ts";

/**
 * `clear`: groups of one size. `mixed`: some bursts clearly show one size and some another. `blurred`: groups of all
 * sizes. `at least`: all of more clients than expected threads came at once. `merged`: so they did, but so late that the
 * expected threads may have ended their groups one by one, with the replies held back. `too fast`: steps shorter than the
 * jitter of replies. `too few`: no burst had to wait.
 */
export type WidthKind =
  "clear" | "mixed" | "blurred" | "at least" | "merged" | "too fast" | "too few";

export interface Width {
  readonly kind: WidthKind;
  /** Where `clear` or `mixed`, the commonest size of full groups; where `at least`, the least. */
  readonly threads: number | null;
  readonly fullGroups: number;
  /** Full groups of just that size. */
  readonly agreeing: number;
  /** Where `mixed`: width → number of bursts that clearly show it. */
  readonly burstsOf: ReadonlyMap<number, number>;
}

/** Share of full groups that must have one size; a single late reply makes two groups wrong. */
const CLEAR_SHARE = 0.9;
/**
 * A second width counts from this weight and share on. A burst weighs as many full groups as it has, up to two: a single
 * one may be a straggler's doing.
 */
const SECOND_WIDTH_WEIGHT = 3;
const SECOND_WIDTH_SHARE = 0.05;

/** Replies come with so much jitter that shorter steps can't be seen. */
const SHORTEST_STEP_NS: Ns = 1 * NS_PER_MS;
/** Of the expected spacing: gaps so much shorter are pauses of the machine rather than steps of the system. */
const SHORTEST_STEP_SHARE = 0.01;

function shortestStepNs(expected: Evidence["expected"]): Ns {
  return Math.max(SHORTEST_STEP_NS, SHORTEST_STEP_SHARE * stepSpacingNs(expected));
}
/** One stall may merge the groups of a burst; as many bursts as this were not all stalled. */
const MERGED_BURSTS = 3;

export function findWidth(evidence: Evidence): Width {
  const { levels, maxLevel, expected, gapNs } = evidence;
  const none = { threads: null, fullGroups: 0, agreeing: 0, burstsOf: new Map() };
  if (maxLevel > expected.threads && 2 * gapNs < shortestStepNs(expected)) {
    return { ...none, kind: "too fast" };
  }
  const commonest = commonestSize(levels.flatMap((level) => level.groups.slice(0, -1)));
  if (commonest === undefined) {
    if (maxLevel <= expected.threads) return { ...none, kind: "too few" };
    const atOnce = levelAtOnce(evidence);
    return { ...none, kind: atOnce === undefined ? "merged" : "at least", threads: atOnce ?? null };
  }
  // The last group of a burst may be smaller than the width, never larger.
  const fullGroups = levels.flatMap(({ groups }) => {
    const last = groups.at(-1) ?? 0;
    return last > commonest ? groups : groups.slice(0, -1);
  });
  const agreeing = fullGroups.filter((size) => size === commonest).length;
  const widths = clearWidths(levels);
  const weightOf = (own: readonly ClearWidth[]): number =>
    own.reduce((sum, { weight }) => sum + weight, 0);
  const second = [...widths.entries()].some(
    ([threads, own]) =>
      threads !== commonest &&
      weightOf(own) >= SECOND_WIDTH_WEIGHT &&
      weightOf(own) >= SECOND_WIDTH_SHARE * weightOf([...widths.values()].flat()),
  );
  const isClear = agreeing >= CLEAR_SHARE * fullGroups.length;
  return {
    kind: second ? "mixed" : isClear ? "clear" : "blurred",
    threads: commonest,
    fullGroups: fullGroups.length,
    agreeing,
    burstsOf: new Map([...widths].map(([threads, own]) => [threads, own.length])),
  };
}

/**
 * Where each burst came as one group: the largest that surely was in hand at once, since it ended before the expected threads
 * could have ended its last group, or since a stall can't have merged so many bursts.
 */
function levelAtOnce({ levels, expected, maxLevel }: Evidence): number | undefined {
  const waiting = levels.filter(({ level }) => level > expected.threads);
  if (waiting.length >= MERGED_BURSTS) return maxLevel;
  return waiting.findLast(({ level, replies }) => {
    const makespanNs = replies.at(-1)?.completionNs ?? 0;
    return makespanNs < idealMakespanNs(level, expected) - stepSpacingNs(expected) / 2;
  })?.level;
}

interface ClearWidth {
  readonly threads: number;
  readonly weight: number;
}

/** The bursts whose full groups all have one size, and none more in the last, by that size. */
function clearWidths(levels: readonly JudgedLevel[]): Map<number, ClearWidth[]> {
  const widths = levels.flatMap(({ groups }): ClearWidth[] => {
    const full = groups.slice(0, -1);
    const [threads] = full;
    if (threads === undefined || full.some((size) => size !== threads)) return [];
    return (groups.at(-1) ?? 0) > threads ? [] : [{ threads, weight: Math.min(full.length, 2) }];
  });
  return Map.groupBy(widths, ({ threads }) => threads);
}

function commonestSize(sizes: readonly number[]): number | undefined {
  const bySize = Map.groupBy(sizes, (size) => size);
  return [...bySize.entries()].sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

/** Width by which a burst's ranks make steps; null where its groups don't tell. */
export function widthOfLevel({ level, groups }: JudgedLevel, width: Width): number | null {
  switch (width.kind) {
    case "clear":
      return width.threads;
    case "mixed":
      return commonestSize(groups.slice(0, -1)) ?? level;
    case "at least":
    case "too few":
      return level;
    case "blurred":
    case "merged":
    case "too fast":
      return null;
    default:
      return width.kind satisfies never;
  }
}

export function judgeWidth({ levels, maxLevel, expected }: Evidence, width: Width): Finding {
  const { kind, threads, fullGroups, agreeing, burstsOf } = width;
  const wanted = expected.threads;
  const evidence = {
    threads,
    expectedThreads: wanted,
    fullGroups,
    fullGroupsOfThatSize: agreeing,
    maxLevel,
  };
  const shortestNs = shortestStepNs(expected);
  const sayWidth = (
    compose: (texts: Texts["sweepJudgement"]["width"], counted: Texts["counted"]) => string,
  ): Text => say(({ sweepJudgement, counted }) => compose(sweepJudgement.width, counted));
  switch (kind) {
    case "clear": {
      const found = threads ?? 0;
      const isExpected = found === wanted;
      return finding(
        "width",
        isExpected ? "pass" : "fail",
        sayWidth((texts, counted) =>
          texts.found(counted.threads(found), wanted, agreeing, fullGroups),
        ),
        evidence,
        sayWidth((texts, counted) =>
          isExpected ? counted.threads(found) : texts.insteadOf(counted.threads(found), wanted),
        ),
      );
    }
    case "mixed": {
      const widths = [...burstsOf.entries()].sort(([, a], [, b]) => b - a);
      const changes = (texts: Texts["sweepJudgement"]["width"], counted: Texts["counted"]) =>
        texts.changes(
          widths.map(([size, bursts]) =>
            texts.ofBursts(counted.threads(size), counted.bursts(bursts)),
          ),
        );
      return finding(
        "width",
        "fail",
        sayWidth((texts, counted) => texts.expected(changes(texts, counted), wanted)),
        evidence,
        sayWidth(changes),
      );
    }
    case "at least":
      return finding(
        "width",
        "fail",
        sayWidth((texts) => texts.expected(texts.atLeast(threads ?? 0), wanted)),
        evidence,
        sayWidth((texts) => texts.insteadOf(texts.atLeast(threads ?? 0), wanted)),
      );
    case "too few":
      return finding(
        "width",
        "not identifiable",
        sayWidth((texts, counted) => texts.tooFewClients(maxLevel, counted.threads(wanted))),
        evidence,
        sayWidth((texts) => texts.nobodyWaited),
      );
    case "merged":
      return finding(
        "width",
        "not identifiable",
        sayWidth((texts, counted) => texts.merged(counted.threads(wanted))),
        evidence,
        sayWidth((texts) => texts.becauseMerged),
      );
    case "too fast":
      return finding(
        "width",
        "not identifiable",
        say((texts) =>
          texts.sweepJudgement.width.tooFast(
            timeIn(texts, shortestNs),
            texts.counted.threads(wanted),
          ),
        ),
        evidence,
        say((texts) => texts.sweepJudgement.width.becauseTooFast(timeIn(texts, shortestNs))),
      );
    case "blurred": {
      const median = medianOf(levels.flatMap(({ groups }) => groups.slice(0, -1))) ?? 0;
      const summary = say(({ sweepJudgement, counted, number }) => {
        const { blurred, blurredSharing } = sweepJudgement.width;
        const isSharing = isTimeShared(expected);
        return (isSharing ? blurredSharing : blurred)(number(`${median}`), counted.threads(wanted));
      });
      return finding(
        "width",
        "not identifiable",
        summary,
        evidence,
        sayWidth((texts) => texts.becauseBlurred),
      );
    }
    default:
      return kind satisfies never;
  }
}
