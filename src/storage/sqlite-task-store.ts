// Rows of tasks in a SQLite file: write-ahead log, every commit synced, so concurrent calls share commits. It runs on the
// calling thread: a commit takes between a fraction of a millisecond and some ms, depending on the disk.
import { Database } from "bun:sqlite";
import type { AcceptedTask } from "../protocol/task.ts";
import { messageOf } from "../units/text-error.ts";
import { OptionsError } from "../units/options-error.ts";
import { GroupCommit } from "./group-commit.ts";
import { CREATE_MIGRATIONS_TABLE, pendingMigrations, SQLITE_MIGRATIONS } from "./migrations.ts";
import {
  claimColumns,
  type ClaimColumns,
  endingColumns,
  isEnded,
  judgeClaim,
  TASK_COLUMNS,
  type TaskRow,
  toColumnText,
  toRecord,
} from "./task-row.ts";
import {
  type Claim,
  type Ending,
  StorageError,
  type TaskRecord,
  type TaskStore,
} from "./task-store.ts";

/** A commit blocks the event loop: at most about a millisecond of work besides the sync. */
const MAX_BATCH = 256;
const MAX_WAITING = 20_000;
/** Time limit for the lock of another process. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Opens the file, creates it if it is missing (not its folder), and migrates its schema.
 * @throws {OptionsError} if the schema is newer than this program.
 * @throws {StorageError} if the file can't be opened, or is not a database.
 */
export function createSqliteTaskStore(path: string): SqliteTaskStore {
  let database: Database | undefined;
  try {
    database = new Database(path, { create: true, strict: true });
    // The first statement can wait for a process that is creating the file.
    database.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    database.run("PRAGMA journal_mode = WAL");
    database.run("PRAGMA synchronous = FULL");
    migrate(database);
    return new SqliteTaskStore(database);
  } catch (error) {
    database?.close();
    if (error instanceof OptionsError) throw error;
    throw asStorageError(error, path);
  }
}

function migrate(database: Database): void {
  const step = database.transaction(() => {
    database.run(CREATE_MIGRATIONS_TABLE);
    const newest = "SELECT coalesce(max(version), 0) AS version FROM escalera_migrations";
    const version = database.query<{ version: number }, []>(newest).get()?.version ?? 0;
    for (const migration of pendingMigrations(SQLITE_MIGRATIONS, version)) {
      database.run(migration.sql);
      database.run("INSERT INTO escalera_migrations VALUES (?, ?, datetime('now'))", [
        migration.version,
        migration.name,
      ]);
    }
  });
  step.exclusive();
}

class SqliteTaskStore implements TaskStore {
  readonly #database: Database;
  readonly #group: GroupCommit<() => unknown, unknown>;

