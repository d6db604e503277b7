// Rows of tasks in PostgreSQL. Each kind of call has a lane of its own, in which a batch is one statement; the server
// merges the commits of lanes and of workers.
import type { SQL } from "bun";
import { toColumnText } from "./column-text.ts";
import { GroupCommit } from "./group-commit.ts";
import { CREATE_MIGRATIONS_TABLE, pendingMigrations } from "./migrations/migrate.ts";
import { POSTGRES_MIGRATIONS } from "./migrations/postgres.ts";
import { PostgresConnection, PostgresTrouble } from "./postgres-connection.ts";
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
import type { TaskOrigin, TaskRecord } from "./task-record.ts";
import {
  type EndingColumns,
  endingColumns,
  judgeClaim,
  originColumns,
  type TaskRow,
  toRecord,
} from "./task-row.ts";
import type { Claim, Ending, StorageError, TaskStore } from "./task-store.ts";

const MAX_BATCH = 500;
const MAX_WAITING = 20_000;
const DEFAULT_TIMEOUT_MS = 5000;
/** Claims of unknown outcome that are remembered; the oldest are forgotten, whose tasks then wait for their lease. */
const MAX_DOUBTFUL_CLAIMS = 10_000;
/** "escalera" in ASCII. */
const MIGRATION_LOCK = "7310579628428358241";

export interface PostgresTaskStoreOptions {
  /** postgres://user:password@host:port/database?search_path=schema&sslmode=…, as Bun's SQL reads it. */
  readonly url: string;
  /** For messages: without the password. */
  readonly shownUrl: string;
  /** After this long a call rejects whose statement could not be run; 5 s by default. */
  readonly timeoutMs?: number;
}

export interface PostgresTaskStore extends TaskStore {
  /** Batches so far, each one or a few transactions. */
  readonly commits: number;
}

/**
 * Connects, makes the schema of the URL's `search_path` if need be and brings it up to date.
 * @throws {OptionsError} if the schema is newer than this program.
 * @throws {StorageError} if that fails; nothing stays open.
 */
