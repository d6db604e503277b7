import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { histogramOf, simulateLoad } from "../../test/support/load-fixture.ts";
import type { LoadPlan } from "../run/load/plan.ts";
import type { LoadProgress } from "../run/load/progress.ts";
import type { LoadCounts } from "../run/load/run.ts";
import { textsFor } from "../messages/texts.ts";
import { COLOURED, PLAIN } from "../report/text/paint.ts";
import { untranslated } from "../../src/units/text.ts";
import { drawLoadFrame, loadTitle } from "./load/frame.ts";
import { LoadMeter } from "./load/meter.ts";
import { drawRates } from "./load/plots.ts";
import { createLoadScreen, describeProgress } from "./load/screen.ts";
import type { View } from "../report/text/paint.ts";

const SECOND = 1e9;
const EN = textsFor("en");
const ES = textsFor("es");
const { plan } = simulateLoad({ durationNs: 10 * SECOND });
function viewOf(columns: number, rows: number, texts = EN): View {
  return { columns, rows, texts, paint: PLAIN };
}
const STATES = ["connecting", "warming up", "running", "draining"] as const;

/** After `nowNs` of `perSec` requests a second, all answered within 1 ms but those that `ends` names. */
function progressAt(nowNs: number, perSec: number, ends: Partial<LoadCounts> = {}): LoadProgress {
  const intended = Math.round((Math.max(0, nowNs) * perSec) / SECOND);
  const { failed = 0, timedOut = 0, dropped = 0 } = ends;
  const ok = intended - failed - timedOut - dropped;
  return {
    state: nowNs < 0 ? "warming up" : "running",
    nowNs,
    isMatched: true,
    counts: {
      intended,
      sent: intended - dropped,
      dropped,
      unsent: 0,
      ok,
      expectedErrors: 0,
      failed,
      timedOut,
      unfinished: 0,
    },
    connectionsOpen: 50,
    inFlight: 3,
    waiting: 12,
    response: histogramOf(
      Array.from({ length: ok }, () => 1e6),
      2,
    ),
  };
}

function meterOf(progresses: readonly LoadProgress[]): LoadMeter {
  const meter = new LoadMeter();
  for (const progress of progresses) meter.add(progress);
  return meter;
}