  constructor(database: Database) {
    this.#database = database;
    this.#group = new GroupCommit({
      commit: (calls) => Promise.resolve(this.#commit(calls)),
      maxBatch: MAX_BATCH,
      maxWaiting: MAX_WAITING,
      timeoutMs: BUSY_TIMEOUT_MS,
    });
  }

  /** Transactions so far. */
  get commits(): number {
    return this.#group.commits;
  }

  claim(origin: AcceptedTask, worker: string, leaseMs: number, nowMs: number): Promise<Claim> {
    return this.#run(() => this.#claim(claimColumns(origin, worker, leaseMs, nowMs)));
  }

  extend(ids: readonly string[], worker: string, leaseUntilMs: number): Promise<readonly string[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.#run(() => {
      const extended = this.#database
        .query<{ id: string }, [number, string, string]>(
          `UPDATE tasks SET lease_until_ms = max(lease_until_ms, ?1)
           WHERE id IN (SELECT value FROM json_each(?2)) AND worker = ?3 AND is_claimed = 1
           RETURNING id`,
        )
        .all(leaseUntilMs, JSON.stringify(ids.map(toColumnText)), toColumnText(worker));
      const found = new Set(extended.map((row) => row.id));
      return ids.filter((id) => found.has(toColumnText(id)));
    });
  }

  finish(ending: Ending): Promise<boolean> {
    return this.#run(() => this.#finish(ending));
  }

  release(id: string, worker: string): Promise<void> {
    const claim = { id: toColumnText(id), worker: toColumnText(worker) };
    const isClaimed = "id = $id AND worker = $worker AND is_claimed = 1";
    return this.#run(() => {
      const gone = this.#database.query(`DELETE FROM tasks WHERE ${isClaimed} AND attempts = 1`);
      if (gone.run(claim).changes > 0) return;
      this.#database
        .query(
          `UPDATE tasks SET attempts = attempts - 1, is_claimed = 0, lease_until_ms = 0,
             status = CASE WHEN error_code IS NULL THEN 'running' ELSE 'failed' END
           WHERE ${isClaimed}`,
        )
        .run(claim);
    });
  }

  get(id: string): Promise<TaskRecord | undefined> {
    return this.#run(() => {
      const row = this.#row(toColumnText(id));
      return row === null ? undefined : toRecord(row);
    });
  }

  unreferenced(keys: readonly string[]): Promise<readonly string[]> {
    return this.#run(() =>
      this.#database
        .query<{ key: string }, [string]>(
          `SELECT value AS key FROM json_each(?)
           WHERE NOT EXISTS (SELECT 1 FROM tasks WHERE result_key = value)`,
        )
        .all(JSON.stringify(keys))
        .map((row) => row.key),
    );
  }

  async close(): Promise<void> {
    await this.#group.close();
    this.#database.close();
  }

  #claim(columns: ClaimColumns): Claim {
    const row = this.#row(columns.id);
    if (row === null) {
      this.#database
        .query(
          `INSERT INTO tasks (id, task, entry, client, accepted_at_ms, status, attempts, is_claimed,
             worker, claimed_at_ms, lease_until_ms)
           VALUES ($id, $task, $entry, $client, $accepted_at_ms, 'running', 1, 1,
             $worker, $claimed_at_ms, $lease_until_ms)`,
        )
        .run(columns);
      return { kind: "mine", attempt: 1 };
    }
    const verdict = judgeClaim(row, columns);
    if (verdict !== "free") return verdict;
    const { id, worker, claimed_at_ms, lease_until_ms } = columns;
    this.#database
      .query(
        `UPDATE tasks SET status = 'running', attempts = attempts + 1, is_claimed = 1, worker = $worker,
           claimed_at_ms = $claimed_at_ms, lease_until_ms = $lease_until_ms,
           thread = NULL, started_at_ms = NULL, finished_at_ms = NULL, service_ns = NULL
         WHERE id = $id`,
      )
      .run({ id, worker, claimed_at_ms, lease_until_ms });
    return { kind: "mine", attempt: row.attempts + 1 };
  }

  #finish(ending: Ending): boolean {
    const columns = endingColumns(ending);
    const written = this.#database
      .query(
        `UPDATE tasks SET status = $status, is_claimed = 0, thread = $thread,
           started_at_ms = $started_at_ms, finished_at_ms = $finished_at_ms, service_ns = $service_ns,
           result_json = $result_json, result_key = $result_key, result_bytes = $result_bytes,
           result_sha256 = $result_sha256, error_code = coalesce($error_code, error_code),
           error_message = coalesce($error_message, error_message)
         WHERE id = $id AND worker = $worker AND attempts = $attempt AND is_claimed = 1`,
      )
      .run(columns);
    if (written.changes > 0) return true;
    const row = this.#row(columns.id);
    return row !== null && isEnded(row, columns);
  }

  /** By the id in its encoded form. */
  #row(id: string): TaskRow | null {
    return this.#database
      .query<TaskRow, [string]>(`SELECT ${TASK_COLUMNS} FROM tasks WHERE id = ?`)
      .get(id);
  }

  #run<Result>(call: () => Result): Promise<Result> {
    return this.#group.run(call) as Promise<Result>;
  }

  /** A call has at most one statement that changes a row, so a failed call leaves nothing in the shared transaction. */
  #commit(calls: readonly (() => unknown)[]): readonly unknown[] {
    const database = this.#database;
    try {
      database.run("BEGIN IMMEDIATE");
      const results = calls.map((call) => {
        try {
          return call();
        } catch (error) {
          // An error such as a full disk has ended the transaction and with it all calls.
          if (!database.inTransaction) throw error;
          return asStorageError(error, database.filename);
        }
      });
      database.run("COMMIT");
      return results;
    } catch (error) {
      if (database.inTransaction) database.run("ROLLBACK");
      throw asStorageError(error, database.filename);
    }
  }
}

function asStorageError(error: unknown, path: string): StorageError {
  if (error instanceof StorageError) return error;
  return new StorageError(`sqlite:${path}: ${messageOf(error)}`, { cause: error });
}
