import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRequestsCsv } from "../../bench/run/sweep/requests-csv.ts";
import type { RunRecord, VerdictName } from "../../bench/run/sweep/run.ts";
import { partSeed } from "../../src/units/random.ts";
import { drawServiceNs, parseServiceTime } from "../../src/units/service-time.ts";
import { ended, generatorsOf, PROJECT, runCommandLine, startCommand } from "../support/commands.ts";
import { eventually } from "../support/eventually.ts";
import { outputProblems } from "../support/output-problems.ts";
import { isMountRefused } from "../support/require-command.ts";
import { hasService, startRedis } from "../support/services.ts";
import { startWrongServer } from "../support/wrong-server.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "escalera-sweep-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let outs = 0;
function newOut(): string {
  return join(folder, `out ${++outs}`);
}

function readRun(out: string): {
  path: string;
  run: RunRecord;
  rows: ReturnType<typeof parseRequestsCsv>;
} {
  const [name = ""] = readdirSync(out);
  const path = join(out, name);
  return {
    path,
    run: JSON.parse(readFileSync(join(path, "run.json"), "utf8")) as RunRecord,
    rows: parseRequestsCsv(readFileSync(join(path, "requests.csv"), "utf8")),
  };
}

function verdict(run: RunRecord, name: VerdictName) {
  const found = run.judgement?.verdicts.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no verdict on ${name}`);
  return found;
}

/** 0, or 1 and 3 where a shared machine was too slow: what the tests below assert holds in any of them. */
const MEASURED = [0, 1, 3];

describe("bun bench", () => {
  test("measures every request of every level once, and its files agree with each other", async () => {
    const out = newOut();
    const { exitCode, stdout, stderr } = await runCommandLine([
      "bench",
      "--levels",
      "1,5,6,12",
      "--threads",
      "5",
      "--service",
      "300ms",
      "--lanes",
      "2",
      "--repeat",
      "2",
      "--out",
      out,
      "--label",
      "año 1",
    ]);
    expect(stderr).toBe("");
    expect(MEASURED).toContain(exitCode);
    expect(stdout).not.toContain("\x1b");
    const { path, run, rows } = readRun(out);
    expect(stdout).toContain(`${path}/report.md`);
    expect(run.status).toBe("complete");
    const judged = run.levels.filter(({ isJudged }) => isJudged);
    expect(judged.map(({ level, repeat }) => `${level}.${repeat}`).toSorted()).toEqual([
      "1.1",
      "1.2",
      "12.1",
      "12.2",
      "5.1",
      "5.2",
      "6.1",
      "6.2",
    ]);
    expect(rows).toHaveLength(run.levels.reduce((sum, { level }) => sum + level, 0));
    for (const row of rows) {
      expect(row.outcome).toBe("ok");
      expect(row.sentNs).toBeGreaterThanOrEqual(row.intendedStartNs);
      expect(row.repliedNs).toBeGreaterThanOrEqual((row.sentNs ?? 0) + 300e6);
    }
    for (const level of run.levels) {
      const mine = rows.filter(
        ({ level: n, repeat, attempt }) =>
          n === level.level && repeat === level.repeat && attempt === level.attempt,
      );
      expect(mine).toHaveLength(level.level);
      const lastNs = Math.max(...mine.map(({ repliedNs }) => repliedNs ?? 0));
      expect(level.makespanNs).toBe(lastNs - level.intendedStartNs);
      expect(level.peakInFlight).toBe(level.level);
    }
    expect(verdict(run, "width").result).toBe("pass");
    expect(verdict(run, "order").result).toBe("pass");
    expect(new Set(readdirSync(path))).toEqual(
      new Set(
        "health.svg histogram.svg junit.xml latency.hgrm levels.csv report.html report.md requests.csv residuals.svg run.json staircase.svg threads.svg throughput.svg".split(
          " ",
        ),
      ),
    );
  });

  test("draws the service times of each lane from a seed of its own, which makes them again", async () => {
    const service = "uniform:10ms..510ms";
    const shape = ["--levels", "9,10", "--threads", "10", "--lanes", "2", "--seed", "7"];
    const { run, rows } = await bench([...shape, "--service", service]);
    const seeds = [partSeed(7, 1), partSeed(7, 2)];
    expect(run.expected.laneSeeds).toEqual(seeds);
    // A busy machine lengthens a sleep by far less than two draws differ.
    const distances = rows.map(({ lane, report }) => {
      if (report === null) throw new Error("there is no report");
      const { acceptedSeq, serviceNs } = report;
      const distanceTo = (seed = 0) =>
        Math.abs(serviceNs - drawServiceNs(parseServiceTime(service), seed, acceptedSeq));
      return { own: distanceTo(seeds[lane - 1]), other: distanceTo(seeds[2 - lane]) };
    });
    for (const lane of [1, 2]) {
      const mine = distances.filter((_, i) => rows[i]?.lane === lane);
      expect(mine.length).toBeGreaterThanOrEqual(9);
      const nearer = mine.filter(({ own, other }) => own < other);
      expect(nearer.length).toBeGreaterThan(mine.length / 2);
    }
  });

  test("Ctrl-C keeps what was measured, marks it interrupted and exits with 130", async () => {
    const out = newOut();
    const child = startCommand([
      "bench",
      "--levels",
      "2,200",
      "--threads",
      "2",
      "--service",
      "200ms",
      "--lanes",
      "1",
      "--out",
      out,
    ]);
    await eventually(() => expect(rowsSoFar(out)).toBeGreaterThanOrEqual(4));
    child.kill("SIGINT");
    const { exitCode, stderr } = await ended(child);
    expect(stderr).toBe("");
    expect(exitCode).toBe(130);
    const { run, rows } = readRun(out);
    expect(run.status).toBe("interrupted");
    const ok = rows.filter(({ outcome }) => outcome === "ok");
    const unfinished = rows.filter(({ outcome }) => outcome === "unfinished");
    expect(ok.length).toBeGreaterThanOrEqual(4);
    expect(unfinished.length).toBeGreaterThan(0);
    expect(ok.length + unfinished.length).toBe(rows.length);
  });

  test("killed at once, it leaves no server behind, and all that it measured can be reported", async () => {
    const out = newOut();
    const child = startCommand(
      "bench --levels 2,200 --threads 2 --service 100ms --lanes 1 --seed 3 --out"
        .split(" ")
        .concat(out),
    );
    // The burst of 2, which that seed puts first, has ended, and that of 200 has not.
    await eventually(() => expect(rowsSoFar(out)).toBeGreaterThanOrEqual(6));
    const servers = childrenOf(child.pid);
    expect(servers.length).toBeGreaterThan(0);
    child.kill("SIGKILL");
    await child.exited;
    // What `bun run` started is told of its end by the kernel; it writes until then.
    await eventually(() => expect(servers.filter(isAlive)).toEqual([]));
    const { path, run, rows } = readRun(out);
    expect(run.status).toBe("running");
    expect(rows.length).toBeGreaterThanOrEqual(6);
    const { exitCode, stderr } = await runCommandLine(["bench", "report", path]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const levels = readFileSync(join(path, "levels.csv"), "utf8").trim().split("\r\n");
    expect(levels.slice(1).map((row) => row.split(",")[0])).toEqual(["2"]);
    expect(readFileSync(join(path, "report.md"), "utf8")).toContain("| 2 ");
  });

  test("whose generator is killed keeps the rows measured before, and exits with 3", async () => {
    const out = newOut();
    const child = startCommand(
      "bench --levels 200 --threads 2 --service 100ms --lanes 1 --out".split(" ").concat(out),
    );
    await eventually(() => expect(rowsSoFar(out)).toBeGreaterThanOrEqual(4));
    const [generator] = generatorsOf(child);
    if (generator === undefined) throw new Error("there is no generator");
    process.kill(generator, "SIGKILL");
    const { exitCode, stderr } = await ended(child);
    expect(stderr).toStartWith("error: the generator process ended (SIGKILL)");
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(exitCode).toBe(3);
    expect(readRun(out).rows.length).toBeGreaterThanOrEqual(4);
  });

  test.each([
    [["--levels", "0"], '--levels: "0" is not within 1 to 20000'],
    [["--timeout", "0"], '--timeout: "0" leaves no time for a reply'],
    [["--service", "3x"], '--service: "3x" is not a duration'],
    [["--target", "http://127.0.0.1"], "is not a target"],
    [["--target", "tcp://127.0.0.1:1", "--lanes", "2"], "has one lane"],
    [["--leevls", "3"], "did you mean --levels?"],
    [["mirco"], 'unknown command "mirco": did you mean "micro"?'],
    [["--quick", "5"], '--quick takes no value: "5"'],
    [["--task", "./there-is-none.ts"], "can't be run as a task"],
  ])("%p is a usage error: one clear line, no stack, exit code 2", async (args, message) => {
    const { exitCode, stderr } = await runCommandLine(["bench", "--out", newOut(), ...args]);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(exitCode).toBe(2);
  });

  test("--format json is one object on standard output, and --format markdown the report", async () => {
    const words = ["bench", "--quick", "--levels", "1,2,4", "--threads", "2", "--out", newOut()];
    const { exitCode, stdout, stderr } = await runCommandLine([...words, "--format", "json"]);
    expect(MEASURED).toContain(exitCode);
    const output = JSON.parse(stdout) as { exit_code: number; folder: string };
    expect(outputProblems(output)).toEqual([]);
    expect(output).toMatchObject({ command: "sweep", exit_code: exitCode, threads: 2 });
    expect(stderr).toContain("[3/3] level ");
    const markdown = await runCommandLine([...words, "--format", "markdown"]);
    expect(markdown.stdout).toMatch(/^# Escalera, quick: /);
    const { stderr: problem, exitCode: refused } = await runCommandLine([
      "bench",
      "--format",
      "xml",
    ]);
    expect([refused, problem]).toEqual([2, expect.stringContaining("--format")]);
  });

  test("nothing to measure is exit code 4", async () => {
    const { exitCode, stderr } = await runCommandLine([
      "bench",
      "--out",
      newOut(),
      "--target",
      "tcp://127.0.0.1:1",
    ]);
    expect(exitCode).toBe(4);
    expect(stderr).toContain("no connection to tcp://127.0.0.1:1 (ECONNREFUSED)");
  });

  test("results that can't be written are told before anything is measured", async () => {
    const { exitCode, stderr } = await runCommandLine([
      "bench",
      "--quick",
      "--out",
      join(PROJECT, "package.json"),
    ]);
    expect(stderr).toContain("--out: can't write to");
    expect(exitCode).toBe(2);
  });

  // Root writes to any folder but one on a read-only disk, in a mount namespace of the test's own.
  test("so are results on a read-only disk, in one line", () => {
    const out = newOut();
    mkdirSync(out);
    const script = `mount -t tmpfs -o ro tmpfs "$1" && exec "$0" run bench --quick --out "$1"`;
    const child = Bun.spawnSync(["unshare", "--mount", "sh", "-c", script, process.execPath, out], {
      cwd: PROJECT,
    });
    const stderr = child.stderr.toString();
    if (isMountRefused(stderr)) return;
    expect(stderr).toMatch(/^error: --out: can't write to .*EROFS.*\n$/);
    expect(child.exitCode).toBe(2);
  });

  test("a reader that goes away early does no harm", async () => {
    const out = newOut();
    const script = `"$0" run bench --levels 1-6 --service 20ms --lanes 1 --out "$1" | head -n 1`;
    const child = Bun.spawn(["sh", "-c", script, process.execPath, out], {
      cwd: PROJECT,
      stdout: "pipe",
      stderr: "pipe",
    });
    expect(await new Response(child.stderr).text()).toBe("");
    expect(readRun(out).run.status).toBe("complete");
  });

  test("works in a folder with spaces and ñ, under LANG=C", async () => {
    const clone = join(folder, "el año que viene");
    mkdirSync(clone);
    for (const name of ["src", "bench", "package.json", "bunfig.toml", "tsconfig.json"]) {
      cpSync(join(PROJECT, name), join(clone, name), { recursive: true });
    }
    symlinkSync(join(PROJECT, "node_modules"), join(clone, "node_modules"));
    const { exitCode, stderr } = await runCommandLine(
      ["bench", "--levels", "1-3", "--service", "20ms", "--threads", "2"],
      { cwd: clone },
    );
    expect(stderr).toBe("");
    expect(MEASURED).toContain(exitCode);
    // On a busy machine a level may be measured again.
    const { rows } = readRun(join(clone, "results"));
    expect(rows.filter(({ attempt }) => attempt === 1)).toHaveLength(6);
  });
});

/** The run of `bun bench` with these arguments, its exit code and what it printed. */
async function bench(args: readonly string[]) {
  const out = newOut();
  const { exitCode, stdout, stderr } = await runCommandLine(["bench", "--out", out, ...args]);
  expect(stderr).toBe("");
  return { ...readRun(out), exitCode, stdout };
}

describe("a sweep that knows nothing does not pass", () => {
  test.skipIf(!hasService("redis"))(
    "a redis that is expected at 3 s answers far sooner",
    async () => {
      const redis = await startRedis();
      try {
        const target = ["--target", `tcp://127.0.0.1:${redis.port}`];
        const { run, exitCode, stdout } = await bench([
          ...target,
          "--levels",
          "1,5,10,11,20,50,100",
        ]);
        // 3 where the machine was the limit.
        expect([1, 3]).toContain(exitCode);
        expect(verdict(run, "service").result).toBe("fail");
        expect(stdout.replaceAll(/\s+/g, " ")).toMatch(/× sooner than (?:the 3 s )?expected/);
      } finally {
        await redis.stop();
      }
    },
  );

  test("a level whose requests fail for want of descriptors makes the run inconclusive", async () => {
    const out = newOut();
    const script = 'ulimit -n 256 && exec "$0" run bench --levels 400 --service 50ms --out "$1"';
    const child = Bun.spawn(["sh", "-c", script, process.execPath, out], {
      cwd: PROJECT,
      env: { ...process.env, LANG: "C", LC_ALL: "C" },
      stdout: "pipe",
    });
    const stdout = (await new Response(child.stdout).text()).replaceAll(/\s+/g, " ");
    // 4 where not even one reply came.
    expect([3, 4]).toContain(await child.exited);
    // Whether or not the generator of a busy machine, late for a level of 50 ms, makes the run invalid as well.
    expect(stdout).toMatch(
      /!! INCONCLUSIVE width, service, overhead and order could not be judged: \d+ of 400 requests failed/,
    );
    expect(readRun(out).run.judgement?.inconclusiveReasons).toHaveLength(1);
  });

  test("what no level can tell is no fault: with no more clients than threads the exit code is 0", async () => {
    const { run, exitCode } = await bench([
      "--levels",
      "1-3",
      "--service",
      "20ms",
      "--threads",
      "3",
      "--max-overhead",
      "1s",
      "--max-service-error",
      "1s",
    ]);
    if (exitCode !== 3) expect(exitCode).toBe(0);
    expect(run.judgement?.inconclusiveReasons).toEqual([]);
    expect(verdict(run, "width").result).toBe("not identifiable");
  });
});

