// Batches of calls as statements to PostgreSQL: one statement if all ids differ, else one for each round.
import type { PostgresConnection } from "./postgres-connection.ts";
import {
  CLAIM,
  type ClaimColumns,
  EXTEND,
  type ExtendColumns,
  FINISH,
  GET,
  RELEASE,
  type ReleaseColumns,
  UNREFERENCED,
} from "./postgres-statements.ts";
import type { TaskRecord } from "./task-record.ts";
import {
  type EndingColumns,
  judgeClaim,
  type TaskRow,
  toColumnText,
  toRecord,
} from "./task-row.ts";
import type { Claim } from "./task-store.ts";

export interface ClaimCall {
  readonly columns: ClaimColumns;
  readonly nowMs: number;
}

export interface ExtendCall {
  readonly ids: readonly string[];
  /** Encoded for its column. */
  readonly worker: string;
  readonly leaseUntilMs: number;
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
    for (const round of roundsById(calls, (call) => call.columns.id)) {
      const taken = new Map<string, number>();
      const columns = round.map((call) => call.columns);
      for (const row of await this.#query<{ id: string; attempts: number }>(
        CLAIM,
        columns,
        remainingMs,
      )) {
        taken.set(row.id, row.attempts);
      }
      const others = round.filter((call) => !taken.has(call.columns.id));
      const rows = await this.#rows(
        others.map((call) => call.columns.id),
        remainingMs,
      );
      for (const call of round) {
        const attempt = taken.get(call.columns.id);
        claims.set(
          call,
          attempt === undefined
            ? judgeOther(call, rows.get(call.columns.id))
            : { kind: "mine", attempt },
        );
      }
    }
    return calls.map((call) => claims.get(call) ?? judgeOther(call, undefined));
  }

  async commitExtensions(
    calls: readonly ExtendCall[],
    remainingMs: number,
  ): Promise<readonly (readonly string[])[]> {
    const batch = new Map<string, ExtendColumns>();
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
    for (const round of roundsById(calls, (call) => call.id)) {
      const rows = await this.#query<{ id: string }>(FINISH, round, remainingMs);
      const ids = new Set(rows.map((row) => row.id));
      for (const call of round) if (ids.has(call.id)) ended.add(call);
    }
    return calls.map((call) => ended.has(call));
  }

  async commitReleases(
    calls: readonly ReleaseColumns[],
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
function judgeOther({ columns, nowMs }: ClaimCall, row: TaskRow | undefined): Claim {
  const verdict = row === undefined ? "free" : judgeClaim(row, columns.task, nowMs);
  return verdict === "free" ? { kind: "running", leaseUntilMs: nowMs } : verdict;
}

/** Splits a batch into rounds without a repeated id; calls of one id stay in order. */
function roundsById<Call>(
  calls: readonly Call[],
  idOf: (call: Call) => string,
): readonly (readonly Call[])[] {
  const rounds: Call[][] = [];
  const seen = new Map<string, number>();
  for (const call of calls) {
    const round = seen.get(idOf(call)) ?? 0;
    seen.set(idOf(call), round + 1);
    (rounds[round] ??= []).push(call);
  }
  return rounds;
}
