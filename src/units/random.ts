// Seeded randomness as a pure function of (seed, i): a draw is the same in every order and process.

/** A 32-bit mix with full avalanche (the finaliser of MurmurHash3, by Austin Appleby, public domain). */
function mix32(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Draw `i` of stream `stream` under `seed`: uniform on the open interval (0, 1), so that its logarithm is finite.
 * 52 bits are drawn; `seed`, `i` and `stream` are taken as whole numbers below 2^32.
 */
export function uniform(seed: number, i: number, stream = 0): number {
  const key = mix32(mix32(seed ^ 0x9e3779b9) + Math.imul(stream + 1, 0x85ebca77));
  const high = mix32(key + Math.imul(i + 1, 0x9e3779b1));
  const low = mix32(high ^ mix32(key ^ (i + 0x7f4a7c15)));
  return ((high >>> 6) * 2 ** 26 + (low >>> 6) + 0.5) / 2 ** 52;
}

/** Stream of the draws that make seeds. */
const SEED_STREAM = 2 ** 20;

/**
 * Seed below 2^32 of part `part` (from 1) of a system, a lane or a worker: `seed` itself in the first, drawn from it in the
 * others, so that parts draw independent service times and a run with the next seed shares none of them.
 */
export function partSeed(seed: number, part: number): number {
  return part === 1 ? seed : Math.floor(uniform(seed, part, SEED_STREAM) * 2 ** 32);
}

/** A copy of `items` in an order drawn from the seed (Fisher–Yates). */
export function shuffle<T>(items: readonly T[], seed: number, stream = 0): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(uniform(seed, i, stream) * (i + 1));
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
