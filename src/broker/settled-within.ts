// Waits at the end of things, which must not hang on a peer that is silent.

/** Resolves when `promise` is settled, however, and after `timeoutMs` in any case. */
export async function settledWithin(promise: Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: Timer | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  try {
    await Promise.race([promise.then(ignore, ignore), late]);
  } finally {
    clearTimeout(timer);
  }
}

function ignore(): void {}
