// The migrations for PostgreSQL. Names are resolved by the connection's search_path.
import type { Migration } from "./migrate.ts";

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
