// Rows of tasks in PostgreSQL. Each kind of call has its own lane, in which a batch is one statement; the server merges the
// commits of lanes and workers.
import type { SQL } from "bun";
import type { AcceptedTask } from "../protocol/task.ts";
import { GroupCommit } from "./group-commit.ts";
import { CREATE_MIGRATIONS_TABLE, pendingMigrations, POSTGRES_MIGRATIONS } from "./migrations.ts";
import {
  claimAll,
  extendAll,
  findUnreferenced,
  finishAll,
  getAll,
  releaseAll,
  type RunBatch,
} from "./postgres-batches.ts";
import {
  PostgresConnection,
  type PostgresOptions,
  PostgresTrouble,
} from "./postgres-connection.ts";
import { claimColumns, endingColumns, toColumnText } from "./task-row.ts";
import type { Claim, Ending, TaskRecord, TaskStore } from "./task-store.ts";

const MAX_BATCH = 500;
const MAX_WAITING = 20_000;
const DEFAULT_TIMEOUT_MS = 5000;
/** "escalera" in ASCII. */
const MIGRATION_LOCK = "7310579628428358241";
/** Limit of remembered claims with an unknown outcome; tasks of forgotten claims wait until their lease lapses. */
const MAX_DOUBTFUL_CLAIMS = 10_000;

/**
 * Connects, creates the schema of the URL's `search_path` if it is missing, and migrates it. The time limit, default 5 s, is
 * that of a call, too.
 * @throws {OptionsError} if the schema is newer than this program.
 * @throws {StorageError} if that fails; nothing stays open.
 */
export async function createPostgresTaskStore({
  timeoutMs = DEFAULT_TIMEOUT_MS,
  ...place
}: Omit<PostgresOptions, "timeoutMs"> & Partial<PostgresOptions>): Promise<PostgresTaskStore> {
  const connection = new PostgresConnection({ ...place, timeoutMs });
  try {
    await connection.transaction(migrate, timeoutMs);
    return new PostgresTaskStore(connection, timeoutMs);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function migrate(transaction: SQL): Promise<void> {
  // The lock ends with the transaction, even if this process is killed.
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

/** Each kind of call has its own lane. */
function lanesOf(connection: PostgresConnection, timeoutMs: number) {
  function lane<Call, Result>(
    commitAll: (run: RunBatch, calls: readonly Call[]) => Promise<readonly Result[]>,
  ): GroupCommit<Call, Result> {
    return new GroupCommit<Call, Result>({
      commit: (calls, remainingMs) =>
        commitAll(
          (text, batch) => connection.query(text, [JSON.stringify(batch)], remainingMs),
          calls,
        ),
      isFaultOfCall: (error) => error instanceof PostgresTrouble && error.trouble === "fault",
      maxBatch: MAX_BATCH,
      maxWaiting: MAX_WAITING,
      timeoutMs,
    });
  }
  return {
    claims: lane(claimAll),
    extensions: lane(extendAll),
    endings: lane(finishAll),
    releases: lane(releaseAll),
    gets: lane(getAll),
    sweeps: lane(findUnreferenced),
  };
}

class PostgresTaskStore implements TaskStore {
  readonly #connection: PostgresConnection;
  readonly #lanes: ReturnType<typeof lanesOf>;
  /** Tokens of failed claims that can have been committed, by worker and id. */
  readonly #doubtful = new Map<string, string>();

  constructor(connection: PostgresConnection, timeoutMs: number) {
    this.#connection = connection;
    this.#lanes = lanesOf(connection, timeoutMs);
  }

  /** Batches so far; each is one or a few transactions. */
  get commits(): number {
    return Object.values(this.#lanes).reduce((sum, lane) => sum + lane.commits, 0);
  }

  async claim(
    origin: AcceptedTask,
    worker: string,
    leaseMs: number,
    nowMs: number,
  ): Promise<Claim> {
    const doubt = `${worker}\n${origin.id}`;
    const token = this.#doubtful.get(doubt) ?? crypto.randomUUID();
    // Removed at once, so that two concurrent calls never have the same token.
    this.#doubtful.delete(doubt);
    const columns = claimColumns(origin, worker, leaseMs, nowMs);
    try {
      return await this.#lanes.claims.run({ ...columns, claim_token: token });
    } catch (error) {
      this.#doubtful.set(doubt, token);
      if (this.#doubtful.size > MAX_DOUBTFUL_CLAIMS) {
        const [oldest = ""] = this.#doubtful.keys();
        this.#doubtful.delete(oldest);
      }
      throw error;
    }
  }

  extend(ids: readonly string[], worker: string, leaseUntilMs: number): Promise<readonly string[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.#lanes.extensions.run({ ids, worker: toColumnText(worker), leaseUntilMs });
  }

  finish(ending: Ending): Promise<boolean> {
    return this.#lanes.endings.run(endingColumns(ending));
  }

  release(id: string, worker: string): Promise<void> {
    return this.#lanes.releases.run({ id: toColumnText(id), worker: toColumnText(worker) });
  }

  get(id: string): Promise<TaskRecord | undefined> {
    return this.#lanes.gets.run(toColumnText(id));
  }

  unreferenced(keys: readonly string[]): Promise<readonly string[]> {
    return this.#lanes.sweeps.run(keys);
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#lanes).map((lane) => lane.close()));
    await this.#connection.close();
  }
}
