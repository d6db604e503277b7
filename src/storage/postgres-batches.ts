// Batches of calls as statements to PostgreSQL: one statement if all ids differ, else one for each round. The results are in
// the order of the calls; a batch can be repeated.
import { CLAIM, EXTEND, FINISH, GET, RELEASE, UNREFERENCED } from "./postgres-statements.ts";
import {
  type ClaimColumns,
  type EndingColumns,
  judgeClaim,
  type TaskRow,
  toColumnText,
  toRecord,
} from "./task-row.ts";
import type { Claim, TaskRecord } from "./task-store.ts";

/** Runs a statement, whose parameter is the batch as a JSON array. Rejects with PostgresTrouble. */
export type RunBatch = <Row>(statement: string, batch: readonly unknown[]) => Promise<Row[]>;

export interface ClaimCall extends ClaimColumns {
  /** If the call is repeated after an unknown outcome, the token identifies its own claim. */
  readonly claim_token: string;
}

export interface ExtendCall {
  readonly ids: readonly string[];
  /** Encoded for its column. */
  readonly worker: string;
  readonly leaseUntilMs: number;
}

/** Both encoded for their columns. */
export interface ReleaseCall {
  readonly id: string;
  readonly worker: string;
}

export async function claimAll(run: RunBatch, calls: readonly ClaimCall[]): Promise<Claim[]> {
  const claims = new Map<ClaimCall, Claim>();
  // A statement can't change a row twice: several claims of one id run in rounds, in order.
  for (const round of roundsById(calls)) {
    const claimed = await run<Pick<TaskRow, "id" | "attempts">>(CLAIM, round);
    const taken = new Map(claimed.map(({ id, attempts }) => [id, attempts]));
    const others = round.map(({ id }) => id).filter((id) => !taken.has(id));
    const rows = await findRows(run, others);
    for (const call of round) {
      const attempt = taken.get(call.id);
      const isMine = attempt !== undefined;
      claims.set(call, isMine ? { kind: "mine", attempt } : judgeOther(call, rows.get(call.id)));
    }
  }
  return calls.map((call) => claims.get(call) ?? judgeOther(call, undefined));
}

export async function extendAll(
  run: RunBatch,
  calls: readonly ExtendCall[],
): Promise<(readonly string[])[]> {
  const batch = new Map<string, ReleaseCall & { readonly lease_until_ms: number }>();
  for (const { ids, worker, leaseUntilMs } of calls) {
    for (const id of ids.map(toColumnText)) {
      const known = batch.get(keyOf({ id, worker }))?.lease_until_ms ?? leaseUntilMs;
      const lease_until_ms = Math.max(known, leaseUntilMs);
      batch.set(keyOf({ id, worker }), { id, worker, lease_until_ms });
    }
  }
  const extended = new Set((await run<ReleaseCall>(EXTEND, [...batch.values()])).map(keyOf));
  return calls.map(({ ids, worker }) =>
    ids.filter((id) => extended.has(keyOf({ id: toColumnText(id), worker }))),
  );
}

export async function finishAll(
  run: RunBatch,
  calls: readonly EndingColumns[],
): Promise<boolean[]> {
  const ended = new Set<EndingColumns>();
  for (const round of roundsById(calls)) {
    const ids = new Set((await run<{ id: string }>(FINISH, round)).map(({ id }) => id));
    for (const call of round) if (ids.has(call.id)) ended.add(call);
  }
  return calls.map((call) => ended.has(call));
}

export async function releaseAll(run: RunBatch, calls: readonly ReleaseCall[]): Promise<void[]> {
  await run(RELEASE, [...new Map(calls.map((call) => [keyOf(call), call])).values()]);
  return calls.map(() => undefined);
}

export async function getAll(
  run: RunBatch,
  ids: readonly string[],
): Promise<(TaskRecord | undefined)[]> {
  const rows = await findRows(run, ids);
  return ids.map((id) => {
    const row = rows.get(id);
    return row && toRecord(row);
  });
}

export async function findUnreferenced(
  run: RunBatch,
  calls: readonly (readonly string[])[],
): Promise<(readonly string[])[]> {
  const rows = await run<{ key: string }>(UNREFERENCED, [...new Set(calls.flat())]);
  const unreferenced = new Set(rows.map(({ key }) => key));
  return calls.map((keys) => keys.filter((key) => unreferenced.has(key)));
}

/** By the id in its encoded form. */
async function findRows(run: RunBatch, ids: readonly string[]): Promise<Map<string, TaskRow>> {
  const rows = ids.length === 0 ? [] : await run<TaskRow>(GET, ids);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The outcome of a claim that took nothing. If the task is free by now, the claim can be repeated at once. */
function judgeOther(call: ClaimCall, row: TaskRow | undefined): Claim {
  const verdict = row === undefined ? "free" : judgeClaim(row, call);
  return verdict === "free" ? { kind: "running", leaseUntilMs: call.claimed_at_ms } : verdict;
}

function keyOf({ id, worker }: ReleaseCall): string {
  return `${worker}\n${id}`;
}

/** Splits a batch into rounds without a repeated id; calls of one id stay in order. */
function roundsById<Call extends { readonly id: string }>(calls: readonly Call[]): Call[][] {
  const rounds: Call[][] = [];
  const seen = new Map<string, number>();
  for (const call of calls) {
    const round = seen.get(call.id) ?? 0;
    seen.set(call.id, round + 1);
    (rounds[round] ??= []).push(call);
  }
  return rounds;
}
