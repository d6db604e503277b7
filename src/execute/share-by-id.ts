// One task an id: whoever asks for an id that is in hand shares its one reply.
import { onAbort } from "../pool/on-abort.ts";
import type { Messages } from "../messages/catalogue.ts";
import { type Execute, TaskError, type TaskReply, type TaskRequest } from "../protocol/task.ts";

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
 * The same id and text, asked again while its task is in hand, gets the one reply and does not come to `run`; the same
 * id with another text is rejected as `conflict`. The signal that `run` is given aborts once all who asked have gone.
 */
export function shareById(run: Execute, messages: Messages): Execute {
  const inHand = new Map<string, SharedTask>();

  function start(id: string, request: TaskRequest): SharedTask {
    const abandon = new AbortController();
    const forgetSignals: (() => void)[] = [];
    const forget = (): void => {
      inHand.delete(id);
      for (const forgetSignal of forgetSignals) forgetSignal();
    };
    const reply = run(request, abandon.signal);
    const shared = { task: request.task, reply, abandon, askers: 0, forgetSignals };
    inHand.set(id, shared);
    // Not `finally`, whose promise would be a second one to reject, with nobody to hear it.
    reply.then(forget, forget);
    return shared;
  }

  return (request, signal) => {
    const { id, task } = request;
    if (id === null) return run(request, signal);
    const known = inHand.get(id);
    if (known !== undefined && known.task !== task) {
      return Promise.reject(new TaskError("conflict", messages.idConflict(id)));
    }
    // Nothing to take back from one who has already gone: `run` words the refusal.
    if (signal.aborted) return known?.reply ?? run(request, signal);
    const shared = known ?? start(id, request);
    shared.askers++;
    const leave = onAbort(signal, () => {
      shared.askers--;
      if (shared.askers === 0) shared.abandon.abort();
    });
    shared.forgetSignals.push(leave);
    return shared.reply;
  };
}
