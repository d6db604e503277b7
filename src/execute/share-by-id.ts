// One task for each id: requests for an id in progress share its reply.
import { onAbort } from "../async/on-abort.ts";
import type { Messages } from "../messages/catalogue.ts";
import { type Execute, TaskError, type TaskReply, type TaskRequest } from "../protocol/task.ts";

/** A task with an id, shared by all its requests until it is answered. */
interface SharedTask {
  readonly task: string;
  readonly reply: Promise<TaskReply>;
  /** Aborts the task when all its clients have gone. */
  readonly abandon: AbortController;
  /** Requests that have not been aborted. */
  askers: number;
}

/**
 * A repeated id and text gets the same reply while the task is in progress, without a call of `run`; the same id with another
 * text is rejected as `conflict`. The signal of `run` aborts when all its clients have gone.
 */
export function shareById(run: Execute, messages: Messages): Execute {
  const inProgress = new Map<string, SharedTask>();

  function start(id: string, request: TaskRequest): SharedTask {
    const abandon = new AbortController();
    const reply = run(request, abandon.signal);
    const shared = { task: request.task, reply, abandon, askers: 0 };
    inProgress.set(id, shared);
    const forget = (): boolean => inProgress.delete(id);
    // Not `finally`: its promise would be a second, unhandled rejection.
    reply.then(forget, forget);
    return shared;
  }

  return (request, signal) => {
    const { id, task } = request;
    if (id === null) return run(request, signal);
    const known = inProgress.get(id);
    if (known !== undefined && known.task !== task) {
      return Promise.reject(new TaskError("conflict", messages.idConflict(id)));
    }
    // The client has already gone: `run` rejects.
    if (signal.aborted) return known?.reply ?? run(request, signal);
    const shared = known ?? start(id, request);
    shared.askers++;
    const forgetSignal = onAbort(signal, () => {
      shared.askers--;
      if (shared.askers === 0) shared.abandon.abort();
    });
    shared.reply.then(forgetSignal, forgetSignal);
    return shared.reply;
  };
}
