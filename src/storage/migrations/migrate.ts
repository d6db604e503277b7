// Which steps of a schema are still to be taken; the stores take them, under a lock of their own.
import { OptionsError } from "../../units/options-error.ts";

export interface Migration {
  /** From 1, without gaps. One that was released never changes: what is wrong with it, a further one mends. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** Where the applied steps are noted, in both databases. */
export const CREATE_MIGRATIONS_TABLE = `
CREATE TABLE IF NOT EXISTS escalera_migrations (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at TEXT NOT NULL
)`;

/**
 * The steps to take, in order, where the schema stands at `version` (0: empty).
 * @throws {OptionsError} if the schema is newer than this program: writing into it might do harm.
 */
export function pendingMigrations(
  known: readonly Migration[],
  version: number,
): readonly Migration[] {
  const newest = known.length;
  if (version > newest) {
    throw new OptionsError(
      `the store's schema has version ${version}, and this program knows versions up to ${newest}: use a newer escalera`,
    );
  }
  return known.slice(version);
}
