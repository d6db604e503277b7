// The statements for PostgreSQL. Each takes a batch as a JSON array of rows, is its own transaction, and is idempotent.
import { TASK_COLUMNS } from "./task-row.ts";

/** The batch as rows; the server parses the text. */
function batch(columns: string): string {
  return `SELECT * FROM json_to_recordset(CAST($1 AS text)::json) AS call (${columns})`;
}

/**
 * Claims the free tasks, each id once in a batch; returns the claimed ids. In the order of ids, so that batches of several
 * workers can't deadlock.
 */
export const CLAIM = `
WITH call AS (${batch(
  `id text, task text, entry text, client text, accepted_at_ms float8, worker text, claimed_at_ms float8,
   lease_until_ms float8, claim_token text`,
)})
INSERT INTO tasks AS row
  (id, task, entry, client, accepted_at_ms, status, attempts, worker, claimed_at_ms, lease_until_ms, claim_token)
SELECT id, task, entry, client, accepted_at_ms, 'running', 1, worker, claimed_at_ms, lease_until_ms, claim_token
FROM call ORDER BY id COLLATE "C"
ON CONFLICT (id) DO UPDATE SET
  status = 'running',
  attempts = row.attempts + CASE WHEN row.claim_token = excluded.claim_token THEN 0 ELSE 1 END,
  worker = excluded.worker,
  claimed_at_ms = excluded.claimed_at_ms,
  lease_until_ms = excluded.lease_until_ms,
  claim_token = excluded.claim_token,
  thread = NULL, started_at_ms = NULL, finished_at_ms = NULL, service_ns = NULL
WHERE row.task = excluded.task AND (
  row.status = 'failed'
  OR row.status = 'running'
    AND (row.lease_until_ms <= excluded.claimed_at_ms OR row.claim_token = excluded.claim_token)
)
RETURNING id, attempts`;

/** $1: ids as a JSON array. */
export const GET = `
SELECT ${TASK_COLUMNS} FROM tasks
WHERE id IN (SELECT json_array_elements_text(CAST($1 AS text)::json))`;

/** Each id and worker occurs once in a batch. */
export const EXTEND = `
WITH call AS (${batch("id text, worker text, lease_until_ms float8")})
UPDATE tasks AS row SET lease_until_ms = greatest(row.lease_until_ms, call.lease_until_ms)
FROM call
WHERE row.id = call.id AND row.worker = call.worker AND row.claim_token IS NOT NULL
RETURNING row.id, row.worker`;

/** Each id occurs once in a batch. Returns the ids that have this ending, from this statement or an earlier one. */
export const FINISH = `
WITH call AS (${batch(
  `id text, worker text, attempt integer, status text, thread integer, started_at_ms float8,
   finished_at_ms float8, service_ns bigint, result_json text, result_key text, result_bytes bigint,
   result_sha256 text, error_code text, error_message text`,
)}), written AS (
  UPDATE tasks AS row SET
    status = call.status, claim_token = NULL, thread = call.thread, started_at_ms = call.started_at_ms,
    finished_at_ms = call.finished_at_ms, service_ns = call.service_ns, result_json = call.result_json,
    result_key = call.result_key, result_bytes = call.result_bytes, result_sha256 = call.result_sha256,
    error_code = coalesce(call.error_code, row.error_code),
    error_message = coalesce(call.error_message, row.error_message)
  FROM call
  WHERE row.id = call.id AND row.worker = call.worker AND row.attempts = call.attempt
    AND row.claim_token IS NOT NULL
  RETURNING row.id
)
SELECT id FROM written
UNION
SELECT row.id FROM tasks AS row JOIN call USING (id, worker, status) WHERE row.attempts = call.attempt`;

/** Each id and worker occurs once in a batch. A row without an attempt is deleted. */
export const RELEASE = `
WITH call AS (${batch("id text, worker text")}), gone AS (
  DELETE FROM tasks AS row USING call
  WHERE row.id = call.id AND row.worker = call.worker AND row.claim_token IS NOT NULL AND row.attempts = 1
)
UPDATE tasks AS row SET
  attempts = row.attempts - 1, claim_token = NULL, lease_until_ms = 0,
  status = CASE WHEN row.error_code IS NULL THEN 'running' ELSE 'failed' END
FROM call
WHERE row.id = call.id AND row.worker = call.worker AND row.claim_token IS NOT NULL AND row.attempts > 1`;

/** $1: keys as a JSON array. */
export const UNREFERENCED = `
SELECT key FROM json_array_elements_text(CAST($1 AS text)::json) AS key
WHERE NOT EXISTS (SELECT 1 FROM tasks WHERE result_key = key)`;
