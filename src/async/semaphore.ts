// A bound on what runs at the same time: as many permits as threads, connections or messages in flight. Others wait in
// order.

export class Semaphore {
  #free: number;
  #waiting: (() => void)[] = [];

  constructor(permits: number) {
    this.#free = permits;
  }

  /** Resolves when a permit is free, first come first served. The caller releases it. */
  acquire(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }

  /** Ends the bound: lets all waiters pass, now and later. They check themselves whether their owner stops. */
  open(): void {
    this.#free = Infinity;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
