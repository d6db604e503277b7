// Systems come up a few at a time: servers that warm up their threads together take turns on the cores, which costs each
// of them more than waiting for its turn.

export interface Started<T> {
  /** Those that came up, in the order of their starts. */
  readonly up: readonly T[];
  /** Why the first that failed did; undefined if all came up. */
  readonly failure: { readonly reason: unknown } | undefined;
}

/**
 * Calls the starts in order, at most `atOnce` of them at a time. After a failure no further one begins; those under way are
 * waited for.
 */
export async function startInTurn<T>(
  starts: readonly (() => Promise<T>)[],
  atOnce: number,
): Promise<Started<T>> {
  const results: T[] = [];
  let failure: Started<T>["failure"];
  let next = 0;
  const take = async (): Promise<void> => {
    while (failure === undefined) {
      const i = next++;
      const start = starts[i];
      if (start === undefined) return;
      try {
        results[i] = await start();
      } catch (reason) {
        failure ??= { reason };
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, take));
  // A start that failed leaves a hole, which `filter` skips.
  return { up: results.filter(() => true), failure };
}
