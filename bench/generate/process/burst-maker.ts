// The part of a generator process that makes a sweep's bursts: several lanes at once, on one event loop that does nothing else.
import type { RequestSample } from "../../run/sweep/sample.ts";
import { type Ns, NS_PER_MS } from "../../../src/units/duration.ts";
import { type BurstSpec, runBurst } from "../pacing/burst.ts";
import { createRunClockAt, type RunClock } from "../pacing/run-clock.ts";
import { chooseReleaseNs } from "../plan/release-phase.ts";
import type { FromBurstMaker, SweepSetup } from "./generator-messages.ts";
import { SelfWatch } from "./self-watch.ts";

/** Connections are opened and left alone this long before the release, so that the server has taken them all in. */
const SETTLE_NS: Ns = 50 * NS_PER_MS;

/** Samples gather so long, so that telling of them takes little time from the replies that come together. */
const TELL_AFTER_MS = 50;

export class BurstMaker {
  readonly #setup: SweepSetup;
  readonly #clock: RunClock;
  readonly #self = new SelfWatch();
  readonly #send: (message: FromBurstMaker) => void;
  /** t0 of each lane's burst under way. */
  readonly #underWay = new Map<number, Ns>();
  /** Bursts that open their connections. */
  #opening = 0;
  #opened = Promise.withResolvers<void>();
  readonly #stopping = new AbortController();
  #samples: RequestSample[] = [];
  #teller: ReturnType<typeof setTimeout> | undefined;

  constructor(setup: SweepSetup, send: (message: FromBurstMaker) => void) {
    this.#setup = setup;
    this.#send = send;
    this.#clock = createRunClockAt(setup.zeroMs);
  }

  async make(spec: BurstSpec): Promise<void> {
    this.#opening++;
    let mark = this.#self.mark();
    const intendedStartNs = await runBurst({
      spec,
      clock: this.#clock,
      chooseStartNs: async () => {
        await this.#allOpened();
        const { stepSpacingNs, lanes } = this.#setup;
        const others = [...this.#underWay.values()];
        const earliestNs = this.#clock.nowNs() + SETTLE_NS;
        const startNs = chooseReleaseNs(earliestNs, stepSpacingNs, lanes, others);
        this.#underWay.set(spec.lane, startNs);
        // Opening the connections is not part of the level.
        mark = this.#self.mark();
        return startNs;
      },
      onSample: (sample) => this.#add(sample),
      signal: this.#stopping.signal,
    });
    this.#underWay.delete(spec.lane);
    const seen = this.#self.observe(mark);
    this.#tell();
    this.#send({ type: "burst", end: { lane: spec.lane, intendedStartNs, ...seen } });
  }

  /**
   * One more burst has its connections: resolves when no other is opening its own. A sweep begins with all lanes at once,
   * and a thousand connections keep the event loop from a burst that is released meanwhile for 0.1 s.
   */
  #allOpened(): Promise<void> {
    const { promise, resolve } = this.#opened;
    if (--this.#opening === 0) {
      this.#opened = Promise.withResolvers();
      resolve();
    }
    return promise;
  }

  /** Bursts under way end with what they have; later ones end at once. */
  stop(): void {
    this.#stopping.abort();
  }

  #add(sample: RequestSample): void {
    this.#samples.push(sample);
    this.#teller ??= setTimeout(() => this.#tell(), TELL_AFTER_MS);
  }

  #tell(): void {
    clearTimeout(this.#teller);
    this.#teller = undefined;
    if (this.#samples.length > 0) this.#send({ type: "samples", samples: this.#samples });
    this.#samples = [];
  }
}
