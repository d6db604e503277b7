// The local form of the system: tasks run in the pool of this process; an id is known while its task is in progress.
import type { TaskPool } from "../pool/task-pool.ts";
import type { Messages } from "../messages/catalogue.ts";
import type { Execute } from "../protocol/task.ts";
import { shareById } from "./share-by-id.ts";

/**
 * Tasks run on the pool. A repeated id and text gets the same reply without a thread while the task is in progress; the same
 * id with another text is rejected as `conflict`.
 */
export function createLocalExecute(pool: Pick<TaskPool, "run">, messages: Messages): Execute {
  return shareById((request, signal) => pool.run(request, signal), messages);
}
