// Bounded waits while closing: a silent peer must not block the end.

/** Resolves when `promise` is settled, at the latest after `timeoutMs`. */
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
