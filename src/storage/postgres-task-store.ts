// Rows of tasks in PostgreSQL. Each kind of call has its own lane, in which a batch is one statement; the server merges the
// commits of lanes and workers.
import type { SQL } from "bun";
import type { AcceptedTask } from "../protocol/task.ts";
import { GroupCommit } from "./group-commit.ts";
import { CREATE_MIGRATIONS_TABLE, pendingMigrations, POSTGRES_MIGRATIONS } from "./migrations.ts";
import {
  type ClaimCall,
  type ExtendCall,
  PostgresBatches,
  type ReleaseCall,
} from "./postgres-batches.ts";
import {
  PostgresConnection,
  type PostgresOptions,
  PostgresTrouble,
} from "./postgres-connection.ts";
import { type EndingColumns, endingColumns, claimColumns, toColumnText } from "./task-row.ts";
import type { Claim, Ending, StorageError, TaskRecord, TaskStore } from "./task-store.ts";

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

class PostgresTaskStore implements TaskStore {
  readonly #connection: PostgresConnection;
  readonly #batches: PostgresBatches;
  readonly #claims: GroupCommit<ClaimCall, Claim>;
  readonly #extensions: GroupCommit<ExtendCall, readonly string[]>;
  readonly #endings: GroupCommit<EndingColumns, boolean>;
  readonly #releases: GroupCommit<ReleaseCall, void>;
  readonly #gets: GroupCommit<string, TaskRecord | undefined>;
  readonly #sweeps: GroupCommit<readonly string[], readonly string[]>;
  /** Tokens of failed claims that can have been committed, by worker and id. */
  readonly #doubtful = new Map<string, string>();

  constructor(connection: PostgresConnection, timeoutMs: number) {
    this.#connection = connection;
    this.#batches = new PostgresBatches(connection);
    function lane<Call, Result>(
      commit: (calls: readonly Call[], ms: number) => Promise<readonly (Result | StorageError)[]>,
    ): GroupCommit<Call, Result> {
      const maxWaiting = MAX_WAITING;
      return new GroupCommit({ commit, isFaultOfCall, maxBatch: MAX_BATCH, maxWaiting, timeoutMs });
    }
    this.#claims = lane((calls, ms) => this.#batches.commitClaims(calls, ms));
    this.#extensions = lane((calls, ms) => this.#batches.commitExtensions(calls, ms));
    this.#endings = lane((calls, ms) => this.#batches.commitEndings(calls, ms));
    this.#releases = lane((calls, ms) => this.#batches.commitReleases(calls, ms));
    this.#gets = lane((ids, ms) => this.#batches.getAll(ids, ms));
    this.#sweeps = lane((calls, ms) => this.#batches.findUnreferenced(calls, ms));
  }

  /** Batches so far; each is one or a few transactions. */
  get commits(): number {
    return this.#lanes().reduce((sum, lane) => sum + lane.commits, 0);
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
      return await this.#claims.run({ ...columns, claim_token: token });
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
}

function isFaultOfCall(error: unknown): boolean {
  return error instanceof PostgresTrouble && error.trouble === "fault";
}
