// The schema in both databases, by numbered migrations. Each store applies the pending ones, under its own lock.
import { say } from "../messages/catalogue.ts";
import { OptionsError } from "../units/options-error.ts";

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

export const SQLITE_MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: "tasks",
    sql: `
CREATE TABLE tasks (
  id TEXT PRIMARY KEY NOT NULL,
  task TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'dead')),
  attempts INTEGER NOT NULL CHECK (attempts > 0),
  entry TEXT NOT NULL,
  client TEXT,
  worker TEXT NOT NULL,
  thread INTEGER,
  accepted_at_ms REAL NOT NULL,
  claimed_at_ms REAL NOT NULL,
  started_at_ms REAL,
  finished_at_ms REAL,
  service_ns INTEGER CHECK (service_ns >= 0),
  result_json TEXT,
  result_key TEXT,
  result_bytes INTEGER,
  result_sha256 TEXT,
  error_code TEXT,
  error_message TEXT,
  lease_until_ms REAL NOT NULL,
  -- 1 from a claim to its finish or release
  is_claimed INTEGER NOT NULL
) STRICT;
CREATE INDEX tasks_result_key ON tasks (result_key) WHERE result_key IS NOT NULL;
`,
  },
];

/** Names are resolved by the search_path of the connection. */
export const POSTGRES_MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    name: "tasks",
    // Free space in each page allows updates of a row in place, without its indexes.
    sql: `
CREATE TABLE tasks (
  id text COLLATE "C" PRIMARY KEY,
  task text COLLATE "C" NOT NULL,
  status text NOT NULL CHECK (status IN ('running', 'done', 'failed', 'dead')),
  attempts integer NOT NULL CHECK (attempts > 0),
  entry text NOT NULL,
  client text,
  worker text COLLATE "C" NOT NULL,
  thread integer,
  accepted_at_ms double precision NOT NULL,
  claimed_at_ms double precision NOT NULL,
  started_at_ms double precision,
  finished_at_ms double precision,
  service_ns bigint CHECK (service_ns >= 0),
  result_json text,
  result_key text COLLATE "C",
  result_bytes bigint,
  result_sha256 text,
  error_code text,
  error_message text,
  lease_until_ms double precision NOT NULL,
  claim_token text
) WITH (fillfactor = 70);
COMMENT ON COLUMN tasks.claim_token IS 'of the call that claimed it, until its finish or release; tells a call that is repeated';
CREATE INDEX tasks_result_key ON tasks (result_key) WHERE result_key IS NOT NULL;
`,
  },
];
