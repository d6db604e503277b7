import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { chooseReleaseNs } from "./release-phase.ts";

describe("releases", () => {
  test("the first one goes at once", () => {
    expect(chooseReleaseNs(1234, 1000, 4, [])).toBe(1234);
  });

  test("keep their distance in phase from every burst under way, within one period", () => {
    const lanes = 8;
    const periodNs = 80_000;
    fc.assert(
      fc.property(
        fc.nat(1e9),
        fc.array(fc.nat(1e9), { maxLength: lanes - 1 }),
        (earliestNs, startsNs) => {
          const chosenNs = chooseReleaseNs(earliestNs, periodNs, lanes, startsNs);
          expect(chosenNs).toBeGreaterThanOrEqual(earliestNs);
          expect(chosenNs).toBeLessThanOrEqual(earliestNs + periodNs);
          for (const startNs of startsNs) {
            const apartNs = (((chosenNs - startNs) % periodNs) + periodNs) % periodNs;
            expect(Math.min(apartNs, periodNs - apartNs)).toBeGreaterThanOrEqual(
              periodNs / (2 * lanes) - 1,
            );
          }
        },
      ),
    );
  });
});