describe("--repeat auto", () => {
  // So wide a bound that a busy machine decides it too; a narrow one for what no repeat decides.
  const wide = ["--max-overhead", "5s", "--max-step-overhead", "5s", "--max-service-error", "5s"];

  test("repeats all levels until every verdict is decided, and keeps every repeat", async () => {
    const levels = ["--levels", "5,11,15", "--threads", "5", "--service", "100ms", "--lanes", "2"];
    const limits = [...wide, "--max-time", "40s"];
    const { run, rows, exitCode, stdout } = await bench([...levels, "--repeat", "auto", ...limits]);
    expect(MEASURED).toContain(exitCode);
    expect(run.judgement?.sampling).toBe("sequential");
    const judged = run.levels.filter(({ isJudged }) => isJudged);
    const repeats = Math.max(...judged.map(({ repeat }) => repeat));
    for (let repeat = 1; repeat <= repeats; repeat++) {
      const own = judged.filter((level) => level.repeat === repeat).map(({ level }) => level);
      expect(own.toSorted((a, b) => a - b)).toEqual([5, 11, 15]);
    }
    expect(rows).toHaveLength(run.levels.reduce((sum, { level }) => sum + level, 0));
    if (run.judgement?.isValid === false) return;
    // Two bursts of each repeat have two steps, and ten are the fewest that decide.
    expect(repeats).toBeGreaterThanOrEqual(5);
    expect(stdout).toContain("repeat 1 done, still uncertain: service");
    expect(run.judgement?.verdicts.map(({ result }) => result)).not.toContain("uncertain");
  });

  test("makes one repeat of a running target where there is time for no other", async () => {
    const server = startWrongServer({ serviceMs: 100 });
    try {
      const target = ["--target", `tcp://127.0.0.1:${server.port}`, "--service", "100ms"];
      const auto = ["--repeat", "auto", "--max-time", "1ms", ...wide];
      const { run } = await bench([...target, "--levels", "11,20,25", ...auto]);
      expect(new Set(run.levels.map(({ repeat }) => repeat))).toEqual(new Set([1]));
      expect(verdict(run, "overhead").result).toBe("uncertain");
      expect(run.judgement?.warnings.map(({ en }) => en).join("\n")).toContain("raise --max-time");
    } finally {
      server.stop();
    }
  });

  test("alone takes --max-time", async () => {
    const { exitCode, stderr } = await runCommandLine(["bench", "--max-time", "5m"]);
    expect(stderr).toContain("--max-time: applies to --repeat auto only");
    expect(exitCode).toBe(2);
  });
});

