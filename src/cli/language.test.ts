import { describe, expect, test } from "bun:test";
import { languageOf } from "./language.ts";

describe("languageOf", () => {
  test.each([
    [["--lang", "es"], {}, "es", "the flag"],
    [["load", "--lang=es", "-c", "1"], {}, "es", "the flag with its value"],
    [["--lang", "en"], { LANG: "es_AR.UTF-8" }, "en", "the flag before the environment"],
    [[], { LANG: "es_AR.UTF-8" }, "es", "the environment's language"],
    [[], { LC_ALL: "C", LANG: "es_AR.UTF-8" }, "en", "LC_ALL before LANG"],
    [[], { LC_MESSAGES: "es", LANG: "en_US.UTF-8" }, "es", "LC_MESSAGES before LANG"],
    [["--lang", "fr"], { LANG: "es_AR" }, "es", "an unknown language counts as none"],
    [[], {}, "en", "English without any"],
  ] as const)("%p %p: %s, %s", (args, environment, language) => {
    expect(languageOf(args, environment)).toBe(language);
  });
});
