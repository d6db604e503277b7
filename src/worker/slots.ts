// As many slots as threads: the holder of a slot can start a task; others wait in order.

export class Slots {
  #free: number;
  #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves when a slot is free, first come first served. */
  take(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  giveBack(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }

  /** Releases all waiters, now and later: they check themselves whether the worker stops. */
  open(): void {
    this.#free = Infinity;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
