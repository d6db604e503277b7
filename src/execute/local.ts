// The local form of the system: tasks run in this process's own pool, and an id is known while its task is in hand.
import { onAbort } from "../pool/on-abort.ts";
import type { TaskPool } from "../pool/task-pool.ts";
import type { Messages } from "../protocol/messages.ts";
import { type Execute, TaskError, type TaskReply } from "../protocol/task.ts";

/** A task with an id, shared by all who ask for it until it is answered. */
interface SharedTask {
  readonly task: string;
  readonly reply: Promise<TaskReply>;
  /** Aborts the task itself, once nobody asks for it any more. */
  readonly abandon: AbortController;
  /** Those who ask and have not aborted. */
  askers: number;
  /** Ends listening to the signals of all who ask. */
  readonly forgetSignals: (() => void)[];
}

/**
 * Tasks go to the pool. The same id and text, asked again while its task is in hand, gets the one reply and takes no
 * thread; the same id with another text is rejected as `conflict`.
 */
export function createLocalExecute(pool: Pick<TaskPool, "run">, messages: Messages): Execute {
  const inHand = new Map<string, SharedTask>();

  function start(id: string, task: string): SharedTask {
    const abandon = new AbortController();
    const forgetSignals: (() => void)[] = [];
    const forget = (): void => {
      inHand.delete(id);
      for (const forgetSignal of forgetSignals) forgetSignal();
    };
    const reply = pool.run({ id, task }, abandon.signal);
    const shared: SharedTask = { task, reply, abandon, askers: 0, forgetSignals };
    inHand.set(id, shared);
    // Not `finally`, whose promise would be a second one to reject, with nobody to hear it.
    reply.then(forget, forget);
    return shared;
  }

  return (request, signal) => {
    const { id, task } = request;
    if (id === null) return pool.run(request, signal);
    const known = inHand.get(id);
    if (known !== undefined && known.task !== task) {
      return Promise.reject(new TaskError("conflict", messages.idConflict(id)));
    }
    // Nothing to take back from one who has already gone: the pool words the refusal.
    if (signal.aborted) return known?.reply ?? pool.run(request, signal);
    const shared = known ?? start(id, task);
    shared.askers++;
    const leave = onAbort(signal, () => {
      shared.askers--;
      if (shared.askers === 0) shared.abandon.abort();
    });
    shared.forgetSignals.push(leave);
    return shared.reply;
  };
}
