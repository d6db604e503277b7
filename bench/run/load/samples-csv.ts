// requests.csv of a load run, which is kept only where the user asks for it: a row a request, instants in ns on the
// run's clock (0 at the first intended start; a warm-up comes before it). RFC 4180, cells without need of quotes but for
// the name.
import type { Ns } from "../../../src/units/duration.ts";
import type { FailureKind } from "../failure.ts";

export const LOAD_OUTCOMES = [
  "ok",
  "expected error",
  "failed",
  "timed out",
  "unfinished",
  "dropped",
  "unsent",
] as const;

export type LoadOutcome = (typeof LOAD_OUTCOMES)[number];

export interface LoadSample {
  /** Number of the request in the run, from 0; of several generators each counts its own. */
  readonly index: number;
  readonly name: string;
  /** From 1; 0 where it was never given to one. */
  readonly connection: number;
  readonly outcome: LoadOutcome;
  readonly failure: FailureKind | null;
  readonly intendedStartNs: Ns;
  /** Its first byte was written; null where it never was. */
  readonly sentNs: Ns | null;
  /** Whole reply, failure, or given up; null where a reply came, and which request it answers is not known. */
  readonly endedNs: Ns | null;
}

export const LOAD_SAMPLES_CSV_HEADER =
  "generator,request,name,connection,phase,outcome,failure,intended_start_ns,sent_ns,ended_ns\r\n";

export function formatLoadSample(sample: LoadSample, generator: number): string {
  const { index, name, connection, outcome, failure, intendedStartNs, sentNs, endedNs } = sample;
  const phase = intendedStartNs < 0 ? "warm-up" : "run";
  const quoted = /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
  return `${generator},${index},${quoted},${connection},${phase},${outcome},${failure ?? ""},${intendedStartNs},${sentNs ?? ""},${endedNs ?? ""}\r\n`;
}