describe("a system that is not what it should be is named for what it is", () => {
  const LEVELS = "5,11,25,35";
  // Wider than what a busy machine adds by itself, and each fault well beyond them.
  const BOUNDS = "--max-overhead 150ms --max-step-overhead 30ms --max-service-error 30ms".split(
    " ",
  );
  const measure = async (fault: Parameters<typeof startWrongServer>[0]): Promise<RunRecord> => {
    const server = startWrongServer(fault);
    try {
      const out = newOut();
      const { exitCode, stderr } = await runCommandLine([
        "bench",
        "--target",
        `tcp://127.0.0.1:${server.port}`,
        "--out",
        out,
        "--levels",
        LEVELS,
        "--service",
        "200ms",
        "--threads",
        "10",
        ...BOUNDS,
      ]);
      expect(stderr).toBe("");
      expect(MEASURED).toContain(exitCode);
      return readRun(out).run;
    } finally {
      server.stop();
    }
  };

  test.each([9, 11])("%p threads", async (threads) => {
    const run = await measure({ serviceMs: 200, threads });
    expect(verdict(run, "width").result).toBe("fail");
    expect(verdict(run, "width").summary.en).toContain(`${threads} threads`);
    expect(verdict(run, "order").result).toBe("pass");
  });

  test("a service time of 280 ms", async () => {
    const run = await measure({ serviceMs: 280 });
    expect(verdict(run, "service").result).toBe("fail");
    expect(verdict(run, "service").summary.en).toMatch(/(2[89]|3\d)\d(\.\d+)? ms/);
    expect(verdict(run, "width").result).toBe("pass");
  });

  test("400 ms added once", async () => {
    const run = await measure({ serviceMs: 200, addedOnceMs: 400 });
    expect(verdict(run, "overhead").result).toBe("fail");
    // A busy machine makes later steps late too, which the fit takes for overhead a step, off the 400 ms.
    const { overheadNs } = verdict(run, "overhead").evidence;
    expect(Number(overheadNs)).toBeWithin(250e6, 600e6);
    expect(verdict(run, "width").result).toBe("pass");
    expect(verdict(run, "service").result).toBe("pass");
  });

  test("a black box that stands still once for 400 ms, so that its groups merge", async () => {
    const server = startWrongServer({ serviceMs: 50, isPlain: true, stoppedOnceMs: 400 });
    try {
      const target = ["--target", `tcp://127.0.0.1:${server.port}`, "--service", "50ms"];
      const { run, exitCode } = await bench([...target, "--levels", "5,20,40"]);
      expect([1, 3]).toContain(exitCode);
      expect(verdict(run, "overhead").result).toBe("fail");
      expect(verdict(run, "overhead").summary.en).toMatch(
        /of level (20|40) was \d{3}(\.\d)? ms late/,
      );
    } finally {
      server.stop();
    }
  });

  test("70 ms more a step", async () => {
    const run = await measure({ serviceMs: 200, addedPerStepMs: 70 });
    expect(verdict(run, "overhead").result).toBe("fail");
    expect(verdict(run, "overhead").summary.en).toMatch(/[6-9]\d(\.\d+)? ms.* per step/);
    expect(verdict(run, "service").result).toBe("pass");
    expect(verdict(run, "width").result).toBe("pass");
  });

  test("last come, first served", async () => {
    const run = await measure({ serviceMs: 200, isLastComeFirst: true });
    expect(verdict(run, "order").result).toBe("fail");
    expect(verdict(run, "width").result).toBe("pass");
  });

  test("one that lies about its threads and times is warned of, and not believed", async () => {
    const run = await measure({ serviceMs: 200, isLying: true });
    expect(run.judgement?.warnings.map(({ en }) => en).join("\n")).toMatch(
      /client's clock|contradict/,
    );
    expect(verdict(run, "width").result).toBe("pass");
    expect(verdict(run, "order").result).toBe("unknown");
    expect(verdict(run, "service").result).toBe("pass");
  });

  test("a black box: its order is unknown, its width is not", async () => {
    const run = await measure({ serviceMs: 200, isPlain: true });
    expect(run.expected.form).toBe("plain");
    expect(verdict(run, "order").result).toBe("unknown");
    expect(verdict(run, "width").result).toBe("pass");
  });
});

function rowsSoFar(out: string): number {
  try {
    return readRun(out).rows.length;
  } catch (error) {
    // Not there yet.
    if (error instanceof Error) return 0;
    throw error;
  }
}

function childrenOf(pid: number): number[] {
  const { stdout } = Bun.spawnSync(["pgrep", "-P", String(pid)]);
  const children = stdout.toString().split("\n").filter(Boolean).map(Number);
  return [...children, ...children.flatMap(childrenOf)];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "latin1").includes(") Z ");
  } catch (error) {
    // Gone, or gone between the two looks.
    if (error instanceof Error) return false;
    throw error;
  }
}
