// Who decides when which request is sent: the closed loop and the open one are two answers.
import type { Ns } from "../../../src/units/duration.ts";
import type { LoadConnection } from "../connection/load-connection.ts";
import type { RunClock } from "./run-clock.ts";

export interface Pacing {
  /** Begins, on a clock whose 0 is the beginning of the measured time; a warm-up comes before it. */
  start(clock: RunClock): void;
  /** A connection has room for a request, and all that came has been looked at. */
  onRoom(connection: LoadConnection, nowNs: Ns): void;
  /** A request got no connection; only a closed loop would try again at once, and again. */
  onNoConnection(connection: LoadConnection): void;
  /** Comes by every few milliseconds, so that what waits too long is seen. */
  tick(nowNs: Ns): void;
  /** No further request will begin. */
  isOver(nowNs: Ns): boolean;
  /** Gives up what waits; nothing begins any more. */
  stop(nowNs: Ns): void;
  /** Intended start of the first arrival that is due and waits; undefined where none does. */
  waitsSinceNs(nowNs: Ns): Ns | undefined;
  /** Time spent spinning with nothing else to do, in the measured time. */
  readonly spinNs: Ns;
}

/** A request that is to be sent now. */
export interface DueRequest {
  /** Its number in the run, from 0. */
  readonly index: number;
  readonly intendedNs: Ns;
  /** Since when its connection was free; before the start of all, minus infinity. */
  readonly freeSinceNs: Ns;
}

/** What a pacing does its work with. */
export interface Sender {
  readonly connections: readonly LoadConnection[];
  /** Intends a request and hands it to a connection that has room. */
  send(connection: LoadConnection, due: DueRequest, nowNs: Ns): void;
  /** Intends request `index`, which is never sent. */
  skip(index: number, end: "dropped" | "unsent", intendedNs: Ns, nowNs: Ns): void;
  /** Counts what happened. */
  readonly activity: number;
  /** A timer that ends with the run. */
  later(delayNs: Ns, act: () => void): void;
  /** Looks whether all is over. */
  endIfDone(): void;
}
