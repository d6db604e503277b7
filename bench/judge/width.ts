// Width: how many tasks run at once, counted between the gaps. The client's clock alone decides.
import { medianOf } from "../measure/percentile.ts";
import { idealMakespanNs, isTimeShared, stepSpacingNs } from "../theory/staircase.ts";
import { counted } from "../../src/units/counted.ts";
import { type Ns, NS_PER_MS } from "../../src/units/duration.ts";
import { type Evidence, type JudgedLevel } from "./evidence.ts";
import { finding, type Finding } from "./finding.ts";

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

/** A straggler makes two groups wrong; more than this share of wrong ones is no straggler. */
const CLEAR_SHARE = 0.9;
/**
 * A second width counts from this weight and share on. A burst weighs as many full groups as it has, up to two: a single
 * one may be a straggler's doing.
 */
const SECOND_WIDTH_WEIGHT = 3;
const SECOND_WIDTH_SHARE = 0.05;

/** Replies come with so much jitter that shorter steps can't be seen. */
const SHORTEST_STEP_NS: Ns = 1 * NS_PER_MS;
/** One stall may merge the groups of a burst; as many bursts as this were not all stalled. */
const MERGED_BURSTS = 3;

export function findWidth(evidence: Evidence): Width {
  const { levels, maxLevel, expected, gapNs } = evidence;
  const none = { threads: null, fullGroups: 0, agreeing: 0, burstsOf: new Map() };
  if (maxLevel > expected.threads && 2 * gapNs < SHORTEST_STEP_NS) {
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
  const evidence = {
    threads,
    expectedThreads: expected.threads,
    fullGroups,
    fullGroupsOfThatSize: agreeing,
    maxLevel,
  };
  const wanted = `${expected.threads} expected`;
  switch (kind) {
    case "clear": {
      const isExpected = threads === expected.threads;
      const found = counted(threads ?? 0, "thread");
      const counts = `${agreeing} of ${counted(fullGroups, "full group")} of that size`;
      return finding(
        "width",
        isExpected ? "pass" : "fail",
        `${found}, ${wanted} (${counts})`,
        evidence,
        isExpected ? found : `${found} instead of ${expected.threads}`,
      );
    }
    case "mixed": {
      const widths = [...burstsOf.entries()]
        .sort(([, a], [, b]) => b - a)
        .map(([size, bursts]) => `${counted(size, "thread")} in ${counted(bursts, "burst")}`)
        .join(", ");
      const words = `the number of threads changes: ${widths}`;
      return finding("width", "fail", `${words}, ${wanted}`, evidence, words);
    }
    case "at least": {
      const found = `at least ${threads} at once`;
      const words = `${found} instead of ${expected.threads}`;
      return finding("width", "fail", `${found}, ${wanted}`, evidence, words);
    }
    case "too few":
      return finding(
        "width",
        "not identifiable",
        `no level has more clients than threads (${maxLevel} at most, ${wanted})`,
        evidence,
        "the number of threads can't be told, as nobody had to wait",
      );
    case "merged":
      return finding(
        "width",
        "not identifiable",
        `all replies of each burst came together, and no sooner than ${counted(expected.threads, "thread")} would have ended them`,
        evidence,
        "the number of threads can't be told, as groups of replies came together",
      );
    case "too fast":
      return finding(
        "width",
        "not identifiable",
        `the replies come less than 1 ms apart: steps so short can't be told from jitter (${wanted})`,
        evidence,
        "the number of threads can't be told, as steps are shorter than 1 ms",
      );
    case "blurred": {
      const sizes = levels.flatMap(({ groups }) => groups.slice(0, -1));
      const sharing = isTimeShared(expected)
        ? `, up to ${expected.threads} wide as they share cores`
        : "";
      return finding(
        "width",
        "not identifiable",
        `the groups run into each other (median ${medianOf(sizes)} replies, ${wanted}${sharing})`,
        evidence,
        "the number of threads can't be told, as groups of replies run into each other",
      );
    }
    default:
      return kind satisfies never;
  }
}
