// The open loop: arrivals come by their schedule, whatever the target does. One that finds every connection busy waits
// for one, and is timed from its intended start all the same.
import { type Ns, NS_PER_SECOND } from "../../../src/units/duration.ts";
import type { LoadConnection } from "../connection/load-connection.ts";
import type { Pacing, Sender } from "./pacing.ts";
import { type RunClock, TIMER_MARGIN_NS } from "./run-clock.ts";
import type { ArrivalCursor } from "../plan/schedule.ts";

/** Arrivals that wait when the schedule ends are still sent for so long, or a tenth of its duration if that is longer. */
const SHORTEST_GRACE_NS: Ns = 1 * NS_PER_SECOND;

export interface OpenLoopOptions {
  readonly cursor: ArrivalCursor;
  /** True: an arrival that finds every connection busy is dropped. */
  readonly isDropping: boolean;
  readonly timeoutNs: Ns;
  /** Of the schedule; infinite where the number of arrivals ends it. */
  readonly endNs: Ns;
}

export class OpenLoop implements Pacing {
  spinNs: Ns = 0;
  readonly #options: OpenLoopOptions;
  readonly #sender: Sender;
  readonly #free: FreeQueue;
  readonly #graceEndNs: Ns;
  #clock: RunClock | undefined;
  #isOn = false;
  /** A timer or a turn of the event loop will bring the next look at the schedule. */
  #isPumpSet = false;
  /** Since when the pump spins, and what had happened by then; undefined while it does not. */
  #spinFromNs: Ns | undefined;
  #spinActivity = 0;

  constructor(options: OpenLoopOptions, sender: Sender) {
    this.#options = options;
    this.#sender = sender;
    this.#free = new FreeQueue(sender.connections.length);
    this.#graceEndNs = options.endNs + Math.max(SHORTEST_GRACE_NS, options.endNs / 10);
  }

  start(clock: RunClock): void {
    this.#clock = clock;
    this.#isOn = true;
    for (const connection of this.#sender.connections) {
      this.#free.add(connection, Number.NEGATIVE_INFINITY);
    }
    this.#setPump(clock.nowNs());
  }

  onRoom(connection: LoadConnection, nowNs: Ns): void {
    this.#free.add(connection, nowNs);
    this.#sendDue(nowNs);
    this.#setPump(nowNs);
  }

  onNoConnection(): void {
    // The schedule goes on: the next arrival tries again.
  }

  tick(nowNs: Ns): void {
    this.#sendDue(nowNs);
  }

  isOver(): boolean {
    return this.#options.cursor.nextNs === undefined;
  }

  stop(nowNs: Ns): void {
    this.#isOn = false;
    this.#leaveWaiting(nowNs);
  }

  waitsSinceNs(nowNs: Ns): Ns | undefined {
    const dueNs = this.#options.cursor.nextNs;
    return dueNs !== undefined && dueNs <= nowNs ? dueNs : undefined;
  }

  /** Sends what is due, as far as connections are free. */
  #sendDue(nowNs: Ns): void {
    const { cursor, isDropping, timeoutNs } = this.#options;
    if (!this.#isOn) return;
    for (let dueNs = cursor.nextNs; dueNs !== undefined && dueNs <= nowNs; dueNs = cursor.nextNs) {
      const connection = this.#free.first;
      const isTooLate = dueNs + timeoutNs <= nowNs;
      if (connection === undefined && !isDropping && !isTooLate) {
        if (nowNs > this.#graceEndNs) this.#leaveWaiting(nowNs);
        return;
      }
      const { index } = cursor;
      cursor.advance();
      if (isTooLate) {
        this.#sender.skip(index, "unsent", dueNs, nowNs);
      } else if (connection === undefined) {
        this.#sender.skip(index, "dropped", dueNs, nowNs);
      } else {
        const freeSinceNs = this.#free.takeFirst();
        this.#sender.send(connection, { index, intendedNs: dueNs, freeSinceNs }, nowNs);
        if (connection.hasRoom) this.#free.add(connection, freeSinceNs);
      }
    }
  }

  /** All that is due and not sent is sent no more. */
  #leaveWaiting(nowNs: Ns): void {
    const { cursor } = this.#options;
    for (let dueNs = cursor.nextNs; dueNs !== undefined && dueNs <= nowNs; dueNs = cursor.nextNs) {
      this.#sender.skip(cursor.index, "unsent", dueNs, nowNs);
      cursor.advance();
    }
  }

  /**
   * Sees to it that the next arrival is sent when it is due: sleeps until shortly before it, then takes turns of the event
   * loop, so that replies are still taken. While every connection is busy there is nothing to see to: the one that
   * becomes free sends by itself.
   */
  #setPump(nowNs: Ns): void {
    const { cursor, isDropping } = this.#options;
    const dueNs = cursor.nextNs;
    if (this.#isPumpSet || !this.#isOn || dueNs === undefined) return;
    if (this.#free.first === undefined && !isDropping) return;
    this.#isPumpSet = true;
    const sleepNs = dueNs - nowNs - TIMER_MARGIN_NS;
    if (sleepNs > 0) {
      this.#sender.later(sleepNs, this.#pump);
    } else {
      this.#spinFromNs = nowNs;
      this.#spinActivity = this.#sender.activity;
      setImmediate(this.#pump);
    }
  }

  readonly #pump = (): void => {
    this.#isPumpSet = false;
    if (!this.#isOn || this.#clock === undefined) return;
    const nowNs = this.#clock.nowNs();
    if (this.#spinFromNs !== undefined) {
      const isIdle = this.#sender.activity === this.#spinActivity;
      if (isIdle && this.#spinFromNs > 0) this.spinNs += nowNs - this.#spinFromNs;
      this.#spinFromNs = undefined;
    }
    this.#sendDue(nowNs);
    this.#setPump(nowNs);
    this.#sender.endIfDone();
  };
}

/** Free connections, first in, first out: load goes round, and each connection is in it at most once. */
class FreeQueue {
  readonly #ring: (LoadConnection | undefined)[];
  #head = 0;
  /** Since when each that is in the ring is free. */
  readonly #freeSinceNs = new Map<LoadConnection, Ns>();

  constructor(capacity: number) {
    this.#ring = Array.from({ length: capacity });
  }

  get first(): LoadConnection | undefined {
    return this.#freeSinceNs.size === 0 ? undefined : this.#ring[this.#head];
  }

  /** Does nothing where it is in the queue already. */
  add(connection: LoadConnection, sinceNs: Ns): void {
    if (this.#freeSinceNs.has(connection)) return;
    this.#ring[(this.#head + this.#freeSinceNs.size) % this.#ring.length] = connection;
    this.#freeSinceNs.set(connection, sinceNs);
  }

  /** Since when the first was free. There must be one. */
  takeFirst(): Ns {
    const first = this.#ring[this.#head] as LoadConnection;
    const sinceNs = this.#freeSinceNs.get(first) as Ns;
    this.#freeSinceNs.delete(first);
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#ring.length;
    return sinceNs;
  }
}
