// A queue whose entries can be removed: a doubly linked list, so every operation takes constant time.

/** The place of an entry in its Fifo. */
export interface FifoPlace<T> {
  readonly value: T;
  previous: FifoPlace<T> | null;
  next: FifoPlace<T> | null;
}

export class Fifo<T> {
  #first: FifoPlace<T> | null = null;
  #last: FifoPlace<T> | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The returned place can be passed to `remove` once, while the value is in the queue. */
  push(value: T): FifoPlace<T> {
    const place: FifoPlace<T> = { value, previous: this.#last, next: null };
    if (this.#last === null) this.#first = place;
    else this.#last.next = place;
    this.#last = place;
    this.#size++;
    return place;
  }

  get first(): T | undefined {
    return this.#first?.value;
  }

  shift(): T | undefined {
    const place = this.#first;
    if (place === null) return undefined;
    this.remove(place);
    return place.value;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let place = this.#first; place !== null; place = place.next) yield place.value;
  }

  remove(place: FifoPlace<T>): void {
    if (place.previous === null) this.#first = place.next;
    else place.previous.next = place.next;
    if (place.next === null) this.#last = place.previous;
    else place.next.previous = place.previous;
    this.#size--;
  }
}
