// The server's log on stdout. It never throws, never blocks the server, and its buffer is bounded.
import { isSettledWithin } from "../async/deadline.ts";

/**
 * Limit of bytes that wait for a slow reader of stdout; further lines are dropped and counted. One turn of the event loop
 * can log a thousand long tasks.
 */
const MAX_PENDING_BYTES = 4 * 1024 * 1024;

/** Time limit of `flush`: a stalled reader must not block the end of the server. */
const FLUSH_LIMIT_MS = 1000;

export interface Log {
  /** One line, without its newline. */
  line(text: string): void;
  /** Resolves when all lines have left the process, at the latest after 1 s. */
  flush(): Promise<void>;
}

/** `describeDropped` returns the line about dropped lines, which is written when there is room again. */
export function createLog(describeDropped: (count: number) => string): Log {
  let dropped = 0;
  // The lines of one turn of the event loop are one write: under load a write for each line would cost more than a task.
  let pending = "";
  const flush = (onWritten?: () => void): void => {
    const text = pending;
    pending = "";
    process.stdout.write(text, onWritten);
  };
  return {
    line(text: string): void {
      if (process.stdout.writableLength + pending.length > MAX_PENDING_BYTES) {
        dropped++;
        return;
      }
      if (pending === "") setImmediate(() => flush());
      if (dropped > 0) {
        pending += `${describeDropped(dropped)}\n`;
        dropped = 0;
      }
      pending += `${text}\n`;
    },
    async flush() {
      await isSettledWithin(new Promise<void>((resolve) => flush(resolve)), FLUSH_LIMIT_MS);
    },
  };
}
