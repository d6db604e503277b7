// Width: how many tasks run at once, counted between the gaps. The client's clock alone decides.
import { medianOf } from "../../stats/percentile.ts";
import { idealMakespanNs, isTimeShared, stepSpacingNs } from "../../theory/staircase.ts";
import { say, type Texts } from "../../messages/texts.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import type { Text } from "../../../src/units/text.ts";
import type { VerdictResult } from "../../run/sweep/run.ts";
import { type Evidence, type JudgedLevel } from "./evidence.ts";
import { finding, type Finding, type Said, timeIn } from "./finding.ts";

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

export function judgeWidth(evidence: Evidence, width: Width): Finding {
  return finding("width", resultOf(width, evidence), saidOf(width, evidence), {
    threads: width.threads,
    expectedThreads: evidence.expected.threads,
    fullGroups: width.fullGroups,
    fullGroupsOfThatSize: width.agreeing,
    maxLevel: evidence.maxLevel,
  });
}

function resultOf({ kind, threads }: Width, { expected }: Evidence): VerdictResult {
  if (kind === "clear") return threads === expected.threads ? "pass" : "fail";
  return kind === "mixed" || kind === "at least" ? "fail" : "not identifiable";
}

function saidOf(width: Width, evidence: Evidence): Said {
  const { kind, threads, fullGroups, agreeing } = width;
  const { maxLevel, expected } = evidence;
  const wanted = expected.threads;
  const found = threads ?? 0;
  switch (kind) {
    case "clear":
      return {
        summary: sayWidth((t, { counted }) =>
          t.found(counted.threads(found), wanted, agreeing, fullGroups),
        ),
        phrase: sayWidth((t, { counted }) =>
          found === wanted ? counted.threads(found) : t.insteadOf(counted.threads(found), wanted),
        ),
      };
    case "mixed": {
      const changes = changesOf(width);
      return {
        summary: sayWidth((t, texts) => t.expected(texts.of(changes), wanted)),
        phrase: changes,
      };
    }
    case "at least":
      return {
        summary: sayWidth((t) => t.expected(t.atLeast(found), wanted)),
        phrase: sayWidth((t) => t.insteadOf(t.atLeast(found), wanted)),
      };
    case "too few":
      return {
        summary: sayWidth((t, { counted }) => t.tooFewClients(maxLevel, counted.threads(wanted))),
        phrase: sayWidth((t) => t.nobodyWaited),
      };
    case "merged":
      return {
        summary: sayWidth((t, { counted }) => t.merged(counted.threads(wanted))),
        phrase: sayWidth((t) => t.becauseMerged),
      };
    case "too fast": {
      const shortestNs = shortestStepNs(expected);
      return {
        summary: sayWidth((t, texts) =>
          t.tooFast(timeIn(texts, shortestNs), texts.counted.threads(wanted)),
        ),
        phrase: sayWidth((t, texts) => t.becauseTooFast(timeIn(texts, shortestNs))),
      };
    }
    case "blurred":
      return { summary: blurredSummary(evidence), phrase: sayWidth((t) => t.becauseBlurred) };
    default:
      return kind satisfies never;
  }
}

function changesOf({ burstsOf }: Width): Text {
  const widths = [...burstsOf.entries()].sort(([, a], [, b]) => b - a);
  return sayWidth((t, { counted }) =>
    t.changes(
      widths.map(([size, bursts]) => t.ofBursts(counted.threads(size), counted.bursts(bursts))),
    ),
  );
}

function blurredSummary({ levels, expected }: Evidence): Text {
  const median = medianOf(levels.flatMap(({ groups }) => groups.slice(0, -1))) ?? 0;
  const isSharing = isTimeShared(expected);
  return sayWidth(({ blurred, blurredSharing }, { counted, number }) =>
    (isSharing ? blurredSharing : blurred)(number(`${median}`), counted.threads(expected.threads)),
  );
}

function sayWidth(compose: (own: Texts["sweepJudgement"]["width"], texts: Texts) => string): Text {
  return say((texts) => compose(texts.sweepJudgement.width, texts));
}
