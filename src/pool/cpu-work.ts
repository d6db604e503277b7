// CPU work by amount, not by time: threads that share a core take longer for the same amount.
import { type Ns, NS_PER_MS } from "../units/duration.ts";

/** Short loops of small integers keep the arithmetic on integers, for every total. */
const ITERATIONS_PER_RUN = 2 ** 20;

/** `iterations` steps of a xorshift generator from `state` (not 0): its state after them. A few ns a step. */
export function spin(iterations: number, state: number): number {
  let x = state;
  for (let left = iterations; left > 0; left -= ITERATIONS_PER_RUN) {
    const run = Math.min(left, ITERATIONS_PER_RUN);
    for (let i = 0; i < run; i++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
    }
  }
  return x;
}

const block = new Uint8Array(64 * 1024);

/** SHA-256 of `bytes` zero bytes, fed in blocks of 64 KiB; in hexadecimal. */
export function hash(bytes: number): string {
  const hasher = new Bun.CryptoHasher("sha256");
  let left = bytes;
  for (; left >= block.length; left -= block.length) hasher.update(block);
  return hasher.update(block.subarray(0, left)).digest("hex");
}

const ROUND_NS: Ns = 10 * NS_PER_MS;
const ROUNDS = 5;

/**
 * Amount of work that `run` does in a millisecond on this thread: the median of a few rounds of 10 to 20 ms. Doubling to
 * find the amount of a round also compiles the code path.
 */
export function amountPerMs(run: (amount: number) => void): number {
  let amount = 1024;
  while (timeNs(run, amount) < ROUND_NS) amount *= 2;
  const roundsNs = Array.from({ length: ROUNDS }, () => timeNs(run, amount));
  const medianNs = roundsNs.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? ROUND_NS;
  return (amount * NS_PER_MS) / medianNs;
}

function timeNs(run: (amount: number) => void, amount: number): Ns {
  const startNs = Bun.nanoseconds();
  run(amount);
  return Bun.nanoseconds() - startNs;
}
