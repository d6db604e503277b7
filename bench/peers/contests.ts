// All contests by name, and the groups of them that --only takes.
import { usageError } from "../../src/messages/catalogue.ts";
import type { Contest } from "./contest.ts";
import { GENERATOR_CONTESTS } from "./generator-contests.ts";
import { SERVER_CONTESTS } from "./server-contests.ts";

const ALL = [...GENERATOR_CONTESTS, ...SERVER_CONTESTS];
const GROUPS = new Map([
  ["generators", GENERATOR_CONTESTS],
  ["servers", SERVER_CONTESTS],
  ...ALL.map((contest) => [contest.name, [contest]] as const),
]);

/**
 * Reads names of contests, "generators" and "servers", with commas between them; in their own order, each once.
 * @throws {OptionsError} naming all that there are.
 */
export function parseContests(text: string): readonly Contest[] {
  const chosen = new Set(
    text.split(",").flatMap((word) => {
      const name = word.trim();
      const contests = GROUPS.get(name);
      if (contests !== undefined) return contests;
      throw usageError(({ problems }) => problems.noneOf(name, [...GROUPS.keys()]));
    }),
  );
  return ALL.filter((contest) => chosen.has(contest));
}
