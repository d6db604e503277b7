// The migrations for SQLite.
import type { Migration } from "./migrate.ts";

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
