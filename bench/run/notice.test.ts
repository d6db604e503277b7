import { describe, expect, test } from "bun:test";
import { noticesOf, unclassified } from "./notice.ts";

const notice = noticesOf({
  "too-few": (texts, { count }: { readonly count: number }) => texts.counted.bursts(count),
});

describe("a notice", () => {
  test("is a kind with its values for programs, and words in every language for people", () => {
    expect(notice("too-few", { count: 2 })).toEqual({
      kind: "too-few",
      values: { count: 2 },
      en: "2 bursts",
      es: "2 ráfagas",
    });
  });

  test("of an earlier version has words alone", () => {
    expect(unclassified("late")).toEqual({
      kind: "unclassified",
      values: {},
      en: "late",
      es: "late",
    });
  });
});
