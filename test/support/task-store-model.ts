// A store of tasks in memory, one call at a time: what the real ones are compared with. Written from the interface's
// words, not from their code.
import type { Claim, Ending, TaskRecord } from "../../src/storage/task-store.ts";
import type { AcceptedTask } from "../../src/protocol/task.ts";

interface ModelTask {
  record: TaskRecord;
  /** From a claim until its finish, its release, or the next claim. */
  owner: { readonly worker: string; readonly attempt: number } | null;
}

export class TaskStoreModel {
  readonly #tasks = new Map<string, ModelTask>();

  claim(origin: AcceptedTask, worker: string, leaseMs: number, nowMs: number): Promise<Claim> {
    const known = this.#tasks.get(origin.id);
    if (known !== undefined) {
      const { task, status, leaseUntilMs } = known.record;
      if (task !== origin.task) return Promise.resolve({ kind: "conflict" });
      if (status === "done" || status === "dead") {
        return Promise.resolve({ kind: "over", record: known.record });
      }
      if (status === "running" && leaseUntilMs > nowMs) {
        return Promise.resolve({ kind: "running", leaseUntilMs });
      }
    }
    const attempt = (known?.record.attempts ?? 0) + 1;
    this.#tasks.set(origin.id, {
      record: {
        ...origin,
        ...known?.record,
        status: "running",
        attempts: attempt,
        worker,
        thread: null,
        startedAtMs: null,
        finishedAtMs: null,
        serviceNs: null,
        result: null,
        error: known?.record.error ?? null,
        leaseUntilMs: nowMs + leaseMs,
      },
      owner: { worker, attempt },
    });
    return Promise.resolve({ kind: "mine", attempt });
  }

  extend(ids: readonly string[], worker: string, leaseUntilMs: number): Promise<readonly string[]> {
    const extended = ids.filter((id) => this.#tasks.get(id)?.owner?.worker === worker);
    for (const id of extended) {
      const task = this.#tasks.get(id);
      if (task === undefined) continue;
      const later = Math.max(task.record.leaseUntilMs, leaseUntilMs);
      task.record = { ...task.record, leaseUntilMs: later };
    }
    return Promise.resolve(extended);
  }

  finish(ending: Ending): Promise<boolean> {
    const task = this.#tasks.get(ending.id);
    if (task === undefined) return Promise.resolve(false);
    const { worker, attempt, thread, startedAtMs, finishedAtMs, serviceNs, outcome } = ending;
    const { record, owner } = task;
    // Said again.
    if (
      record.status === outcome.status &&
      record.worker === worker &&
      record.attempts === attempt
    ) {
      return Promise.resolve(true);
    }
    if (owner?.worker !== worker || owner.attempt !== attempt) return Promise.resolve(false);
    task.owner = null;
    task.record = {
      ...record,
      status: outcome.status,
      thread,
      startedAtMs,
      finishedAtMs,
      serviceNs,
      result: outcome.status === "done" ? outcome.result : null,
      error: outcome.status === "done" ? record.error : outcome.error,
    };
    return Promise.resolve(true);
  }

  release(id: string, worker: string): Promise<void> {
    const task = this.#tasks.get(id);
    if (task === undefined || task.owner?.worker !== worker) return Promise.resolve();
    const attempts = task.record.attempts - 1;
    if (attempts === 0) this.#tasks.delete(id);
    else {
      const status = task.record.error === null ? "running" : "failed";
      task.owner = null;
      task.record = { ...task.record, status, attempts, leaseUntilMs: 0 };
    }
    return Promise.resolve();
  }

  get(id: string): Promise<TaskRecord | undefined> {
    return Promise.resolve(this.#tasks.get(id)?.record);
  }
}
