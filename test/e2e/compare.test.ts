import { unclassified } from "../../bench/run/notice.ts";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Comparison, MetricName } from "../../bench/run/compare/comparison.ts";
import type { LoadRun } from "../../bench/run/load/run.ts";
import type { RunRecord } from "../../bench/run/sweep/run.ts";
import { type Ended, PROJECT, runCommandLine, startCommand } from "../support/commands.ts";
import { type SlowServer, startSlowServer } from "../support/slow-server.ts";
import { outputProblems } from "../support/output-problems.ts";

/** Real loads take seconds, and machines are busy. */
const TIMEOUT_MS = 120_000;

let folder = "";
let quick: SlowServer;
let slow: SlowServer;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "escalera-compare-"));
  quick = startSlowServer(4);
  // Three times as long: more than a busy machine adds to either.
  slow = startSlowServer(12);
});
afterAll(() => {
  quick.stop();
  slow.stop();
  rmSync(folder, { recursive: true, force: true });
});

let outs = 0;
function newOut(): string {
  return join(folder, `out ${++outs}`);
}

function bench(...args: readonly string[]): Promise<Ended> {
  return runCommandLine(["bench", ...args]);
}

function loadOf({ port }: SlowServer, more = ""): string {
  return String.raw`tcp://127.0.0.1:${port} --send 'x\n' -c 4 ${more}`;
}

function readComparison(out: string): { path: string; comparison: Comparison } {
  const [name = ""] = readdirSync(out);
  const path = join(out, name);
  const text = readFileSync(join(path, "compare.json"), "utf8");
  return { path, comparison: JSON.parse(text) as Comparison };
}

