// What a process prints, line by line, to be waited for.

/** Below every test file's own limit (60 s), so that a test that fails shows what was printed instead. */
const DEADLINE_MS = 50_000;

export interface Lines {
  /** All that were printed so far. */
  readonly all: readonly string[];
  /** Resolves with the first line, of those printed so far or later, that this matches. */
  readonly find: (pattern: RegExp) => Promise<string>;
  /** Resolves with all lines that match once they are so many, or more. */
  readonly atLeast: (count: number, pattern: RegExp) => Promise<readonly string[]>;
  /** Resolves when nobody has the stream open for writing any more: the process, and all that inherited it, are gone. */
  readonly over: Promise<void>;
}

/** Takes the stream for itself, so that the process never waits for a reader. */
export function watchLines(name: string, stream: ReadableStream<Uint8Array>): Lines {
  const all: string[] = [];
  const watchers = new Set<() => void>();
  let isOver = false;

  const over = (async () => {
    const decoder = new TextDecoder();
    let text = "";
    for await (const bytes of stream) {
      const whole = (text + decoder.decode(bytes, { stream: true })).split("\n");
      text = whole.pop() ?? "";
      all.push(...whole);
      for (const look of watchers) look();
    }
    isOver = true;
    for (const look of watchers) look();
  })();

  async function atLeast(count: number, pattern: RegExp): Promise<readonly string[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
    const fail = (why: string): void =>
      reject(new Error(`${name} ${why} ${pattern} ${count} times:\n${all.join("\n")}`));
    const look = (): void => {
      const found = all.filter((line) => pattern.test(line));
      if (found.length >= count) resolve(found);
      else if (isOver) fail("ended and never printed");
    };
    const timer = setTimeout(fail, DEADLINE_MS, `did not print within ${DEADLINE_MS / 1000} s`);
    watchers.add(look);
    look();
    try {
      return await promise;
    } finally {
      watchers.delete(look);
      clearTimeout(timer);
    }
  }

  return {
    all,
    over,
    atLeast,
    async find(pattern) {
      const [line = ""] = await atLeast(1, pattern);
      return line;
    },
  };
}
