// Extends the leases of all tasks that this process has claimed.
import { StorageError, type TaskStore } from "../storage/task-store.ts";
import { type Ns, NS_PER_MS } from "../units/duration.ts";
import { leaseClockMs } from "./clock.ts";
import type { StorageWatch } from "./retry-storage.ts";

export interface LeasesOptions {
  readonly tasks: Pick<TaskStore, "extend">;
  /** Name of this process in its claims, unique among processes that share a store. */
  readonly name: string;
  /** Length of a lease without an extension. */
  readonly leaseNs: Ns;
  /** Follows the state of the stores. */
  readonly watch: StorageWatch;
  /** For logs: called once for a claimed task that another process has taken over. */
  readonly onLost?: (id: string) => void;
}

/** The creator closes it. */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #leaseMs: number;
  /** Number of claims of each task: this process can claim a task again that it had lost. */
  readonly #held = new Map<string, number>();
  readonly #lost = new Set<string>();
  readonly #timer: Timer;
  #isExtending = false;

  constructor(options: LeasesOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseNs / NS_PER_MS;
    // At a third of the lease, so that two tries can fail before it lapses.
    this.#timer = setInterval(() => void this.#extend(), this.#leaseMs / 3);
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

  /** Extends all leases. Never rejects: the next call can succeed. */
  async #extend(): Promise<void> {
    const ids = [...this.#held.keys()];
    // A call to a store that can't be reached can take longer than the interval.
    if (ids.length === 0 || this.#isExtending) return;
    this.#isExtending = true;
    const { tasks, name, watch } = this.#options;
    try {
      const kept = new Set(await tasks.extend(ids, name, leaseClockMs() + this.#leaseMs));
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
    // The task can have ended during the call.
    if (!this.#held.has(id) || this.#lost.has(id)) return;
    this.#lost.add(id);
    this.#options.onLost?.(id);
  }
}
