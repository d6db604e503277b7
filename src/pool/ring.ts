// Tasks in shared memory: the main thread publishes slots, threads take them in that order and tell what happens to them.
//
//   main    publish ─→ queue ─→ claim    threads
//           takeEvents ←─ events ←─ tell
//
// A slot is a place for one task. Its state says whose it is, and changes by compare-and-exchange alone:
//
//   FREE → published at a position → held by a thread → finished → FREE
//              └─ withdrawn by main → FREE  └─ taken back by main (time limit, death of the thread) → FREE
//
// A position belongs to one publication, and a holder's number to one life of a thread; so whoever looks at a slot late, or
// writes to it late, finds a state that is not the expected one. Nobody waits for another thread: a thread can be killed
// anywhere, and no other thread is held up.

const FREE = 0;
/** Positions are published as −1 … −2³⁰; a finished task's state lies below, and says who held it. */
const POSITIONS = 2 ** 30;

/** Words that different threads write often, each in a cache line of its own. */
const LINE = 16;
const HEAD = 0;
const TAIL = LINE;
const SLEEPING_THREADS = 2 * LINE;
const NEWEST_EVENT = 3 * LINE;
const IS_MAIN_ASLEEP = 4 * LINE;
const IS_THREAD_WAKING = 5 * LINE;
const ARRAYS = 6 * LINE;

/** Slots beyond one a thread: so many tasks can be taken while the main thread does something else. */
const SPARE_SLOTS = 256;

/** What a thread tells of the task in a slot; each at most once a task, in this order. */
export type TaskEvent = "wants text" | "started" | "finished";
const EVENTS = ["wants text", "started", "finished"] as const satisfies TaskEvent[];

export interface RingMemory {
  /** A power of two. */
  readonly slots: number;
  readonly cells: Int32Array<SharedArrayBuffer>;
  /** By slot: how much work, ns of sleep, iterations of spin, bytes of hash. Written by main before the publication. */
  readonly amount: Float64Array<SharedArrayBuffer>;
  /** By slot: Unix time in ms, with a fraction. Valid if `thread` is not 0. */
  readonly startedAtMs: Float64Array<SharedArrayBuffer>;
  /** By slot: ns. Valid once it has finished. */
  readonly serviceNs: Float64Array<SharedArrayBuffer>;
  /** By slot: the number of the thread that has started the task; 0 until then. Set to 0 by `publish`. */
  readonly thread: Int32Array<SharedArrayBuffer>;
}

/** Memory for `threads` threads; it is cloned to them with its content shared. Positions count up from `first`, and wrap. */
export function createRingMemory(threads: number, first = 0): RingMemory {
  const slots = 2 ** Math.ceil(Math.log2(threads + SPARE_SLOTS));
  const numbers = () => new Float64Array(new SharedArrayBuffer(8 * slots));
  const words = (count: number) => new Int32Array(new SharedArrayBuffer(4 * count));
  const cells = words(ARRAYS + (2 + EVENTS.length) * slots + 1);
  cells[HEAD] = cells[TAIL] = first;
  return {
    slots,
    cells,
    amount: numbers(),
    startedAtMs: numbers(),
    serviceNs: numbers(),
    thread: words(slots),
  };
}

/** Where things are in `cells`. */
class RingLayout {
  protected readonly memory: RingMemory;
  protected readonly cells: Int32Array<SharedArrayBuffer>;
  /** By slot: FREE, a published position, a holder, or finished by a holder. */
  protected readonly states = ARRAYS;
  /** By event (1 + slot × kinds + kind): the event that was the newest before it; 0 ends the list. */
  protected readonly earlier: number;
  readonly #queue: number;

  constructor(memory: RingMemory) {
    this.memory = memory;
    this.cells = memory.cells;
    this.#queue = ARRAYS + memory.slots;
    this.earlier = ARRAYS + 2 * memory.slots;
  }

  /** The cell that holds the slot published at this position. */
  protected cellAt(position: number): number {
    return this.#queue + (position & (this.memory.slots - 1));
  }

