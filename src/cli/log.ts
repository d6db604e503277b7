// The server's log on stdout: never throws, never blocks the server, never grows without bound.

/** Bytes that may wait for a slow reader of stdout before lines are dropped (and counted). */
const MAX_PENDING_BYTES = 1024 * 1024;

/** A reader that has stopped reading must not keep the server from ending. */
const FLUSH_LIMIT_MS = 1000;

export interface Log {
  /** One line, without its newline. */
  line(text: string): void;
  /** Resolves once all lines so far have left the process, or after 1 s: the reader may have stopped reading. */
  flush(): Promise<void>;
}

/** `describeDropped` words the one line that says how many were dropped, once there is room again. */
export function createLog(
  stream: NodeJS.WriteStream,
  describeDropped: (count: number) => string,
): Log {
  let dropped = 0;
  // The lines of one turn of the event loop go out as one write: under load a write a line would cost more than a task.
  let pending = "";
  const flush = (onWritten?: () => void): void => {
    const text = pending;
    pending = "";
    stream.write(text, onWritten);
  };
  return {
    line(text: string): void {
      if (stream.writableLength + pending.length > MAX_PENDING_BYTES) {
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
    flush: () =>
      new Promise((resolve) => {
        setTimeout(resolve, FLUSH_LIMIT_MS);
        flush(() => resolve());
      }),
  };
}