function metricOf({ result }: Comparison, name: MetricName) {
  const found = result?.metrics.find((own) => own.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

/** A saved run of `bun bench load`. */
async function makeRun(server: SlowServer, duration: string): Promise<string> {
  const out = newOut();
  const { stderr } = await bench(
    "load",
    `tcp://127.0.0.1:${server.port}`,
    "--send",
    String.raw`x\n`,
    "-c",
    "4",
    "-d",
    duration,
    "-o",
    out,
  );
  expect(stderr).toBe("");
  return join(out, readdirSync(out)[0] ?? "");
}

describe("bun bench compare --a --b", () => {
  test("two sets of options on one target are told apart by the options that differ", async () => {
    const out = newOut();
    const { stdout } = await bench(
      "compare",
      "--a",
      loadOf(quick, "-n 40"),
      "--b",
      loadOf(quick, "-n 40 --pipeline 2 --ordered"),
      "--repeat",
      "3",
      "--out",
      out,
    );
    expect(stdout).toContain("A without --pipeline without --ordered, B --pipeline 2 --ordered");
    const { path, comparison } = readComparison(out);
    expect(comparison.b.options).toMatchObject({ pipeline: "2", ordered: true, requests: "40" });
    expect(readFileSync(join(path, "report.html"), "utf8")).toContain("--pipeline");
    const saved = await bench("compare", join(path, "a-1"), join(path, "b-1"), "--out", newOut());
    expect(saved.stdout).toContain("B --pipeline 2 --ordered");
  });

  test(
    "measures both in turn and finds a server that is much slower",
    async () => {
      const out = newOut();
      const { exitCode, stdout, stderr } = await bench(
        "compare",
        "--a",
        loadOf(quick, "-d 700ms --label quick"),
        "--b",
        loadOf(slow, "-d 700ms"),
        "--repeat",
        "4",
        "--out",
        out,
        "--label",
        "año 1",
      );
      expect(stderr).toBe("");
      const { path, comparison } = readComparison(out);
      expect(comparison.a).toMatchObject({ label: "quick", runs: ["a-1", "a-2", "a-3", "a-4"] });
      expect(comparison.b.runs).toEqual(["b-1", "b-2", "b-3", "b-4"]);
      // On a machine that is busy with other things a run may be invalid: then that is said.
      expect(exitCode).toBe(comparison.result?.isValid === true ? 99 : 3);
      expect(metricOf(comparison, "p50")).toMatchObject({
        verdict: "worse",
        isBeyondTolerance: true,
      });
      expect(metricOf(comparison, "p50").difference).toBeGreaterThan(0.3);
      const starts = ["a-1", "b-1", "b-2", "a-2", "a-3", "b-3", "b-4", "a-4"].map((name) => {
        const run = JSON.parse(readFileSync(join(path, name, "run.json"), "utf8")) as LoadRun;
        return run.startedAt;
      });
      expect(starts.toSorted()).toEqual(starts);
      expect(stdout).toContain("[8/8] a-4: p50 ");
      expect(stdout).toContain(`${path}/report.md`);
      expect(readdirSync(path).filter((name) => name.endsWith(".part"))).toEqual([]);
      for (const name of ["report.md", "report.html", "junit.xml", "percentiles.svg"]) {
        expect(existsSync(join(path, name))).toBe(true);
      }

      const again = await bench("report", path, "--out", join(out, "again"));
      expect(again.exitCode).toBe(0);
      for (const name of ["report.md", "report.html", "junit.xml", "percentiles.svg"]) {
        const remade = readFileSync(join(out, "again", name), "utf8");
        expect(remade).toBe(readFileSync(join(path, name), "utf8"));
      }
    },
    TIMEOUT_MS,
  );

  test(
    "does not find a server worse than itself",
    async () => {
      const out = newOut();
      const side = loadOf(quick, "-d 700ms");
      const { exitCode, stdout } = await bench(
        "compare",
        "--a",
        side,
        "--b",
        side,
        "--repeat",
        "4",
        "--format",
        "json",
        "--tolerance",
        "200%",
        "--out",
        out,
      );
      const { comparison } = readComparison(out);
      const output = JSON.parse(stdout) as { exit_code: number; checks: { name: string }[] };
      expect(outputProblems(output)).toEqual([]);
      expect(output.exit_code).toBe(exitCode);
      expect(output.checks.map(({ name }) => name)).toEqual(
        comparison.result?.metrics.map(({ name }) => name) ?? [],
      );
      expect(exitCode).toBe(comparison.result?.isValid === true ? 0 : 3);
      for (const { isBeyondTolerance } of comparison.result?.metrics ?? []) {
        expect(isBeyondTolerance).toBe(false);
      }
    },
    TIMEOUT_MS,
  );

  test(
    "keeps what was measured when it is stopped",
    async () => {
      const out = newOut();
      const side = loadOf(quick, "-d 1s");
      const child = startCommand(["bench", "compare", "--a", side, "--b", side, "--out", out]);
      let stdout = "";
      for await (const bytes of child.stdout) {
        const before = stdout;
        stdout += new TextDecoder().decode(bytes);
        // A second signal would insist.
        if (stdout.includes("[2/10]") && !before.includes("[2/10]")) child.kill("SIGINT");
      }
      expect(await child.exited).toBe(130);
      expect(stdout).toContain("!! INTERRUPTED");
      const { comparison } = readComparison(out);
      expect(comparison.status).toBe("interrupted");
      expect(comparison.a.runs).toContain("a-1");
      expect(comparison.b.runs).toContain("b-1");
    },
    TIMEOUT_MS,
  );

  test("says what is wrong with a side before anything is measured", async () => {
    const out = newOut();
    const { exitCode, stderr } = await bench(
      "compare",
      "--a",
      loadOf(quick, "-c none"),
      "--b",
      "'open",
      "--out",
      out,
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--a: --connections: "none" is not a whole number');
    expect(stderr).toContain("--b: a ' is not closed");
    expect(existsSync(out)).toBe(false);
  });

  test("exits with 4 where nothing listens, and leaves nothing", async () => {
    const out = newOut();
    const gone = startSlowServer(1);
    gone.stop();
    const { exitCode, stderr } = await bench(
      "compare",
      "--a",
      loadOf(gone),
      "--b",
      loadOf(quick),
      "--out",
      out,
    );
    expect(stderr).toContain("a-1: no connection to tcp://127.0.0.1:");
    expect(exitCode).toBe(4);
    expect(readdirSync(out)).toEqual([]);
  });
});

describe("bun bench compare with a side that answers nothing", () => {
  test("ends at its first run with 4, and keeps what was measured", async () => {
    const out = newOut();
    const mute = startSlowServer(600_000);
    const { exitCode, stderr } = await bench(
      "compare",
      "--a",
      loadOf(quick, "-d 300ms"),
      "--b",
      loadOf(mute, "-d 300ms --timeout 300ms"),
      "--out",
      out,
    );
    mute.stop();
    expect(stderr).toBe("");
    expect(exitCode).toBe(4);
    const { comparison } = readComparison(out);
    expect(comparison.result?.metrics).toEqual([]);
    expect(comparison.result?.warnings.map(({ en }) => en)).toEqual([
      "b-1: no request got an ok reply",
    ]);
    expect([comparison.a.runs, comparison.b.runs]).toEqual([["a-1"], ["b-1"]]);
  });
});

describe("bun bench compare RUN_A RUN_B", () => {
  test(
    "compares saved runs by blocks, and warns of the time between them; list and report know them",
    async () => {
      const [a, b] = [await makeRun(quick, "8s"), await makeRun(slow, "8s")];
      const out = newOut();
      const compare = (...args: string[]) => bench("compare", ...args, "--out", out);
      const { exitCode, stdout } = await compare(a, b, "--format", "markdown");
      const { path, comparison } = readComparison(out);
      expect(exitCode).toBe(comparison.result?.isValid === true ? 99 : 3);
      expect(comparison.result?.method).toBe("blocks");
      expect(metricOf(comparison, "p50").verdict).toBe("worse");
      expect(stdout).toStartWith("# Escalera compare: ");
      expect(stdout).toContain("different times");
      expect(stdout).toContain("A and B had different options: target (");

      const list = await bench("list", out, "--json");
      const { runs } = JSON.parse(list.stdout) as { runs: { path: string; result: string }[] };
      expect(runs).toHaveLength(1);
      expect(runs[0]).toMatchObject({ path, command: "compare" });

      // The same run with its verdict turned: the comparison is as invalid as the run.
      const spoiled = join(out, "spoiled");
      cpSync(b, spoiled, { recursive: true });
      const run = JSON.parse(readFileSync(join(b, "run.json"), "utf8")) as LoadRun;
      const judgement = {
        ...run.judgement,
        isValid: false,
        invalidReasons: [unclassified("it was late")],
      };
      writeFileSync(join(spoiled, "run.json"), JSON.stringify({ ...run, judgement }));
      const invalid = await compare(a, spoiled);
      expect(invalid.exitCode).toBe(3);
      expect(invalid.stdout).toContain("!! INVALID");
      expect(invalid.stdout).toContain("b: it was late");

      const report = await bench("report", a, "--out", join(out, "report"));
      expect(report.exitCode).toBe(0);
      const remade = readFileSync(join(out, "report", "report.md"), "utf8");
      expect(remade).toBe(readFileSync(join(a, "report.md"), "utf8"));
    },
    TIMEOUT_MS,
  );

  test(
    "of runs that are too short for any verdict: exit 3, and 0 with --allow-unknown",
    async () => {
      const [a, b] = [await makeRun(quick, "1s"), await makeRun(slow, "1s")];
      const out = newOut();
      const { exitCode, stdout } = await bench("compare", a, b, "--out", out);
      expect(exitCode).toBe(3);
      const { comparison } = readComparison(out);
      const isValid = comparison.result?.isValid === true;
      if (isValid) expect(stdout).toContain("Too few data to compare B with A.");
      const allowed = await bench("compare", a, b, "--allow-unknown", "--out", newOut());
      expect(allowed.exitCode).toBe(isValid ? 0 : 3);
    },
    TIMEOUT_MS,
  );

  test("refuses what is no load", async () => {
    const sweep = join(PROJECT, "results", "reference-lanes-1");
    const { exitCode, stderr } = await bench("compare", sweep, folder);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("a run of another kind (sweep)");
  });
});

describe("bun bench report and list", () => {
  test("make every file of a saved sweep again", async () => {
    const sweep = join(PROJECT, "results", "reference-lanes-1");
    const out = newOut();
    const { exitCode, stdout } = await bench("report", sweep, "--out", out);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`${out}/report.md`);
    const measured = ["requests.csv", "run.json"];
    expect([...readdirSync(out), ...measured].toSorted()).toEqual(readdirSync(sweep).toSorted());
    const run = JSON.parse(readFileSync(join(sweep, "run.json"), "utf8")) as RunRecord;
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain(
      run.judgement?.sentence.en ?? "?",
    );
  });

  test("list the committed runs, and say where a folder has none", async () => {
    const list = await bench("list");
    expect(list.exitCode).toBe(0);
    expect(list.stdout).toContain("results/reference-lanes-1");
    expect(list.stdout).toContain("width pass");
    const empty = await bench("list", mkdtempSync(join(folder, "empty-")));
    expect(empty.stdout).toStartWith("no runs in ");
    const none = await bench("list", join(folder, "none"));
    expect(none.exitCode).toBe(2);
  });

  test("refuse a folder that is no run's", async () => {
    const { exitCode, stderr } = await bench("report", folder);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("not a run's folder");
  });
});
