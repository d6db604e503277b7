import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mergeReplyGaps } from "../../run/load/reply-gap.ts";
import type { ReplyGap } from "../../run/load/run.ts";
import { ReplyGapRecorder } from "./reply-gap-recorder.ts";

const S = 1e9;

/** A request: when it was sent, when it ended, and whether by a reply; in seconds. */
type Request = readonly [sentS: number, endedS: number, end?: "gave up"];

function gapsOf(requests: readonly Request[]): ReplyGap[] {
  const recorder = new ReplyGapRecorder();
  const events = requests.flatMap(([sentS, endedS, end]) => [
    { atS: sentS, act: () => recorder.sent(sentS * S) },
    {
      atS: endedS,
      act: () =>
        end === "gave up"
          ? recorder.endedWithoutReply(endedS * S)
          : recorder.replied(sentS * S, endedS * S),
    },
  ]);
  for (const { act } of events.sort((a, b) => a.atS - b.atS)) act();
  return recorder.end();
}

/** "after–until: from–to" in seconds, of the gaps in which something was outstanding. */
function said(gaps: readonly ReplyGap[]): string[] {
  return gaps.flatMap(({ afterNs, untilNs, outstanding, longestOutsideNs }) => {
    if (outstanding === null) return [];
    const until = untilNs === null ? "end" : untilNs / S;
    const longest = longestOutsideNs === null ? "none" : longestOutsideNs / S;
    return [
      `${afterNs / S}–${until}: ${outstanding.fromNs / S}–${outstanding.toNs / S}, outside ${longest}`,
    ];
  });
}

describe("one generator hears nothing", () => {
  test.each<[string, Request[], string[]]>([
    [
      "never, where replies follow one another",
      [
        [0, 0.05],
        [0.05, 0.1],
      ],
      [],
    ],
    [
      "from a reply to the next, with a request outstanding",
      [
        [0, 0.5],
        [0.5, 3],
        [3, 3.25],
      ],
      ["0–0.5: 0–0.5, outside 2.5", "0.5–3: 0.5–3, outside 0.5", "3–3.25: 3–3.25, outside 2.5"],
    ],
    [
      "from when something is asked, not while nothing is",
      [
        [0, 0.05],
        [2, 3],
      ],
      ["0.05–3: 2–3, outside 0.05"],
    ],
    [
      "to the end, where the last are given up",
      [
        [0, 0.05],
        [0.05, 4, "gave up"],
        [0.05, 5, "gave up"],
      ],
      ["0.05–end: 0.05–5, outside 0.05"],
    ],
    [
      "through refusals that follow one another",
      [
        [0, 0.05],
        [0.05, 0.05, "gave up"],
        [0.5, 0.5, "gave up"],
        [1, 1, "gave up"],
        [1.5, 2],
      ],
      ["0.05–2: 0.05–2, outside 0.05"],
    ],
    [
      "only until a pause in which nothing was asked",
      [
        [0, 0.05],
        [0.05, 0.5, "gave up"],
        [5, 5.25],
      ],
      ["0.05–5.25: 0.05–0.5, outside 0.05"],
    ],
    [
      "not while only requests that came before an answered one are left",
      [
        [0, 5],
        [0, 0.05],
      ],
      [],
    ],
    [
      "from the beginning of the measured time, though asked in the warm-up",
      [
        [-1, 1],
        [1, 1.05],
      ],
      ["0–1: 0–1, outside 0.05"],
    ],
  ])("%s", (_, requests, expected) => {
    expect(said(gapsOf(requests))).toEqual(expected);
  });

  test("in the 64 longest gaps and the last, each with the longest response outside it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 20 })), {
          maxLength: 90,
        }),
        (steps) => {
          // One connection: each step answers after so many eighths of a second, and then rests.
          let atS = 0;
          const requests = steps.map(([took, rest]): Request => {
            const sentS = atS;
            atS += took / 8 + rest / 8;
            return [sentS, sentS + took / 8];
          });
          for (const gap of gapsOf(requests)) {
            const endNs = gap.untilNs ?? Infinity;
            const outside = requests
              .filter(([sentS, endedS]) => endedS * S <= gap.afterNs || sentS * S >= endNs)
              .map(([sentS, endedS]) => endedS * S - sentS * S);
            expect(gap.longestOutsideNs).toBe(outside.length === 0 ? null : Math.max(...outside));
          }
          expect(gapsOf(requests).length).toBe(Math.min(64, steps.length + 1));
        },
      ),
    );
  });
});

describe("several generators hear nothing", () => {
  test("only while none of them hears anything", () => {
    const one = gapsOf([
      [0, 0.05],
      [0.05, 4],
      [4, 4.05],
    ]);
    const two = gapsOf([
      [0, 1],
      [1, 3],
      [3, 3.05],
      [3.05, 4.05],
    ]);
    expect(said(mergeReplyGaps([one, two]))).toEqual([
      "0.05–1: 0.05–1, outside 2",
      "1–3: 1–3, outside 1",
      "3.05–4: 3.05–4, outside 2",
    ]);
    expect(said(mergeReplyGaps([two, one]))).toEqual(said(mergeReplyGaps([one, two])));
  });

  test("also while one of them has nothing to ask", () => {
    const busy = gapsOf([
      [0, 0.05],
      [0.05, 5, "gave up"],
    ]);
    const done = gapsOf([[0, 0.5]]);
    expect(said(mergeReplyGaps([busy, done]))).toEqual([
      "0.05–0.5: 0.05–0.5, outside 0.05",
      "0.5–end: 0.5–5, outside 0.5",
    ]);
  });
});
