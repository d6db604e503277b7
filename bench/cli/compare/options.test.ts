import { describe, expect, test } from "bun:test";
import { type CompareFlags, readCompareSettings } from "./options.ts";

const FLAGS: CompareFlags = { tolerance: "5%", format: "text", out: "results" };
const PING = String.raw`tcp://127.0.0.1:6379 --send 'PING\r\n'`;

async function problemsOf(paths: string[], flags: Partial<CompareFlags>): Promise<string> {
  try {
    await readCompareSettings(paths, { ...FLAGS, ...flags });
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe("the options of a comparison", () => {
  test("are two saved runs", async () => {
    expect(
      await readCompareSettings(["reference-lanes-1", "results/reference-peers"], {
        ...FLAGS,
        label: "x",
      }),
    ).toEqual({
      kind: "saved",
      paths: ["results/reference-lanes-1", "results/reference-peers"],
      tolerance: 0.05,
      isUnknownAllowed: false,
      format: "text",
      out: "results",
      label: "x",
    });
  });

  test("are two command lines, each read as bun bench load reads it", async () => {
    const settings = await readCompareSettings([], {
      ...FLAGS,
      a: `${PING} -c 7`,
      b: `${PING} --label "B side"`,
      repeat: "3",
    });
    if (settings.kind !== "measured") throw new Error("it is not measured");
    const { a, b } = settings.sides;
    expect(a.words).toEqual(["tcp://127.0.0.1:6379", "--send", String.raw`PING\r\n`, "-c", "7"]);
    expect(a.settings.plan.connections).toBe(7);
    expect(b.settings.label).toBe("B side");
    expect(settings.repeats).toBe(3);
  });

  test("repeat five times without --repeat", async () => {
    const settings = await readCompareSettings([], { ...FLAGS, a: PING, b: PING });
    expect(settings).toMatchObject({ repeats: 5 });
  });

  test("are told with all that is wrong with them at once, before anything is measured", async () => {
    const problems = await problemsOf([], {
      a: `${PING} --rat 5`,
      b: `${PING} -c 0 --timeout soon`,
      repeat: "2",
      tolerance: "5",
      format: "xml",
    });
    expect(problems).toContain("--a: unknown option --rat: did you mean --rate?");
    expect(problems).toContain('--b: --connections: "0" is not a whole number');
    expect(problems).toContain('--b: --timeout: "soon" is not a duration');
    expect(problems).toContain('--repeat: "2" is not a whole number from 3 to 100');
    expect(problems).toContain('--tolerance: "5" is not a share');
    expect(problems).toContain('--format: "xml" is none of text, json, markdown');
  });

  test("are those that a generator would refuse, before a process starts", async () => {
    const same = "tcp://127.0.0.1:6379 --send aaaa --reply bytes:4 --id-at 0:u32be --pipeline 4";
    expect(await problemsOf([], { a: same, b: PING })).toStartWith(
      '--a: --pipeline: "4" is too much: every request of request has the same id',
    );
  });

  const refusals: [string, string[], Partial<CompareFlags>, string][] = [
    ["no run at all", [], {}, "give two runs, or --a and --b"],
    ["one run", ["a"], {}, "give two runs"],
    ["three runs", ["a", "b", "c"], {}, "give two runs"],
    ["one side", [], { a: PING }, "--b: the other side is missing"],
    ["runs and sides", ["a", "b"], { a: PING, b: PING }, "not both"],
    ["saved runs and --repeat", ["a", "b"], { repeat: "5" }, "--repeat: saved runs"],
    ["an open quote", [], { a: "'", b: PING }, "--a: a ' is not closed"],
    [
      "a side's own folder",
      [],
      { a: `${PING} -o x`, b: PING },
      "--a: --out belongs to the comparison",
    ],
    [
      "a side's help",
      [],
      { a: "--help", b: PING },
      "--a: --help does not belong to a run's options",
    ],
  ];
  test.each(refusals)("with %s are refused", async (_, paths, flags, problem) => {
    expect(await problemsOf(paths, flags)).toContain(problem);
  });
});
