// The generator process that makes all bursts of a sweep, as its parent sees it. It is started once: a start takes longer than
// many a burst.
import type { RequestSample } from "../../run/sweep/sample.ts";
import type { BurstSpec } from "../pacing/burst.ts";
import type { BurstEnd, FromBurstMaker, SweepSetup } from "./generator-messages.ts";
import { GeneratorChild, GeneratorsLost } from "./generator-child.ts";

export interface MadeBurst extends Omit<BurstEnd, "lane"> {
  /** In connection order. */
  readonly samples: readonly RequestSample[];
}

interface PendingBurst extends PromiseWithResolvers<MadeBurst> {
  readonly samples: RequestSample[];
  readonly onSample: (sample: RequestSample) => void;
}

/** Owns the process until `close`. */
export class BurstGenerator {
  readonly #child: GeneratorChild<FromBurstMaker>;
  /** By lane, each of which has one burst at a time. */
  readonly #pending = new Map<number, PendingBurst>();
  #failure: Error | undefined;

  constructor(setup: SweepSetup) {
    this.#child = new GeneratorChild(
      (message) => this.#hear(message),
      (ended) => this.#fail(new GeneratorsLost([{ generator: 1, ended }])),
    );
    this.#child.tell({ type: "sweep", setup });
  }

  /**
   * Makes one burst; `onSample` is told of each request soon after its outcome is known.
   * @throws {GeneratorsLost} if the process ends first.
   * @throws {Error} if it failed, which is a bug.
   */
  async make(spec: BurstSpec, onSample: (sample: RequestSample) => void): Promise<MadeBurst> {
    if (this.#failure !== undefined) throw this.#failure;
    const pending = { ...Promise.withResolvers<MadeBurst>(), samples: [], onSample };
    this.#pending.set(spec.lane, pending);
    this.#child.tell({ type: "burst", spec });
    return await pending.promise;
  }

  /** Bursts under way come back with what they have. Idempotent. */
  stop(): void {
    this.#child.stop();
  }

  close(): void {
    this.#child.close();
  }

  #hear(message: FromBurstMaker): void {
    switch (message.type) {
      case "samples":
        for (const sample of message.samples) {
          const burst = this.#pending.get(sample.lane);
          if (burst === undefined) continue;
          burst.samples[sample.connection - 1] = sample;
          burst.onSample(sample);
        }
        break;
      case "burst": {
        const { lane, ...end } = message.end;
        const burst = this.#pending.get(lane);
        this.#pending.delete(lane);
        burst?.resolve({ ...end, samples: burst.samples });
        break;
      }
      case "failed":
        this.#fail(new Error(`the generator failed: ${message.text}`));
        break;
      default:
        message satisfies never;
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#failure);
    this.#pending.clear();
  }
}
