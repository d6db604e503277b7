import { describe, expect, test } from "bun:test";
import { untranslated } from "../../../src/units/text.ts";
import { NO_EXAMPLE } from "../failure.ts";
import { mergeFailures } from "./merge.ts";
import type { FailureTally } from "./run.ts";

const refused = (
  count: number,
  firstNs: number,
  lastNs: number,
  example: string,
): FailureTally => ({
  kind: "refused",
  count,
  firstNs,
  lastNs,
  example: untranslated(example),
});
const reset: FailureTally = {
  kind: "reset",
  count: 1,
  firstNs: 7,
  lastNs: 7,
  example: untranslated("ECONNRESET"),
};
const dropped: FailureTally = {
  kind: "dropped",
  count: 9,
  firstNs: 1,
  lastNs: 8,
  example: NO_EXAMPLE,
};

describe("tallies of failures", () => {
  test("of one kind add up, from the first to the last, with the earliest example", () => {
    const early = refused(2, 10, 50, "early");
    const late = refused(3, 20, 90, "late");
    const merged = [refused(5, 10, 90, "early")];
    expect(mergeFailures([[early], [late]])).toEqual(merged);
    expect(mergeFailures([[late], [early]])).toEqual(merged);
    expect(mergeFailures([[early, late], []])).toEqual(merged);
  });

  test("of several kinds come in one order, whoever saw them first", () => {
    const first = refused(1, 3, 3, "");
    expect(mergeFailures([[dropped, reset], [first]])).toEqual([first, reset, dropped]);
    expect(mergeFailures([[first], [reset], [dropped]])).toEqual([first, reset, dropped]);
  });

  test("of nobody are none", () => {
    expect(mergeFailures([])).toEqual([]);
    expect(mergeFailures([[], []])).toEqual([]);
  });
});
