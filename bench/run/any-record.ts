// The record of a run, whatever command made it.
import type { Comparison } from "./compare/comparison.ts";
import type { LoadRun } from "./load/run.ts";
import type { PeersRun } from "./peers/run.ts";
import type { QueueRun } from "./queue/run.ts";
import type { RunRecord } from "./sweep/run.ts";

export type AnyRecord = LoadRun | RunRecord | Comparison | PeersRun | QueueRun;
