// How many tasks a worker asks the broker for. Pure: the accounts of one worker's consumers.
//
// A task needs a thread until its run has ended; then its result is stored, replied and acknowledged. The broker counts all
// of them alike, and for quorum queues the limit of a consumer can't be changed. So the limit is made of consumers, each with
// a fixed size, its part of the window. A part that is full, with ended tasks in it, is retired: its consumer is cancelled
// before a delivery of it is settled, so that it gets no other one, and a new part asks for as many tasks as threads are free.
//
//   sizes of the parts + tasks of retired parts that need a thread ≤ threads
//
// So a worker never holds a task that it has no thread for.

export interface WindowLimits {
  /** Limit of deliveries that need a thread, from 1. */
  readonly threads: number;
  /** Limit of unsettled deliveries besides, whose run has ended; 0 for a worker that asks only when it has settled. */
  readonly maxEnded: number;
}

/** A consumer's deliveries: at most `size` are unsettled. */
export interface Part {
  readonly consumerTag: string;
  readonly size: number;
}

/** A delivery in the window. */
export interface Place {
  readonly part: Part;
  needsThread: boolean;
  isSettled: boolean;
}

export interface WindowChange {
  /** To be consumed with a prefetch of its size. */
  readonly opened: Part;
  /** To be cancelled before further deliveries are settled. */
  readonly retired: readonly Part[];
}

interface PartCount {
  unsettled: number;
  needThread: number;
}

export class DeliveryWindow {
  readonly #limits: WindowLimits;
  /** The parts with a consumer. */
  readonly #parts = new Map<Part, PartCount>();
  /** Of all deliveries, those of retired parts and lost channels included. */
  #needThread = 0;
  /** Of this channel. */
  #unsettled = new Set<Place>();
  #count = 0;

  constructor(limits: WindowLimits) {
    this.#limits = limits;
  }

  /** Deliveries that need a thread. */
  get needThread(): number {
    return this.#needThread;
  }

  get parts(): readonly Part[] {
    return [...this.#parts.keys()];
  }

  /** The channel is lost with its consumers. Its tasks that need a thread keep it. */
  reset(): void {
    this.#parts.clear();
    this.#unsettled = new Set();
  }

  /** The next change, which counts as made; undefined if the worker can't take more tasks, or has asked for them already. */
  change(): WindowChange | undefined {
    const { threads, maxEnded } = this.#limits;
    let asked = 0;
    for (const [{ size }, { unsettled }] of this.#parts) asked += size - unsettled;
    // As long as the broker owes deliveries, the queue is empty, or they are on their way.
    const retired = asked > 0 ? [] : this.parts.filter((part) => this.#hasEnded(part));
    let taken = this.#needThread;
    for (const [part, { needThread }] of this.#parts) {
      if (!retired.includes(part)) taken += part.size - needThread;
    }
    const size = Math.min(threads - taken, threads + maxEnded - this.#unsettled.size - asked);
    if (size <= 0) return undefined;
    for (const part of retired) this.#parts.delete(part);
    const opened = { consumerTag: `tasks-${++this.#count}`, size };
    this.#parts.set(opened, { unsettled: 0, needThread: 0 });
    return { opened, retired };
  }

  delivered(part: Part): Place {
    const count = this.#parts.get(part);
    if (count !== undefined) {
      count.unsettled++;
      count.needThread++;
    }
    this.#needThread++;
    const place = { part, needsThread: true, isSettled: false };
    this.#unsettled.add(place);
    return place;
  }

  /** It needs no thread any more, or never did. Idempotent. */
  ended(place: Place): void {
    if (!place.needsThread) return;
    place.needsThread = false;
    this.#needThread--;
    const count = this.#parts.get(place.part);
    if (count !== undefined) count.needThread--;
  }

  /** Its settlement was sent. Idempotent. */
  settled(place: Place): void {
    this.ended(place);
    if (place.isSettled) return;
    place.isSettled = true;
    this.#unsettled.delete(place);
    const count = this.#parts.get(place.part);
    if (count !== undefined) count.unsettled--;
  }

  #hasEnded(part: Part): boolean {
    return (this.#parts.get(part)?.needThread ?? 0) < part.size;
  }
}