describe("the picture of a running load", () => {
  test("fits any terminal", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 2, max: 100 }),
        fc.constantFrom(...STATES),
        fc.boolean(),
        fc.constantFrom(EN, ES),
        fc.constantFrom(PLAIN, COLOURED),
        (columns, rows, state, hasEnd, texts, paint) => {
          const own: LoadPlan = hasEnd ? plan : { ...plan, durationNs: null, maxRequests: 5000 };
          const meter = meterOf([
            progressAt(SECOND, 1000),
            { ...progressAt(2 * SECOND, 900, { failed: 7 }), state },
          ]);
          const frame = drawLoadFrame(own, meter, { columns, rows, texts, paint });
          expect(frame.length).toBeLessThanOrEqual(rows);
          for (const line of frame) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(columns);
          expect(Bun.stripANSI(frame.join(""))).not.toMatch(/\p{Cc}|NaN|Infinity|undefined/u);
        },
      ),
    );
  });

  test("shows progress, rates of the last seconds, what is in flight and what failed", () => {
    const meter = meterOf([
      progressAt(SECOND, 1000),
      progressAt(2 * SECOND, 1000),
      progressAt(4 * SECOND, 1500, { failed: 1, timedOut: 2 }),
    ]);
    expect(drawLoadFrame(plan, meter, viewOf(90, 8))).toEqual([
      "Escalera load · tcp://127.0.0.1:6379 · open load, 1,000/s for 10 s, 50 connections",
      "████████████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  0:04 of 0:10",
      "offered 2,000/s   sent 2,000/s   ok 1,999/s",
      "in flight 3   waiting 12   connections 50",
      "p50 1 ms   p90 1 ms   p99 1 ms   p99.9 —",
      "1 failed   2 timed out",
    ]);
  });

  test("counts what was never answered in its percentiles", () => {
    const meter = meterOf([progressAt(4 * SECOND, 1000, { timedOut: 200 })]);
    expect(drawLoadFrame(plan, meter, viewOf(90, 8))).toContain(
      "p50 1 ms   p90 1 ms   p99 > 1 ms   p99.9 —",
    );
  });

  test("goes by requests where they end the run, and by whichever ends it first", () => {
    const byRequests = { ...plan, durationNs: null, maxRequests: 4000 };
    const meter = meterOf([progressAt(2 * SECOND, 1000)]);
    expect(drawLoadFrame(byRequests, meter, viewOf(90, 8))[1]).toMatch(
      /^█+░+ {2}0:02, 2,000 of 4,000 requests$/,
    );
    const both = { ...plan, maxRequests: 2000 };
    expect(drawLoadFrame(both, meter, viewOf(90, 8))[1]).toMatch(
      /^█+ {2}0:02 of 0:10, 2,000 of 2,000/,
    );
  });

  test("says which stage goes on, and its rate by now", () => {
    const stage = (seconds: number, start: number, end: number) => ({
      durationNs: seconds * SECOND,
      startRatePerSec: start,
      endRatePerSec: end,
    });
    const staged: LoadPlan = {
      ...plan,
      loop: {
        kind: "open",
        arrivals: { kind: "constant" },
        stages: [stage(2, 100, 100), stage(4, 100, 500), stage(4, 0, 0)],
        isDropping: false,
      },
    };
    const lineAt = (seconds: number): string | undefined =>
      drawLoadFrame(staged, meterOf([progressAt(seconds * SECOND, 100)]), viewOf(90, 9))[2];
    expect([1, 2, 4, 7, 11].map(lineAt)).toEqual([
      "stage 1 of 3: 100/s now",
      "stage 2 of 3: 100/s now",
      "stage 2 of 3: 300/s now",
      "stage 3 of 3: 0/s now",
      "stage 3 of 3: 0/s now",
    ]);
  });

  test("says what goes on before and after the load", () => {
    const lineOf = (state: LoadProgress["state"], nowNs: number): string | undefined =>
      drawLoadFrame(plan, meterOf([{ ...progressAt(nowNs, 1000), state }]), viewOf(90, 9))[1];
    expect(lineOf("connecting", -5 * SECOND)).toBe("connecting: 50 of 50 open");
    expect(lineOf("warming up", -3 * SECOND)).toBe("warming up: 0:03 to go");
    expect(lineOf("draining", 10 * SECOND)).toMatch(/^█+ {2}waiting for 15 requests in flight$/);
  });

  test("draws the rate of ok replies over the time of the run, which is not over yet", () => {
    const short = { ...plan, durationNs: 4 * SECOND };
    const meter = meterOf([
      progressAt(SECOND, 500),
      progressAt(2 * SECOND, 750),
      progressAt(3 * SECOND, 750),
    ]);
    const closed: LoadPlan = { ...short, loop: { kind: "closed", thinkNs: 0 } };
    expect(drawRates(closed, meter, viewOf(49, 2))).toEqual([
      "█ ok replies per second",
      "1,000/s ┤          ██████████▄▄▄▄▄▄▄▄▄▄",
      "  500/s ┤██████████████████████████████",
      "    0/s └┬─────────┬─────────┬─────────┬────────┬",
      "         0 s      1 s       2 s       3 s     4 s",
    ]);
  });

  test("draws what is to be offered over it, stage by stage", () => {
    const stage = (start: number, end: number) => ({
      durationNs: 2 * SECOND,
      startRatePerSec: start,
      endRatePerSec: end,
    });
    const loop: LoadPlan["loop"] = {
      kind: "open",
      arrivals: { kind: "constant" },
      stages: [stage(100, 100), stage(100, 400)],
      isDropping: false,
    };
    const meter = meterOf([progressAt(SECOND, 100)]);
    expect(drawRates({ ...plan, loop, durationNs: 4 * SECOND }, meter, viewOf(27, 5))).toEqual([
      "█ ok replies per second   …",
      "400/s ┤",
      "300/s ┤                 ╭──",
      "200/s ┤             ╭───╯",
      "100/s ┤─────────────╯",
      "      ┤█████",
      "  0/s └┬─────────┬────────┬",
      "       0 s      2 s     4 s",
    ]);
  });

  test("in Spanish has the same lines, with its numbers as Spanish writes them", () => {
    const meter = meterOf([
      progressAt(SECOND, 1234.5),
      progressAt(2 * SECOND, 12_345, { failed: 1, timedOut: 2, dropped: 300 }),
    ]);
    const drawn = (texts: typeof EN): string[] => drawLoadFrame(plan, meter, viewOf(90, 30, texts));
    const [english, spanish] = [drawn(EN), drawn(ES)];
    expect(spanish).toHaveLength(english.length);
    expect(spanish[2]).toBe(
      "ofrecidas 12\u00A0345/s   enviadas 12\u00A0195/s   correctas 12\u00A0194/s",
    );
    expect(spanish[3]).toBe("en curso 3   en espera 12   conexiones 50");
    expect(spanish[5]).toBe("1 fallida   2 vencidas   300 descartadas");
    expect(spanish.slice(1).join("\n")).not.toMatch(
      /\b(?:of|to|offered|sent|ok|so far|per second)\b/,
    );
  });

  test("beside the rates on a wide terminal, and below them on a tall one, are the response times", () => {
    const meter = meterOf([progressAt(SECOND, 1000)]);
    const frameOf = (columns: number, rows: number) =>
      drawLoadFrame(plan, meter, viewOf(columns, rows));
    const lineOf = (frame: string[]) => frame.findIndex((line) => line.includes("so far"));
    const wide = frameOf(120, 20);
    expect(wide[lineOf(wide)]).toMatch(/ok replies per second.*response times so far/);
    const tall = frameOf(60, 30);
    expect(tall[lineOf(tall)]).toBe("response times so far");
    expect(lineOf(frameOf(60, 14))).toBe(-1);
  });
});