  protected swapState(slot: number, from: number, to: number): boolean {
    return Atomics.compareExchange(this.cells, this.states + slot, from, to) === from;
  }

  /** The state of a slot published at this position: below 0, and again the same only after 2³⁰ publications. */
  protected published(position: number): number {
    return -1 - (position & (POSITIONS - 1));
  }

  /** The state of a slot whose task this holder has finished. */
  protected finished(holder: number): number {
    return -POSITIONS - holder;
  }

  /**
   * Wakes a sleeping thread for tasks in the queue, unless one is waking already: that one wakes the next if it finds more
   * than one task. So a burst wakes all, and threads that empty the queue sooner save the others the way.
   */
  protected wakeThread(): void {
    if (Atomics.load(this.cells, SLEEPING_THREADS) === 0) return;
    if (Atomics.compareExchange(this.cells, IS_THREAD_WAKING, 0, 1) !== 0) return;
    // Nobody: a thread that has counted itself, and is about to see by the tail whether there is a task for it.
    if (Atomics.notify(this.cells, TAIL, 1) === 0) Atomics.store(this.cells, IS_THREAD_WAKING, 0);
  }

  /** Moves the head over a position whose slot is taken or withdrawn, unless another thread has done it. */
  protected pass(position: number): void {
    Atomics.compareExchange(this.cells, HEAD, position, (position + 1) | 0);
  }
}

/** The main thread's side. One a memory. */
export class RingOwner extends RingLayout {
  readonly #positions: Int32Array;
  readonly #free: number[];
  #tail: number;

  constructor(memory: RingMemory) {
    super(memory);
    this.#tail = Atomics.load(this.cells, TAIL);
    this.#positions = new Int32Array(memory.slots);
    // Low numbers first: as few pages as tasks are used.
    this.#free = Array.from({ length: memory.slots }, (_, i) => memory.slots - 1 - i);
  }

