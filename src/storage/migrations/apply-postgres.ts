// Migrates the schema in PostgreSQL, one process at a time.
import type { SQL } from "bun";
import { CREATE_MIGRATIONS_TABLE, pendingMigrations } from "./migrate.ts";
import { POSTGRES_MIGRATIONS } from "./postgres.ts";

/** "escalera" in ASCII. */
const MIGRATION_LOCK = "7310579628428358241";

/**
 * Applies the pending migrations in the caller's transaction; creates the schema of the connection's `search_path` if it is
 * missing.
 * @throws {OptionsError} if the schema is newer than this program.
 */
export async function migratePostgres(transaction: SQL): Promise<void> {
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