export async function createPostgresTaskStore(
  options: PostgresTaskStoreOptions,
): Promise<PostgresTaskStore> {
  const { url, shownUrl, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const connection = new PostgresConnection({ url, shownUrl, timeoutMs });
  try {
    await connection.transaction((transaction) => migrate(transaction), timeoutMs);
    return new ServerTaskStore(connection, timeoutMs);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function migrate(transaction: SQL): Promise<void> {
  // Released with the transaction, also when this process dies.
  await transaction.unsafe(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
  const [current] = await transaction.unsafe<{ schema: string | null; wanted: string }[]>(
    "SELECT current_schema() AS schema, current_setting('search_path') AS wanted",
  );
  if (current !== undefined && current.schema === null) {
    await transaction.unsafe(`CREATE SCHEMA IF NOT EXISTS ${current.wanted}`);
  }
  await transaction.unsafe(CREATE_MIGRATIONS_TABLE);
  const [applied] = await transaction.unsafe<{ version: number }[]>(
    "SELECT coalesce(max(version), 0)::integer AS version FROM escalera_migrations",
  );
  for (const migration of pendingMigrations(POSTGRES_MIGRATIONS, applied?.version ?? 0)) {
    await transaction.unsafe(migration.sql);
    await transaction.unsafe("INSERT INTO escalera_migrations VALUES ($1, $2, now()::text)", [
      migration.version,
      migration.name,
    ]);
  }
}

interface ClaimCall {
  readonly columns: ClaimColumns;
  readonly nowMs: number;
}

interface ExtendCall {
  readonly ids: readonly string[];
  readonly worker: string;
  readonly leaseUntilMs: number;
}

class ServerTaskStore implements PostgresTaskStore {
  readonly #connection: PostgresConnection;
  readonly #claims: GroupCommit<ClaimCall, Claim>;
  readonly #extensions: GroupCommit<ExtendCall, readonly string[]>;
  readonly #endings: GroupCommit<EndingColumns, boolean>;
  readonly #releases: GroupCommit<ReleaseColumns, void>;
  readonly #gets: GroupCommit<string, TaskRecord | undefined>;
  readonly #sweeps: GroupCommit<readonly string[], readonly string[]>;
  /** Tokens of claims that failed and may yet have been committed, by worker and id. */
  readonly #doubtful = new Map<string, string>();

  constructor(connection: PostgresConnection, timeoutMs: number) {
    this.#connection = connection;
    function lane<Call, Result>(
      commit: (calls: readonly Call[], ms: number) => Promise<readonly (Result | StorageError)[]>,
    ): GroupCommit<Call, Result> {
      const maxWaiting = MAX_WAITING;
      return new GroupCommit({ commit, isFaultOfCall, maxBatch: MAX_BATCH, maxWaiting, timeoutMs });
    }
    this.#claims = lane((calls, ms) => this.#commitClaims(calls, ms));
    this.#extensions = lane((calls, ms) => this.#commitExtensions(calls, ms));
    this.#endings = lane((calls, ms) => this.#commitEndings(calls, ms));
    this.#releases = lane((calls, ms) => this.#commitReleases(calls, ms));
    this.#gets = lane((ids, ms) => this.#getAll(ids, ms));
    this.#sweeps = lane((calls, ms) => this.#findUnreferenced(calls, ms));
  }

  get commits(): number {
    return this.#lanes().reduce((sum, lane) => sum + lane.commits, 0);
  }

  async claim(origin: TaskOrigin, worker: string, leaseMs: number, nowMs: number): Promise<Claim> {
    const doubt = `${worker}\n${origin.id}`;
    const token = this.#doubtful.get(doubt) ?? crypto.randomUUID();
    // Taken out at once, so that no two calls of one time have the same.
    this.#doubtful.delete(doubt);
    const columns: ClaimColumns = {
      ...originColumns(origin),
      worker: toColumnText(worker),
      claimed_at_ms: nowMs,
      lease_until_ms: nowMs + leaseMs,
      claim_token: token,
    };
    try {
      return await this.#claims.run({ columns, nowMs });
    } catch (error) {
      this.#doubtful.set(doubt, token);
      if (this.#doubtful.size > MAX_DOUBTFUL_CLAIMS) {
        for (const oldest of this.#doubtful.keys()) {
          this.#doubtful.delete(oldest);
          break;
        }
      }
      throw error;
    }
  }

  extend(ids: readonly string[], worker: string, leaseUntilMs: number): Promise<readonly string[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.#extensions.run({ ids, worker: toColumnText(worker), leaseUntilMs });
  }

  finish(ending: Ending): Promise<boolean> {
    return this.#endings.run(endingColumns(ending));
  }

  release(id: string, worker: string): Promise<void> {
    return this.#releases.run({ id: toColumnText(id), worker: toColumnText(worker) });
  }

  get(id: string): Promise<TaskRecord | undefined> {
    return this.#gets.run(toColumnText(id));
  }

  unreferenced(keys: readonly string[]): Promise<readonly string[]> {
    return this.#sweeps.run(keys);
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes().map((lane) => lane.close()));
    await this.#connection.close();
  }

  #lanes() {
    return [
      this.#claims,
      this.#extensions,
      this.#endings,
      this.#releases,
      this.#gets,
      this.#sweeps,
    ] as const;
  }

  #query<Row>(text: string, batch: readonly unknown[], remainingMs: number): Promise<Row[]> {
    return this.#connection.query<Row>(text, [JSON.stringify(batch)], remainingMs);
  }

  async #commitClaims(calls: readonly ClaimCall[], remainingMs: number): Promise<readonly Claim[]> {
    const claims = new Map<ClaimCall, Claim>();
    // A statement can't meet a row twice: of several claims of one id, each has its round, in their order.
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

  async #commitExtensions(
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

  async #commitEndings(
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

  async #commitReleases(
    calls: readonly ReleaseColumns[],
    remainingMs: number,
  ): Promise<readonly void[]> {
    const batch = new Map(calls.map((call) => [`${call.worker}\n${call.id}`, call]));
    await this.#query(RELEASE, [...batch.values()], remainingMs);
    return calls.map(() => undefined);
  }

  async #getAll(
    ids: readonly string[],
    remainingMs: number,
  ): Promise<readonly (TaskRecord | undefined)[]> {
    const rows = await this.#rows(ids, remainingMs);
    return ids.map((id) => {
      const row = rows.get(id);
      return row === undefined ? undefined : toRecord(row);
    });
  }

  async #findUnreferenced(
    calls: readonly (readonly string[])[],
    remainingMs: number,
  ): Promise<readonly (readonly string[])[]> {
    const keys = [...new Set(calls.flat())];
    const rows = await this.#query<{ key: string }>(UNREFERENCED, keys, remainingMs);
    const unreferenced = new Set(rows.map((row) => row.key));
    return calls.map((asked) => asked.filter((key) => unreferenced.has(key)));
  }

  /** By the id as the column keeps it. */
  async #rows(ids: readonly string[], remainingMs: number): Promise<Map<string, TaskRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#query<TaskRow>(GET, ids, remainingMs);
    return new Map(rows.map((row) => [row.id, row]));
  }
}

/** A claim that took nothing. Where the task has become free since, it may be asked for again at once. */
function judgeOther({ columns, nowMs }: ClaimCall, row: TaskRow | undefined): Claim {
  const verdict = row === undefined ? "free" : judgeClaim(row, columns.task, nowMs);
  return verdict === "free" ? { kind: "running", leaseUntilMs: nowMs } : verdict;
}

/** Parts a batch so that no id comes twice in one part; those of one id stay in order. */
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

function isFaultOfCall(error: unknown): boolean {
  return error instanceof PostgresTrouble && error.trouble === "fault";
}
