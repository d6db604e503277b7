// A run of `bun bench peers`, as peers.json keeps it: everything that was measured, raw.
import type { Text } from "../../src/units/text.ts";
import type { Environment } from "../run/sweep/run.ts";
import type { ContestName, Goal } from "./contest.ts";
import type { FigureName, Figures } from "./figures.ts";

/** Raised whenever a field of `peers.json` changes its meaning or goes away. */
export const PEERS_SCHEMA_VERSION = 2;

export interface Measurement {
  readonly contestant: string;
  /** From 1. */
  readonly round: number;
  /** Its place in the round, from 1. */
  readonly turn: number;
  /** Null where it failed. */
  readonly figures: Figures | null;
  /** Why it failed; null where it did not. */
  readonly failure: Text | null;
  /** What speaks against its figures, which count all the same: to leave out our bad turns only would be unfair. */
  readonly doubt: Text | null;
}

export interface PeerRecord {
  readonly name: string;
  readonly command: string;
  /** Null where it is not installed. */
  readonly version: string | null;
  /** "wrk is not installed: apt-get install wrk"; null where it took part. */
  readonly missing: Text | null;
}

export interface ContestRecord {
  readonly name: ContestName;
  /** In English, as the description; a report says both in its own language. */
  readonly title: string;
  readonly description: string;
  readonly primary: FigureName;
  readonly figures: readonly FigureName[];
  readonly goals: readonly Goal[];
  /** As planned; an interrupted run has measured fewer. */
  readonly rounds: number;
  /** Why there was no contest at all; null where there was one. */
  readonly skipped: Text | null;
  readonly peers: readonly PeerRecord[];
  readonly measurements: readonly Measurement[];
}

export interface PeersRun {
  readonly schemaVersion: typeof PEERS_SCHEMA_VERSION;
  readonly command: "peers";
  readonly label: string;
  readonly status: "running" | "complete" | "interrupted";
  /** As one would type it again. */
  readonly commandLine: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly environment: Environment;
  readonly contests: readonly ContestRecord[];
}
