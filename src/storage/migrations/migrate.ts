// Finds the pending migrations of a schema; the stores apply them, each under its own lock.
import { say } from "../../messages/catalogue.ts";
import { OptionsError } from "../../units/options-error.ts";

export interface Migration {
  /** From 1, without gaps. A released migration never changes: a later migration corrects it. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** The table of applied migrations, in both databases. */
export const CREATE_MIGRATIONS_TABLE = `
CREATE TABLE IF NOT EXISTS escalera_migrations (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at TEXT NOT NULL
)`;

/**
 * The migrations to apply, in order, to a schema of version `version` (0: empty).
 * @throws {OptionsError} if the schema is newer than this program: writing to it could damage data.
 */
export function pendingMigrations(
  known: readonly Migration[],
  version: number,
): readonly Migration[] {
  const newest = known.length;
  if (version > newest) {
    throw new OptionsError(say(({ problems }) => problems.newerSchema(version, newest)));
  }
  return known.slice(version);
}
