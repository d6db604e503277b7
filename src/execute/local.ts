// The local form of the system: tasks run in this process's own pool, and an id is known while its task is in hand.
import type { TaskPool } from "../pool/task-pool.ts";
import type { Messages } from "../messages/catalogue.ts";
import type { Execute } from "../protocol/task.ts";
import { shareById } from "./share-by-id.ts";

/**
 * Tasks go to the pool. The same id and text, asked again while its task is in hand, gets the one reply and takes no
 * thread; the same id with another text is rejected as `conflict`.
 */
export function createLocalExecute(pool: Pick<TaskPool, "run">, messages: Messages): Execute {
  return shareById((request, signal) => pool.run(request, signal), messages);
}
