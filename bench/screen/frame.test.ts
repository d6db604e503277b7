import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { LevelSummary } from "../run/sweep/run.ts";
import { textsFor } from "../messages/texts.ts";
import { COLOURED, PLAIN } from "../report/text/paint.ts";
import { untranslated } from "../../src/units/text.ts";
import { drawFrame, drawStaircase } from "./sweep/frame.ts";
import { formatClock, Progress } from "./sweep/progress.ts";
import type { View } from "../report/text/paint.ts";

const SECOND = 1e9;
const EN = textsFor("en");
const ES = textsFor("es");

function viewOf(columns: number, rows: number, texts = EN): View {
  return { columns, rows, texts, paint: PLAIN };
}

function plan(levels: number[], laneCount: number) {
  const bursts = levels.map((level) => ({
    level,
    idealMakespanNs: Math.ceil(level / 10) * 3 * SECOND,
  }));
  const lanes = Array.from({ length: laneCount }, (_, lane) =>
    bursts.filter((_burst, i) => i % laneCount === lane),
  );
  return {
    title: untranslated("Escalera sweep"),
    stepSpacingNs: 3 * SECOND,
    lanes,
    isIdealExact: true,
  };
}

function ended(level: number, lane: number, makespanNs: number): LevelSummary {
  return {
    level,
    repeat: 1,
    attempt: 1,
    lane,
    isAlone: false,
    isJudged: true,
    intendedStartNs: 0,
    ok: level,
    failed: 0,
    timedOut: 0,
    unfinished: 0,
    peakInFlight: level,
    makespanNs,
    throughputPerSec: level / (makespanNs / SECOND),
    groups: [],
    responseMinNs: null,
    responseP50Ns: null,
    responseP90Ns: null,
    responseMaxNs: null,
    histogram: "",
    histogramOverflow: 0,
    self: {
      eventLoopDelayMaxNs: 0,
      scheduleLagMaxNs: 0,
      generatorCpuShare: 0,
      hostBusyShare: null,
      limits: [],
    },
  };
}

describe("the picture of a running sweep", () => {
  test("fits any terminal", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 2, max: 100 }),
        fc.integer({ min: 1, max: 24 }),
        fc.constantFrom(EN, ES),
        fc.constantFrom(PLAIN, COLOURED),
        (columns, rows, lanes, texts, paint) => {
          const progress = new Progress(plan([1, 5, 10, 11, 20, 47, 100], lanes));
          progress.start(1, 1, 1, 0);
          progress.reply(1, true);
          const frame = drawFrame(progress, SECOND, SECOND, { columns, rows, texts, paint });
          expect(frame.length).toBeLessThanOrEqual(rows);
          for (const line of frame) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(columns);
          expect(Bun.stripANSI(frame.join(""))).not.toMatch(/\p{Cc}|NaN|Infinity|undefined/u);
        },
      ),
    );
  });

  test("the staircase fills with what was measured, under the ideal of what is to come", () => {
    const progress = new Progress(plan([10, 20, 30, 40], 1));
    progress.end(ended(10, 1, 3 * SECOND));
    progress.end(ended(30, 1, 9 * SECOND));
    expect(drawStaircase(progress, viewOf(31, 5))).toEqual([
      "█ measured  ─ ideal   makespan…",
      "12 s ┤                   ╭─────",
      " 9 s ┤             ╭─────╯",
      " 6 s ┤       ╭─────╯█████",
      " 3 s ┤───────╯     ██████",
      "     ┤███████      ██████",
      " 0 s └───┬─────┬─────┬─────┬───",
      "        10    20    30    40",
    ]);
  });

  test("says how far the levels are over the ideal, where it is exact", () => {
    const progress = new Progress(plan([10, 20, 30], 1));
    progress.end(ended(10, 1, 3.002 * SECOND));
    progress.end(ended(20, 1, 6.25 * SECOND));
    expect(drawFrame(progress, 9 * SECOND, 9 * SECOND, viewOf(80, 24))).toContain(
      "above the ideal, 2 levels: p50 2 ms   p90 250 ms   max 250 ms",
    );
    const drawn = new Progress({ ...plan([10], 1), isIdealExact: false });
    drawn.end(ended(10, 1, 2.9 * SECOND));
    expect(drawFrame(drawn, SECOND, SECOND, viewOf(80, 24)).join("\n")).not.toContain(
      "above the ideal",
    );
  });

  test("in Spanish has the same lines, with its numbers as Spanish writes them", () => {
    const progress = new Progress(plan([10, 20, 30], 1));
    progress.start(1, 10, 1, 0);
    for (let i = 0; i < 10; i++) progress.reply(1, i > 0);
    progress.end(ended(10, 1, 3.0021 * SECOND));
    const drawn = (texts: typeof EN): string[] =>
      drawFrame(progress, 9 * SECOND, 9 * SECOND, viewOf(80, 24, texts));
    const [english, spanish] = [drawn(EN), drawn(ES)];
    expect(spanish).toHaveLength(english.length);
    expect(spanish.slice(1, 4)).toEqual([
      "██████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  0:09 transcurridos, faltan 0:15",
      "niveles 1/3   respuestas 9/60   1/s   fallidas 1",
      "por encima del ideal, 1 nivel: p50 2,1 ms   p90 2,1 ms   max 2,1 ms",
    ]);
    expect(spanish.join("\n")).not.toMatch(/\b(?:of|to go|lane|clients|replies|failed|measured)\b/);
  });

  test("of a cluster and its local form in turn the picture is the cluster's", () => {
    const own = { ...plan([10, 20], 1), laneNames: ["cluster", "local"].map(untranslated) };
    const progress = new Progress({ ...own, lanes: [...own.lanes, ...own.lanes] });
    progress.end(ended(10, 1, 4 * SECOND));
    progress.end(ended(10, 2, 3 * SECOND));
    expect([...progress.makespanNs]).toEqual([[10, 4 * SECOND]]);
    const frame = drawFrame(progress, SECOND, SECOND, viewOf(80, 24));
    expect(frame).toContain("lanes: clients now, levels done   1 cluster   2 local");
  });

  test("on a terminal with no room for both, the staircase stays and the lanes go", () => {
    const progress = new Progress(plan([10, 20, 30], 24));
    const frame = drawFrame(progress, SECOND, SECOND, viewOf(40, 20)).join("\n");
    expect(frame).toContain("█ measured  ─ ideal");
    expect(frame).not.toContain("lanes:");
  });

  test("the time to go is that of the lane with most left", () => {
    const progress = new Progress(plan([10, 100], 2));
    expect(progress.etaNs(0)).toBe(30 * SECOND);
    progress.start(2, 100, 1, 0);
    expect(progress.etaNs(10 * SECOND)).toBe(20 * SECOND);
    progress.end(ended(100, 2, 30 * SECOND));
    expect(progress.etaNs(31 * SECOND)).toBe(3 * SECOND);
  });

  test("levels measured again are counted apart", () => {
    const progress = new Progress(plan([10, 20], 1));
    progress.start(1, 10, 1, 0);
    progress.end(ended(10, 1, 3 * SECOND));
    progress.start(1, 10, 2, 4 * SECOND);
    progress.end({ ...ended(10, 1, 3 * SECOND), attempt: 2 });
    expect([progress.doneLevels, progress.remeasured]).toEqual([1, 1]);
  });

  test("clocks are minutes and seconds", () => {
    expect(formatClock(67 * SECOND)).toBe("1:07");
    expect(formatClock(1650 * SECOND)).toBe("27:30");
  });
});
