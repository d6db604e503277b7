// What several generators tell of a load while it goes on, as one.
import { mergeHistograms } from "../../stats/encoded-histogram.ts";
import type { LoadProgress } from "../../run/load/progress.ts";
import { addCounts } from "../../run/load/counts.ts";

/** Reports the progress of all generators together, whenever each has told its own once more. */
export class ProgressMerger {
  readonly #onProgress: (progress: LoadProgress) => void;
  readonly #newest = new Map<number, LoadProgress>();
  readonly #awaited: Set<number>;

  /** Generators are numbered from 0. */
  constructor(generators: number, onProgress: (progress: LoadProgress) => void) {
    this.#onProgress = onProgress;
    this.#awaited = new Set(Array.from({ length: generators }, (_, i) => i));
  }

  add(generator: number, progress: LoadProgress): void {
    this.#newest.set(generator, progress);
    this.#tell();
  }

  /** This one will tell no more. */
  lose(generator: number): void {
    this.#awaited.delete(generator);
    this.#newest.delete(generator);
    this.#tell();
  }

  #tell(): void {
    if (this.#newest.size === 0 || this.#newest.size < this.#awaited.size) return;
    this.#onProgress(mergeProgress([...this.#newest.values()]));
    this.#newest.clear();
  }
}

/** `parts` has at least one. */
function mergeProgress(parts: readonly LoadProgress[]): LoadProgress {
  return parts.reduce((sum, part) => ({
    state: sum.state,
    nowNs: Math.max(sum.nowNs, part.nowNs),
    counts: addCounts([sum.counts, part.counts]),
    connectionsOpen: sum.connectionsOpen + part.connectionsOpen,
    inFlight: sum.inFlight + part.inFlight,
    waiting: sum.waiting + part.waiting,
    isMatched: sum.isMatched && part.isMatched,
    response: mergeHistograms([sum.response, part.response]),
  }));
}
