// All contests by name, and the groups of them that --only takes.
import { OptionsError } from "../../src/units/options-error.ts";
import { say } from "../../src/messages/catalogue.ts";
import type { Contest } from "./contest.ts";
import { CONTEST_NAMES } from "../run/peers/run.ts";
import {
  CONNECTIONS_CONTEST,
  HTTP_CONTEST,
  OPEN_CONTEST,
  REDIS_CONTEST,
} from "./generator-contests.ts";
import { EACH_CONTEST, KEPT_CONTEST, SLEEP_CONTEST } from "./server-contests.ts";

const GENERATORS: readonly Contest[] = [
  REDIS_CONTEST,
  HTTP_CONTEST,
  OPEN_CONTEST,
  CONNECTIONS_CONTEST,
];
const SERVERS: readonly Contest[] = [KEPT_CONTEST, EACH_CONTEST, SLEEP_CONTEST];
const ALL = [...GENERATORS, ...SERVERS];

/**
 * Reads names of contests, "generators" and "servers", with commas between them; in their own order, each once.
 * @throws {OptionsError} naming all that there are.
 */
export function parseContests(text: string): readonly Contest[] {
  const chosen = new Set(
    text.split(",").flatMap((word) => {
      const name = word.trim();
      if (name === "generators") return GENERATORS;
      if (name === "servers") return SERVERS;
      const contest = ALL.find((known) => known.name === name);
      if (contest !== undefined) return [contest];
      const names = ["generators", "servers", ...CONTEST_NAMES];
      throw new OptionsError(say(({ problems }) => problems.noneOf(name, names)));
    }),
  );
  return ALL.filter((contest) => chosen.has(contest));
}
