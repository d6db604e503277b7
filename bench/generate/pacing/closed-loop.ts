// The closed loop: a connection sends its next request when its last one is answered.
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import type { LoadConnection } from "../connection/load-connection.ts";
import type { Pacing, Sender } from "./pacing.ts";
import type { RunClock } from "./run-clock.ts";
import type { Share } from "../plan/schedule.ts";

/** So long does a connection rest that could not be opened: a refusal alone takes 0.1 ms. */
const REST_NS: Ns = 100 * NS_PER_MS;

export interface ClosedLoopOptions {
  readonly thinkNs: Ns;
  readonly warmupNs: Ns;
  /** Infinite where requests end it. */
  readonly endNs: Ns;
  /** This generator's, of the measured time; infinite where time ends it. */
  readonly maxRequests: number;
  readonly share: Share;
}

export class ClosedLoop implements Pacing {
  readonly spinNs = 0;
  readonly #options: ClosedLoopOptions;
  readonly #sender: Sender;
  #clock: RunClock | undefined;
  #isOn = false;
  /** Connections that are kept from their next request for a while. */
  readonly #resting = new Set<LoadConnection>();
  /** Requests begun, of the measured time and with those of the warm-up. */
  #begun = 0;
  #begunWithWarmup = 0;

  constructor(options: ClosedLoopOptions, sender: Sender) {
    this.#options = options;
    this.#sender = sender;
  }

  start(clock: RunClock): void {
    this.#clock = clock;
    const startNs = -this.#options.warmupNs;
    const begin = (): void => {
      const nowNs = clock.nowNs();
      // A timer may be a little early, and a request before the beginning would be of no phase.
      if (nowNs < startNs) {
        setImmediate(begin);
        return;
      }
      this.#isOn = true;
      for (const connection of this.#sender.connections) this.#fill(connection, clock.nowNs());
    };
    this.#sender.later(startNs - clock.nowNs(), begin);
  }

  onRoom(connection: LoadConnection, nowNs: Ns): void {
    const { thinkNs } = this.#options;
    if (thinkNs > 0) this.#rest(connection, thinkNs);
    else this.#fill(connection, nowNs);
  }

  onNoConnection(connection: LoadConnection): void {
    this.#rest(connection, REST_NS);
  }

  /** As many requests as the connection has room for, from now. */
  #fill(connection: LoadConnection, nowNs: Ns): void {
    const { share, endNs, maxRequests } = this.#options;
    if (this.#resting.size > 0 && this.#resting.has(connection)) return;
    while (this.#isOn && connection.hasRoom && nowNs < endNs && this.#begun < maxRequests) {
      const index = this.#begunWithWarmup++ * share.count + share.index;
      if (nowNs >= 0) this.#begun++;
      this.#sender.send(connection, { index, intendedNs: nowNs, freeSinceNs: nowNs }, nowNs);
    }
  }

  #rest(connection: LoadConnection, restNs: Ns): void {
    if (this.#resting.has(connection)) return;
    this.#resting.add(connection);
    this.#sender.later(restNs, () => {
      this.#resting.delete(connection);
      this.#fill(connection, this.#clock?.nowNs() ?? 0);
      this.#sender.endIfDone();
    });
  }

  tick(): void {
    // Nothing waits in a closed loop.
  }

  isOver(nowNs: Ns): boolean {
    return this.#isOn && (nowNs >= this.#options.endNs || this.#begun >= this.#options.maxRequests);
  }

  stop(): void {
    this.#isOn = false;
  }

  waitsSinceNs(): undefined {
    return undefined;
  }
}
