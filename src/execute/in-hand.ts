// Counts unsettled promises, and waits until there are none.
import { type Ns, NS_PER_MS } from "../units/duration.ts";

export class InHand {
  #size = 0;
  #whenEmpty: (() => void)[] = [];

  get size(): number {
    return this.#size;
  }

  /** Counts a promise until it is settled; returns it. */
  add<T>(promise: Promise<T>): Promise<T> {
    this.#size++;
    const leave = (): void => {
      this.#size--;
      if (this.#size === 0) for (const resolve of this.#whenEmpty.splice(0)) resolve();
    };
    promise.then(leave, leave);
    return promise;
  }

  /** Resolves with true when none is left, or with false after `timeoutNs`. */
  async empty(timeoutNs: Ns): Promise<boolean> {
    if (this.#size === 0) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#whenEmpty.push(() => resolve(true));
    const timer = setTimeout(() => resolve(false), timeoutNs / NS_PER_MS);
    const isEmpty = await promise;
    clearTimeout(timer);
    return isEmpty;
  }
}
