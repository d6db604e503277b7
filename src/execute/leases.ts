// The leases of all tasks that this process has claimed, put off together until they end.
import { StorageError, type TaskStore } from "../storage/task-store.ts";
import { leaseClockMs } from "./clock.ts";
import type { StorageWatch } from "./retry-storage.ts";

export interface LeasesOptions {
  readonly tasks: Pick<TaskStore, "extend">;
  /** Name under which the tasks were claimed. */
  readonly worker: string;
  readonly leaseMs: number;
  readonly watch: StorageWatch;
  /** Told once of a claimed task that is somebody else's now. */
  readonly onLost?: (id: string) => void;
}

/** Whoever creates it closes it. */
export class Leases {
  readonly #options: LeasesOptions;
  /** Times that each task is held: one that this process lost may be claimed by it again. */
  readonly #held = new Map<string, number>();
  readonly #lost = new Set<string>();
  readonly #timer: Timer;
  #isExtending = false;

  constructor(options: LeasesOptions) {
    this.#options = options;
    // At a third of the length, so that two tries may fail before a lease lapses.
    this.#timer = setInterval(() => void this.extend(), options.leaseMs / 3);
  }

  hold(id: string): void {
    this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
    this.#lost.delete(id);
  }

  letGo(id: string): void {
    const times = this.#held.get(id) ?? 0;
    if (times > 1) this.#held.set(id, times - 1);
    else this.#held.delete(id);
    this.#lost.delete(id);
  }

  /** Puts off all leases now; the timer calls it. Never rejects: the next time may go well. */
  async extend(): Promise<void> {
    const ids = [...this.#held.keys()];
    // A store that is away may keep a call waiting longer than our interval.
    if (ids.length === 0 || this.#isExtending) return;
    this.#isExtending = true;
    const { tasks, worker, leaseMs, watch } = this.#options;
    try {
      const kept = new Set(await tasks.extend(ids, worker, leaseClockMs() + leaseMs));
      watch.worked();
      for (const id of ids) if (!kept.has(id)) this.#tellLost(id);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      watch.failed(error);
    } finally {
      this.#isExtending = false;
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tellLost(id: string): void {
    // It may have ended, and been let go, while the store was asked.
    if (!this.#held.has(id) || this.#lost.has(id)) return;
    this.#lost.add(id);
    this.#options.onLost?.(id);
  }
}
