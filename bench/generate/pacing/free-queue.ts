// Free connections, first in, first out: load goes round, and each connection is in it at most once (`isQueued`).
import type { LoadConnection } from "../connection/load-connection.ts";

export class FreeQueue {
  readonly #ring: (LoadConnection | undefined)[];
  #head = 0;
  #size = 0;

  constructor(capacity: number) {
    this.#ring = Array.from({ length: capacity });
  }

  get first(): LoadConnection | undefined {
    return this.#size === 0 ? undefined : this.#ring[this.#head];
  }

  add(connection: LoadConnection): void {
    connection.isQueued = true;
    this.#ring[(this.#head + this.#size) % this.#ring.length] = connection;
    this.#size++;
  }

  takeFirst(): void {
    const first = this.#ring[this.#head];
    if (first === undefined) return;
    first.isQueued = false;
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#ring.length;
    this.#size--;
  }
}
