// An order of its own for each pass over a list, as a pure function of (seed, pass), drawn only as far as it is asked.
import { uniform } from "../../../src/units/random.ts";

/** Draws of other kinds under the same seed use streams below this. */
const FIRST_STREAM = 2 ** 24;

/**
 * Fisher and Yates from the front, so that a long list is not shuffled all at once in the middle of a load. Two passes
 * are remembered: connections may ask across the border between them.
 */
export class PassOrder {
  readonly #count: number;
  readonly #seed: number;
  readonly #passes: [Pass, Pass];

  /** @param count Items in the list, at least 1. */
  constructor(count: number, seed: number) {
    this.#count = count;
    this.#seed = seed;
    this.#passes = [new Pass(count), new Pass(count)];
  }

  /** Index in the list of what comes at place `i` (from 0) of all passes. */
  at(i: number): number {
    const pass = Math.floor(i / this.#count);
    const remembered = this.#passes[pass % 2] as Pass;
    if (remembered.pass !== pass) remembered.begin(pass);
    return remembered.at(i % this.#count, this.#seed);
  }
}

class Pass {
  pass = -1;
  readonly #order: Uint32Array;
  /** So many of the order are drawn; the rest is what remains, in any order. */
  #drawn = 0;

  constructor(count: number) {
    this.#order = new Uint32Array(count);
  }

  begin(pass: number): void {
    this.pass = pass;
    this.#drawn = 0;
    for (let k = 0; k < this.#order.length; k++) this.#order[k] = k;
  }

  at(place: number, seed: number): number {
    const order = this.#order;
    for (; this.#drawn <= place; this.#drawn++) {
      const k = this.#drawn;
      const draw = uniform(seed, k, FIRST_STREAM + this.pass);
      const other = k + Math.floor(draw * (order.length - k));
      const taken = order[other] as number;
      order[other] = order[k] as number;
      order[k] = taken;
    }
    return order[place] as number;
  }
}
