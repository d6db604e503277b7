// Batches of calls as statements to PostgreSQL: one statement if all ids differ, else one for each round.
import type { PostgresConnection } from "./postgres-connection.ts";
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

/** Results are in the order of the calls. Rejects with PostgresTrouble; a batch can be repeated. */
export class PostgresBatches {
  readonly #connection: PostgresConnection;

  constructor(connection: PostgresConnection) {
    this.#connection = connection;
  }

  async commitClaims(calls: readonly ClaimCall[], remainingMs: number): Promise<readonly Claim[]> {
    const claims = new Map<ClaimCall, Claim>();
    // A statement can't change a row twice: several claims of one id run in rounds, in order.
    for (const round of roundsById(calls)) {
      type Claimed = Pick<TaskRow, "id" | "attempts">;
      const claimed = await this.#query<Claimed>(CLAIM, round, remainingMs);
      const taken = new Map(claimed.map(({ id, attempts }) => [id, attempts]));
      const others = round.map(({ id }) => id).filter((id) => !taken.has(id));
      const rows = await this.#rows(others, remainingMs);
      for (const call of round) {
        const attempt = taken.get(call.id);
        const isMine = attempt !== undefined;
        claims.set(call, isMine ? { kind: "mine", attempt } : judgeOther(call, rows.get(call.id)));
      }
    }
    return calls.map((call) => claims.get(call) ?? judgeOther(call, undefined));
  }

  async commitExtensions(
    calls: readonly ExtendCall[],
    remainingMs: number,
  ): Promise<readonly (readonly string[])[]> {
    const batch = new Map<string, ReleaseCall & { readonly lease_until_ms: number }>();
    for (const { ids, worker, leaseUntilMs } of calls) {
      for (const idText of ids) {
        const id = toColumnText(idText);
        const known = batch.get(`${worker}\n${id}`)?.lease_until_ms ?? leaseUntilMs;
        const lease_until_ms = Math.max(known, leaseUntilMs);
        batch.set(`${worker}\n${id}`, { id, worker, lease_until_ms });
      }
    }
    const rows = await this.#query<{ id: string; worker: string }>(
      EXTEND,
      [...batch.values()],
      remainingMs,
    );
    const extended = new Set(rows.map(({ id, worker }) => `${worker}\n${id}`));
    return calls.map(({ ids, worker }) =>
      ids.filter((id) => extended.has(`${worker}\n${toColumnText(id)}`)),
    );
  }

  async commitEndings(
    calls: readonly EndingColumns[],
    remainingMs: number,
  ): Promise<readonly boolean[]> {
    const ended = new Set<EndingColumns>();
    for (const round of roundsById(calls)) {
      const rows = await this.#query<{ id: string }>(FINISH, round, remainingMs);
      const ids = new Set(rows.map((row) => row.id));
      for (const call of round) if (ids.has(call.id)) ended.add(call);
    }
    return calls.map((call) => ended.has(call));
  }

  async commitReleases(
    calls: readonly ReleaseCall[],
    remainingMs: number,
  ): Promise<readonly void[]> {
    const batch = new Map(calls.map((call) => [`${call.worker}\n${call.id}`, call]));
    await this.#query(RELEASE, [...batch.values()], remainingMs);
    return calls.map(() => undefined);
  }

  async getAll(
    ids: readonly string[],
    remainingMs: number,
  ): Promise<readonly (TaskRecord | undefined)[]> {
    const rows = await this.#rows(ids, remainingMs);
    return ids.map((id) => {
      const row = rows.get(id);
      return row === undefined ? undefined : toRecord(row);
    });
  }

  async findUnreferenced(
    calls: readonly (readonly string[])[],
    remainingMs: number,
  ): Promise<readonly (readonly string[])[]> {
    const keys = [...new Set(calls.flat())];
    const rows = await this.#query<{ key: string }>(UNREFERENCED, keys, remainingMs);
    const unreferenced = new Set(rows.map((row) => row.key));
    return calls.map((asked) => asked.filter((key) => unreferenced.has(key)));
  }

  /** By the id in its encoded form. */
  async #rows(ids: readonly string[], remainingMs: number): Promise<Map<string, TaskRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#query<TaskRow>(GET, ids, remainingMs);
    return new Map(rows.map((row) => [row.id, row]));
  }

  #query<Row>(text: string, batch: readonly unknown[], remainingMs: number): Promise<Row[]> {
    return this.#connection.query<Row>(text, [JSON.stringify(batch)], remainingMs);
  }
}

/** The outcome of a claim that took nothing. If the task is free by now, the claim can be repeated at once. */
function judgeOther(call: ClaimCall, row: TaskRow | undefined): Claim {
  const verdict = row === undefined ? "free" : judgeClaim(row, call);
  return verdict === "free" ? { kind: "running", leaseUntilMs: call.claimed_at_ms } : verdict;
}

/** Splits a batch into rounds without a repeated id; calls of one id stay in order. */
function roundsById<Call extends { readonly id: string }>(
  calls: readonly Call[],
): readonly (readonly Call[])[] {
  const rounds: Call[][] = [];
  const seen = new Map<string, number>();
  for (const call of calls) {
    const round = seen.get(call.id) ?? 0;
    seen.set(call.id, round + 1);
    (rounds[round] ??= []).push(call);
  }
  return rounds;
}