  /** Takes a free slot, whose content the caller writes before it publishes it; undefined if there is no room. */
  reserve(): number | undefined {
    // Withdrawn tasks keep their positions, and while all threads are busy nobody else moves the head over them.
    if (this.#isFull()) this.#passWithdrawn();
    return this.#isFull() ? undefined : this.#free.pop();
  }

  /** Offers a reserved slot to the threads, behind all others. */
  publish(slot: number): void {
    const position = this.#tail;
    this.#positions[slot] = position;
    this.memory.thread[slot] = 0;
    Atomics.store(this.cells, this.cellAt(position), slot);
    Atomics.store(this.cells, this.states + slot, this.published(position));
    this.#tail = (position + 1) | 0;
    Atomics.store(this.cells, TAIL, this.#tail);
    // A thread counts itself before it looks at the tail a last time, so one of the two sees the other.
    this.wakeThread();
  }

  /** Takes back a task that no thread has claimed: false if one has. Frees the slot. */
  withdraw(slot: number): boolean {
    if (!this.swapState(slot, this.published(this.#positions[slot] ?? 0), FREE)) return false;
    this.#free.push(slot);
    return true;
  }

  /** Takes a task away from the thread that holds it: false if it has finished. Frees the slot. */
  takeBack(slot: number, holder: number): boolean {
    if (!this.swapState(slot, holder, FREE)) return false;
    this.#free.push(slot);
    return true;
  }

  /** Who holds the slot's task or has finished it; undefined if no thread has claimed it. */
  holderOf(slot: number): number | undefined {
    const state = Atomics.load(this.cells, this.states + slot);
    if (state > FREE) return state;
    return state < -POSITIONS ? -POSITIONS - state : undefined;
  }

  /** Frees a slot whose end has been read. */
  release(slot: number): void {
    Atomics.store(this.cells, this.states + slot, FREE);
    this.#free.push(slot);
  }

  /** Hands out what threads have told since the last call, oldest first; returns how much that was. */
  takeEvents(each: (slot: number, event: TaskEvent) => void): number {
    let count = 0;
    let oldest = 0;
    for (let node = Atomics.exchange(this.cells, NEWEST_EVENT, 0); node !== 0; count++) {
      const next = this.cells[this.earlier + node] ?? 0;
      this.cells[this.earlier + node] = oldest;
      oldest = node;
      node = next;
    }
    while (oldest !== 0) {
      const node = oldest - 1;
      // Read first: the slot can be in use again when `each` returns.
      oldest = this.cells[this.earlier + oldest] ?? 0;
      const kind = node % EVENTS.length;
      each((node - kind) / EVENTS.length, EVENTS[kind] as TaskEvent);
    }
    return count;
  }

  /** Resolves when there are events; undefined if there are some now. One call at a time. */
  untilEvent(): Promise<unknown> | undefined {
    Atomics.store(this.cells, IS_MAIN_ASLEEP, 1);
    const wait = Atomics.waitAsync(this.cells, NEWEST_EVENT, 0);
    if (wait.async) return wait.value;
    Atomics.store(this.cells, IS_MAIN_ASLEEP, 0);
    return undefined;
  }

  /** Ends a wait of `untilEvent`. */
  wake(): void {
    Atomics.notify(this.cells, NEWEST_EVENT);
  }

  #isFull(): boolean {
    return ((this.#tail - Atomics.load(this.cells, HEAD)) | 0) >= this.memory.slots;
  }

  #passWithdrawn(): void {
    for (let head = Atomics.load(this.cells, HEAD); head !== this.#tail; head = (head + 1) | 0) {
      const slot = Atomics.load(this.cells, this.cellAt(head));
      const state = Atomics.load(this.cells, this.states + slot);
      if (state === this.published(head)) return;
      this.pass(head);
    }
  }
}

/** The side of one thread. `holder` is from 1 to 2³⁰, and no other thread, and no earlier life of this one, has it. */
export class RingThread extends RingLayout {
  readonly #holder: number;

  constructor(memory: RingMemory, holder: number) {
    super(memory);
    this.#holder = holder;
  }

  /** False if `claim` would block just now. */
  hasTask(): boolean {
    return Atomics.load(this.cells, HEAD) !== Atomics.load(this.cells, TAIL);
  }

  /** Takes the oldest task; blocks until there is one. */
  claim(): number {
    for (;;) {
      const head = Atomics.load(this.cells, HEAD);
      const tail = Atomics.load(this.cells, TAIL);
      if (head === tail) {
        Atomics.add(this.cells, SLEEPING_THREADS, 1);
        Atomics.wait(this.cells, TAIL, tail);
        Atomics.sub(this.cells, SLEEPING_THREADS, 1);
        Atomics.store(this.cells, IS_THREAD_WAKING, 0);
      } else {
        const slot = Atomics.load(this.cells, this.cellAt(head));
        const isMine = this.swapState(slot, this.published(head), this.#holder);
        this.pass(head);
        if (!isMine) continue;
        if (this.hasTask()) this.wakeThread();
        return slot;
      }
    }
  }

  /** False if the main thread has taken the task back: then its slot can be another task's, and is not to be touched. */
  finish(slot: number): boolean {
    return this.swapState(slot, this.#holder, this.finished(this.#holder));
  }

  /** "finished" is told after `finish` returned true and the results were written. */
  tell(slot: number, event: TaskEvent): void {
    const node = 1 + slot * EVENTS.length + EVENTS.indexOf(event);
    let newest: number;
    do {
      newest = Atomics.load(this.cells, NEWEST_EVENT);
      this.cells[this.earlier + node] = newest;
    } while (Atomics.compareExchange(this.cells, NEWEST_EVENT, newest, node) !== newest);
    if (newest === 0 && Atomics.exchange(this.cells, IS_MAIN_ASLEEP, 0) === 1) {
      Atomics.notify(this.cells, NEWEST_EVENT, 1);
    }
  }
}
