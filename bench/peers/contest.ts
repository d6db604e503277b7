// A contest: one thing that several programs can do, and those who do it, measured in turns.
import { type Ns, NS_PER_SECOND } from "../../src/units/duration.ts";
import type { Text } from "../../src/units/text.ts";
import type { ContestRecord, Figures, Goal } from "../run/peers/run.ts";

/** The contestant whose ratio to each other one is of interest. */
export const OURS = "escalera";

/** For a program to start, connect, wait for its last replies and sum up, beyond the time that it measures. */
export const SLACK_NS: Ns = 40 * NS_PER_SECOND;

/** A program that has to be there, and how one gets it. */
export interface Program {
  readonly name: string;
  readonly remedy: string;
  isInstalled(): boolean;
}

export interface Turn {
  /** How long to measure, where the contest has no length of its own. */
  readonly durationNs: Ns;
  /** A short turn before the first round, whose figures no one keeps. */
  readonly isWarmup: boolean;
  readonly signal: AbortSignal;
  /** Called with what speaks against figures that there are all the same. */
  readonly onDoubt: (reason: Text) => void;
}

export interface Contestant {
  readonly name: string;
  /** What was run, as one would type it, less where it went. */
  readonly command: string;
  readonly needs: readonly Program[];
  /** @throws {PeerError} if it can't be asked. */
  readonly version: () => Promise<string>;
  /** @throws {PeerError} if it failed, or its output is not understood; the signal's reason if that was aborted. */
  run(turn: Turn): Promise<Figures>;
}

export interface Contest extends Pick<ContestRecord, "name" | "primary" | "figures"> {
  /** What the load goes to; contestants have needs of their own. */
  readonly needs?: readonly Program[];
  readonly goals?: readonly Goal[];
  /** More than these take too long. */
  readonly maxRounds?: number;
  /** Starts what is loaded. @throws {PeerError} if it does not come up. */
  open(signal: AbortSignal): Promise<OpenContest>;
}

export interface OpenContest {
  readonly contestants: readonly Contestant[];
  /** Ends all that was started. */
  close(): Promise<void>;
}
