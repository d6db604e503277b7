import { describe, expect, test } from "bun:test";
import { CONTEST_NAMES } from "../run/peers/run.ts";
import { parseContests } from "./contests.ts";

const namesOf = (text: string): string[] => parseContests(text).map(({ name }) => name);

describe("--only", () => {
  test.each([
    ["generators,servers", [...CONTEST_NAMES]],
    ["http, redis", ["redis", "http"]],
    [
      "servers,servers-kept",
      ["servers-kept", "servers-kept-100", "servers-module", "servers-each", "servers-3s"],
    ],
  ])("%s: in their own order, each once", (text, names) => {
    expect(namesOf(text)).toEqual(names);
  });

  test.each(["", "reddis", "redis,"])("%j names no contest, and all are told", (text) => {
    expect(() => parseContests(text)).toThrow("is none of generators, servers, redis, http, open");
  });
});
