// The live page of a sweep: receives the events of the sweep and keeps its state. Each level that ended is sent once.
import type { SweepBurst, SweepLevel, SweepState } from "./frames.ts";
import type { LiveSource } from "./hub.ts";
import { type Text, untranslated } from "../units/text.ts";

/** Frames delay the load generator, so there are few. */
const FRAME_MS = 250;

export class SweepSource implements LiveSource {
  readonly hello = { form: "sweep", address: "bench", serviceMs: null, work: "" } as const;
  readonly everyMs = FRAME_MS;
  readonly #ended: SweepLevel[] = [];
  readonly #running = new Map<number, SweepBurst>();
  #state: Pick<SweepState, "title" | "phase" | "laneNames" | "totalLevels" | "plan"> = {
    title: untranslated(""),
    phase: untranslated(""),
    laneNames: [],
    totalLevels: 0,
    plan: [],
  };

  phase(phase: Text): void {
    this.#state = { ...this.#state, phase };
  }

  begin(state: Omit<SweepState, "phase" | "running" | "ended">): void {
    this.#state = { ...state, phase: untranslated("") };
  }

  /** Another repeat of its levels. */
  extend(levels: number): void {
    this.#state = { ...this.#state, totalLevels: this.#state.totalLevels + levels };
  }

  started(lane: number, level: number): void {
    this.#running.set(lane, { lane, level, ok: 0, failed: 0 });
  }

  replied(lane: number, isOk: boolean): void {
    const burst = this.#running.get(lane);
    if (burst === undefined) return;
    const { ok, failed } = burst;
    this.#running.set(lane, { ...burst, ok: ok + (isOk ? 1 : 0), failed: failed + (isOk ? 0 : 1) });
  }

  ended(level: SweepLevel): void {
    this.#running.delete(level.lane);
    this.#ended.push(level);
  }

  frame(_nowMs: number, since: number) {
    const running = [...this.#running.values()].sort((a, b) => a.lane - b.lane);
    const sweep = { ...this.#state, running, ended: this.#ended.slice(since) };
    return { frame: { sweep }, next: this.#ended.length };
  }
}