test("rates are of the last 2 s, and of the measured time alone", () => {
  const meter = meterOf([progressAt(-SECOND, 1000)]);
  expect(meter.rates).toBeUndefined();
  for (let half = 1; half <= 8; half++) meter.add(progressAt((half * SECOND) / 2, 1000));
  meter.add(progressAt(5 * SECOND, 2000));
  // 10,000 by 5 s, 3,000 by 3 s.
  expect(meter.rates?.okPerSec).toBe(3500);
});

test("the course of a long run takes no more room, and keeps every reply", () => {
  const meter = new LoadMeter();
  for (let i = 1; i <= 5000; i++) meter.add(progressAt(i * SECOND, 1));
  expect(meter.course.length).toBeLessThanOrEqual(1024);
  expect(meter.course.reduce((sum, { ok }) => sum + ok, 0)).toBe(5000);
  expect(
    meter.course.every(({ startNs }, i) => startNs === (meter.course[i - 1]?.endNs ?? 0)),
  ).toBe(true);
});

test("a target's path moves no cursor", () => {
  const target = { kind: "unix", path: "/run/\u001B[2Jx" } as const;
  expect(loadTitle({ ...plan, target }, EN)).toStartWith("Escalera load · unix:///run/ [2Jx ·");
});

describe("the screen of a load", () => {
  test("is a line every 2 s in a pipe, and one for each thing before and after", () => {
    const stream = fakeStream(false);
    const screen = createLoadScreen(stream, { ...plan, warmupNs: 5 * SECOND }, EN);
    screen.show({ ...progressAt(-5 * SECOND, 0), state: "connecting" });
    screen.show(progressAt(-4 * SECOND, 0));
    for (let half = 1; half <= 10; half++) screen.show(progressAt((half * SECOND) / 2, 1000));
    screen.show({ ...progressAt(10 * SECOND, 1000), state: "draining" });
    screen.phase(untranslated("writing the report"));
    screen.close();
    expect(stream.text()).toBe(
      [
        "Escalera load · tcp://127.0.0.1:6379 · open load, 1,000/s for 10 s, 50 connections",
        "opening 50 connections",
        "warming up for 5 s",
        "[ 2 s of 10 s] 1,000/s sent, 1,000/s ok, p50 1 ms, p99 1 ms, 0 failed",
        "[ 4 s of 10 s] 1,000/s sent, 1,000/s ok, p50 1 ms, p99 1 ms, 0 failed",
        "waiting for 15 requests in flight",
        "writing the report",
        "",
      ].join("\n"),
    );
  });

  test("says in a line what was not ok, and where it is by requests", () => {
    const progress = progressAt(2 * SECOND, 1000, { failed: 3, dropped: 40 });
    const byRequests = { ...plan, durationNs: null, maxRequests: 10_000 };
    expect(describeProgress(byRequests, meterOf([progress]), progress, EN)).toBe(
      "[ 2,000 of 10,000 requests] 980/s sent, 979/s ok, p50 1 ms, p99 > 1 ms, 3 failed, 40 dropped",
    );
  });

  test("with NO_COLOR is lines on a terminal too", () => {
    const stream = fakeStream(true);
    const before = process.env.NO_COLOR;
    process.env.NO_COLOR = "1";
    try {
      createLoadScreen(stream, plan, EN).show(progressAt(2 * SECOND, 1000));
    } finally {
      if (before === undefined) delete process.env.NO_COLOR;
      else process.env.NO_COLOR = before;
    }
    expect(stream.text()).toContain("[ 2 s of 10 s] 1,000/s sent");
    expect(stream.text()).not.toContain("\u001B");
  });
});

function fakeStream(isTTY: boolean): NodeJS.WriteStream & { text(): string } {
  let written = "";
  return {
    isTTY,
    columns: 80,
    rows: 24,
    write(text: string) {
      written += text;
      return true;
    },
    text: () => written,
  } as unknown as NodeJS.WriteStream & { text(): string };
}
