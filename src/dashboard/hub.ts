// Sends changes to all pages, about ten times a second, and to slow pages less often. Idle while no page is open.
import type { Frame, Hello, ToPage } from "./frames.ts";

export type FrameBody = Omit<Frame, "type" | "atMs">;

/** The source of the frames. */
export interface LiveSource {
  readonly hello: Omit<Hello, "type" | "canSend">;
  /** Time between two frames; read again for each frame. */
  readonly everyMs: number;
  /** The present state, with all increments after place `since` (0: all that are kept). */
  frame(nowMs: number, since: number): { readonly frame: FrameBody; readonly next: number };
  /** Called when the first page opens and when the last page closes. */
  watched?(isWatched: boolean): void;
}

/** A page: the used methods of Bun's ServerWebSocket. */
export interface PageSocket {
  send(text: string): number;
  getBufferedAmount(): number;
}

/** Without changes a frame is sent after this time, as a heartbeat. */
const HEARTBEAT_MS = 1000;

interface Page {
  /** The page has all increments up to this place. */
  since: number;
  lastBody: string;
  lastAtMs: number;
}

export class Hub {
  readonly #source: LiveSource;
  readonly #nowMs: () => number;
  readonly #pages = new Map<PageSocket, Page>();
  #timer: Timer | undefined;

  /** `nowMs`: Unix time in ms. */
  constructor(source: LiveSource, nowMs: () => number) {
    this.#source = source;
    this.#nowMs = nowMs;
  }

  get pages(): number {
    return this.#pages.size;
  }

  add(socket: PageSocket, hello: Hello): void {
    if (this.#pages.size === 0) {
      this.#source.watched?.(true);
      this.#wait();
    }
    this.#pages.set(socket, { since: 0, lastBody: "", lastAtMs: 0 });
    socket.send(JSON.stringify(hello));
    this.#tick();
  }

  remove(socket: PageSocket): void {
    if (!this.#pages.delete(socket) || this.#pages.size > 0) return;
    clearTimeout(this.#timer);
    this.#source.watched?.(false);
  }

  /** Sends a last message to all pages, even slow ones, after the pending changes. */
  sayToAll(message: ToPage): void {
    this.#tick();
    for (const socket of this.#pages.keys()) socket.send(JSON.stringify(message));
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      this.#wait();
      this.#tick();
    }, this.#source.everyMs);
  }

  #tick(): void {
    const nowMs = this.#nowMs();
    // Pages at the same place get the same text: making a frame is its main cost.
    const made = new Map<number, { body: string; text: string; next: number }>();
    for (const [socket, page] of this.#pages) {
      // The page has not read the last frame: a later frame has these changes, too.
      if (socket.getBufferedAmount() > 0) continue;
      let known = made.get(page.since);
      if (known === undefined) {
        const { frame, next } = this.#source.frame(nowMs, page.since);
        const body = JSON.stringify(frame).slice(1);
        known = { body, text: `{"type":"frame","atMs":${nowMs.toFixed(3)},${body}`, next };
        made.set(page.since, known);
      }
      if (known.body === page.lastBody && nowMs - page.lastAtMs < HEARTBEAT_MS) continue;
      page.since = known.next;
      page.lastBody = known.body;
      page.lastAtMs = nowMs;
      socket.send(known.text);
    }
  }
}
