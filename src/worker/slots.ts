// As many slots as threads: who has one may start a task, and the others wait their turn.

export class Slots {
  #free: number;
  #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves when there is one, first come first served. */
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

  /** From now on nobody waits: the taker looks for itself whether it still may. */
  open(): void {
    this.#free = Infinity;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
