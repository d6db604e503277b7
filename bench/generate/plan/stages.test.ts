import { describe, expect, test } from "bun:test";
import { OptionsError } from "../../../src/units/options-error.ts";
import type { Stage } from "../../run/load/plan.ts";
import { parseStages } from "./stages.ts";

const SECOND_NS = 1e9;

function stage(seconds: number, startRatePerSec: number, endRatePerSec = startRatePerSec): Stage {
  return { durationNs: seconds * SECOND_NS, startRatePerSec, endRatePerSec };
}

function problemsOf(text: string): readonly string[] {
  try {
    parseStages(text);
    return [];
  } catch (error) {
    if (error instanceof OptionsError) return error.problems.map(({ en }) => en);
    throw error;
  }
}

describe("stages", () => {
  const readings: [string, Stage[]][] = [
    ["10s:100/s,30s:1000/s,5s:0", [stage(10, 100), stage(30, 1000), stage(5, 0)]],
    ["10s:100..1000/s", [stage(10, 100, 1000)]],
    ["10s:100/s..1000/s", [stage(10, 100, 1000)]],
    ["1m:2k/s..0", [stage(60, 2000, 0)]],
    ["10s:60..120/min", [stage(10, 1, 2)]],
    ["10s:60/min..120", [stage(10, 1, 2)]],
    ["10s:60/min..120/s", [stage(10, 1, 120)]],
    [" 500ms : 0.5 , 1s:1.5k..1k ", [stage(0.5, 0.5), stage(1, 1500, 1000)]],
  ];
  test.each(readings)("%p is read", (text, stages) => {
    expect(parseStages(text)).toEqual(stages);
  });

  const refusals: [string, string[]][] = [
    ["", ['stage 1: "" is not a stage']],
    ["10s", ['stage 1: "10s" is not a stage']],
    ["1s:1:1", ['stage 1: "1s:1:1" is not a stage']],
    ["1s:1..2..3", ['stage 1: "1s:1..2..3" is not a stage']],
    ["1s:1,", ['stage 2: "" is not a stage']],
    ["0s:100/s", ['stage 1: "0s:100/s" has no length']],
    ["1s:1..2x", ['stage 1: "2x" is not a rate']],
    ["5s:0,5s:0..0", ["no rate above 0"]],
    ["23h:1,2h:1", ["longer than the limit of 24h"]],
    [
      "10d:x,1s:1,0s:1..20M/s",
      [
        'stage 1: "10d" is not a duration',
        'stage 1: "x" is not a rate',
        'stage 3: "0s:1..20M/s" has no length',
        'stage 3: "20M/s" is not a rate',
      ],
    ],
  ];
  test.each(refusals)("%p is refused with all its problems", (text, expected) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(expected.length);
    expected.forEach((part, i) => expect(problems[i]).toContain(part));
  });
});
