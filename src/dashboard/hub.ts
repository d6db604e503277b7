// Sends what changes to all pages, some ten times a second, and to a slow one less often. Does nothing while none is open.
import type { Frame, Hello, ToPage } from "./frames.ts";

export type FrameBody = Omit<Frame, "type" | "atMs">;

/** Where the frames come from. */
export interface LiveSource {
  readonly hello: Omit<Hello, "type" | "instance" | "canSend">;
  /** At least this long from frame to frame; read again for each. */
  readonly everyMs: number;
  /** What there is now, with all that has been added after place `since` (0: with all that is kept). */
  frame(nowMs: number, since: number): { readonly frame: FrameBody; readonly next: number };
  /** The first page is there, or the last one has gone: nobody looks. */
  watched?(isWatched: boolean): void;
}

/** One page, as Bun's ServerWebSocket is it. */
export interface PageSocket {
  send(text: string): number;
  getBufferedAmount(): number;
}

/** Nothing new for this long, and a frame goes out all the same: it says that we are alive. */
const HEARTBEAT_MS = 1000;

interface Page {
  /** Up to this place it knows what has been added. */
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

  /** To all pages, whatever they have not read yet; for the end. What is not told yet goes before it. */
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
    // Pages that know the same are sent the same text: most of what a frame costs is to make it.
    const made = new Map<number, { body: string; text: string; next: number }>();
    for (const [socket, page] of this.#pages) {
      // It has not taken the last one: what is skipped now comes with a later frame.
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
