// What a contest says: medians over its rounds, and how our figure stands to each peer's within the same round.
import type { Texts } from "../messages/texts.ts";
import { medianOf } from "../stats/percentile.ts";
import {
  type ContestRecord,
  FIGURE_NAMES,
  type FigureName,
  type Figures,
  type Goal,
  type PeerRecord,
} from "../run/peers/run.ts";
import { OURS } from "./contest.ts";
import { formatFigure } from "./figures.ts";

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Rounds that it rests on. */
  readonly rounds: number;
}

export interface PeerSummary {
  readonly peer: PeerRecord;
  /** Of each figure that it told in any round. */
  readonly medians: Figures;
  /** Of the contest's primary figure; null without one. */
  readonly primary: Spread | null;
  /** Our primary figure divided by its, round by round; null for ourselves and without a common round. */
  readonly ratio: Spread | null;
}

export interface GoalResult {
  readonly asked: string;
  /** For people; null where it was not measured. */
  readonly measured: string | null;
  readonly isReached: boolean | null;
}

export function summarizePeers({ peers, measurements, primary }: ContestRecord): PeerSummary[] {
  const valuesOf = (name: string, figure: FigureName): ReadonlyMap<number, number> =>
    new Map(
      measurements.flatMap(({ contestant, round, figures }): [number, number][] => {
        const value = contestant === name ? figures?.[figure] : undefined;
        return value === undefined ? [] : [[round, value]];
      }),
    );
  const ours = valuesOf(OURS, primary);
  return peers.map((peer) => {
    const theirs = valuesOf(peer.name, primary);
    const ratios = [...theirs].flatMap(([round, value]) => {
      const own = ours.get(round);
      return own === undefined || value === 0 ? [] : [own / value];
    });
    const medians = FIGURE_NAMES.flatMap((figure) => {
      const median = medianOf(valuesOf(peer.name, figure).values());
      return median === undefined ? [] : [[figure, median]];
    });
    return {
      peer,
      medians: Object.fromEntries(medians) as Figures,
      primary: spreadOf([...theirs.values()]),
      ratio: peer.name === OURS ? null : spreadOf(ratios),
    };
  });
}

export function checkGoals(contest: ContestRecord, texts: Texts): GoalResult[] {
  const summaries = summarizePeers(contest);
  return contest.goals.map((goal) => checkGoal(goal, summaries, texts));
}

function checkGoal(goal: Goal, summaries: readonly PeerSummary[], texts: Texts): GoalResult {
  const { atLeastTimes, atMost, figures } = texts.peers;
  if (goal.kind === "ratio") {
    const ratio = summaries.find(({ peer }) => peer.name === goal.peer)?.ratio ?? null;
    return {
      asked: atLeastTimes(goal.atLeast, goal.peer),
      measured: ratio && texts.number(formatRatio(ratio)),
      isReached: ratio && ratio.median >= goal.atLeast,
    };
  }
  const value = summaries.find(({ peer }) => peer.name === OURS)?.medians[goal.figure];
  return {
    asked: atMost(figures[goal.figure], formatFigure(goal.figure, goal.atMost, texts)),
    measured: value === undefined ? null : formatFigure(goal.figure, value, texts),
    isReached: value === undefined ? null : value <= goal.atMost,
  };
}

/** "1.87 × (1.70–2.02)": the median, and the rounds with the smallest and the largest ratio. */
export function formatRatio({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} × (${min.toFixed(2)}–${max.toFixed(2)})`;
}

function spreadOf(values: readonly number[]): Spread | null {
  const median = medianOf(values);
  if (median === undefined) return null;
  return { median, min: Math.min(...values), max: Math.max(...values), rounds: values.length };
}
