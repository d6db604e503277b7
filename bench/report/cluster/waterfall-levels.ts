// Which levels of a cluster's run are shown hop by hop, where there is no room for all.
import type { Waterfall } from "../../judge/sweep/waterfall.ts";

/** Levels around the edges of the steps, the first and the last ones: those differ most. */
export function pickLevels(
  waterfalls: readonly Waterfall[],
  width: number,
  most: number,
): Waterfall[] {
  if (waterfalls.length <= most) return [...waterfalls];
  const last = waterfalls.at(-1)?.level;
  const edges = waterfalls.filter(
    ({ level }) => level === 1 || level === last || level % width === 0 || level % width === 1,
  );
  return edges.length <= most ? edges : [...edges.slice(0, most - 1), ...edges.slice(-1)];
}
