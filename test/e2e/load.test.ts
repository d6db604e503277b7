// `bun bench load` as a user types it: what it prints, what it leaves, and what it says to the shell.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ResponseTimes } from "../../bench/run/load/censored.ts";
import { phaseProblems } from "../../bench/run/load/conservation.ts";
import { decodeHistogram } from "../../bench/stats/encoded-histogram.ts";
import type { LoadResult, LoadRun } from "../../bench/run/load/run.ts";
import {
  type Ended,
  ended,
  NO_ORPHANS,
  PROJECT,
  runCommandLine,
  startCommand,
} from "../support/commands.ts";
import { hasCommand } from "../support/require-command.ts";
import { type Peer, type PeerLine, startPeer } from "../support/scripted-peer.ts";
import { hasService, type Service, startRedis } from "../support/services.ts";

const out = mkdtempSync(join(tmpdir(), "escalera-load-"));
afterAll(() => rmSync(out, { recursive: true }));

const peers: Peer[] = [];
afterEach(() => {
  for (const started of peers.splice(0)) started.stop();
});

function peer(onLine: (line: PeerLine) => void): string {
  const started = startPeer({ onLine });
  peers.push(started);
  return `tcp://127.0.0.1:${started.port}`;
}

const echo = ({ text, answer }: PeerLine): void => answer(`${text}\n`);

interface Loaded extends Ended {
  readonly folder: string;
  readonly run: LoadRun & { readonly result: LoadResult };
}

let count = 0;

/** Runs `bun bench load` into a folder of its own, and reads what it left there. */
async function load(args: readonly string[], env: Record<string, string> = {}): Promise<Loaded> {
  const place = join(out, String(++count));
  const result = await runCommandLine(["bench", "load", ...args, "-o", place], { env });
  return { ...result, ...readRun(place) };
}

function readRun(place: string): Pick<Loaded, "folder" | "run"> {
  const [name = ""] = existsSync(place) ? readdirSync(place) : [];
  const folder = join(place, name);
  const file = join(folder, "run.json");
  return { folder, run: existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined };
}

describe.skipIf(!hasService("redis"))("against a real Redis", () => {
  let redis: Service;
  let target: string;
  beforeAll(async () => {
    redis = await startRedis();
    target = `tcp://127.0.0.1:${redis.port}`;
  });
  afterAll(() => redis.stop());

  test("the README's first command measures, and every file is there", async () => {
    const { exitCode, stdout, stderr, folder, run } = await load([
      target,
      "--send",
      String.raw`PING\r\n`,
      "--expect",
      String.raw`^\+PONG`,
      "-c",
      "50",
      "-d",
      "1s",
      "--watch-pid",
      String(redis.pid),
    ]);
    // 3 on a machine that is busy with others: the run is invalid then, and all that follows holds the same.
    expect([0, 3]).toContain(exitCode);
    expect(stderr).toBe("");
    expect(stdout).toContain("p99");
    expect(stdout).toContain(join(folder, "report.md"));
    expect(phaseProblems(run.result.run)).toEqual([]);
    expect(run.result.run.counts.ok).toBe(run.result.run.counts.intended);
    expect(run.result.watched[0]?.command).toBe("redis-server");
    expect(run.result.watched[0]?.cpuShare).toBeGreaterThan(0);
    for (const name of ["report.html", "latency.hgrm", "junit.xml", "slices.csv", "rates.svg"]) {
      expect(existsSync(join(folder, name))).toBe(true);
    }
    expect(existsSync(join(folder, "requests.csv"))).toBe(false);
  });

  test("a rate far beyond the machine never passes for one that was offered", async () => {
    const { exitCode, stdout, run } = await load([
      target,
      "--send",
      String.raw`PING\r\n`,
      "-R",
      "1M/s",
      "-d",
      "1s",
      "-c",
      "20",
    ]);
    expect(run.result.run.counts.unsent).toBeGreaterThan(0);
    // Where other processes take the cores, the target, which is this process, may be the limit before the generator is.
    if (run.judgement?.isValid === true) {
      expect(run.judgement.sentence.en).toStartWith("The offered load was not reached");
    } else {
      expect(exitCode).toBe(3);
      expect(stdout).toContain("INVALID");
      expect(stdout).toContain("--generators");
    }
  });
});

describe("what is measured", () => {
  test.skipIf(!hasCommand("python3"))(
    "report.md's figures are those that Python works out from requests.csv",
    async () => {
      const target = peer((line) => {
        const i = Number(line.text);
        // Most at once, some late, one in fifty never.
        if (i % 50 === 49) return;
        if (i % 10 === 9) setTimeout(() => echo(line), 20 + (i % 7) * 10);
        else echo(line);
      });
      const { stderr, folder, run } = await load([
        target,
        "--send",
        String.raw`{{i}}\n`,
        "-R",
        "1000/s",
        "-d",
        "2s",
        "-c",
        "200",
        "--warmup",
        "200ms",
        // Only what is never answered waits as long, on a busy machine too.
        "--timeout",
        "2s",
        "--samples",
        "--generators",
        "2",
      ]);
      expect(stderr).toBe("");
      const script = join(PROJECT, "test/support/recompute_load.py");
      const python = Bun.spawnSync([
        "python3",
        script,
        join(folder, "requests.csv"),
        String(run.result.run.endNs),
      ]);
      expect(python.stderr.toString()).toBe("");
      const own = JSON.parse(python.stdout.toString());
      const { run: phase } = run.result;
      expect(own.counts).toEqual(phase.counts);
      expect(own.counts).toMatchObject({ intended: 2000, timedOut: 40 });
      const times = new ResponseTimes(phase);
      const sends = decodeHistogram(phase.sendToReply);
      const table = readFileSync(join(folder, "report.md"), "utf8");
      for (const [name, exactNs] of Object.entries<number | null>(own.responseNs)) {
        const measured = times.percentile(Number(name));
        if (measured.kind === "too few") continue;
        expect(measured.kind).toBe(exactNs === null ? "over" : "exact");
        if (exactNs === null) continue;
        // A histogram of 4 digits from 1 µs, and three digits in print.
        expectNear((measured as { ns: number }).ns, exactNs, 2e-4);
        const row = new RegExp(
          `^\\| ${name === "100" ? "max" : `p${name}`} +\\| +([\\d.]+) (µs|ms|s) `,
          "m",
        );
        const [, value = "", unit = ""] = row.exec(table) ?? [];
        const perUnitNs = { µs: 1e3, ms: 1e6, s: 1e9 }[unit] ?? Number.NaN;
        expectNear(Number(value) * perUnitNs, exactNs, 6e-3);
      }
      for (const [name, exactNs] of Object.entries<number>(own.sendToReplyNs)) {
        expectNear(sends.percentileNs(Number(name)) ?? Number.NaN, exactNs, 2e-4);
      }
      const seconds = (phase.endNs - phase.startNs) / 1e9;
      expectNear(phase.okInWindow / seconds, own.throughputPerSec, 1e-9);
    },
  );

  test("a target that never answers 5 % of requests has a p99 longer than the time-out", async () => {
    const target = peer((line) => {
      if (Number(line.text) % 20 !== 0) echo(line);
    });
    const { stdout, run } = await load([
      target,
      "--send",
      String.raw`{{i}}\n`,
      "-R",
      "1000/s",
      "-d",
      "2s",
      "-c",
      "200",
      "--timeout",
      "2s",
    ]);
    expect(run.result.run.counts).toMatchObject({ intended: 2000, timedOut: 100 });
    expect(stdout).toMatch(/p99 +> 2(\.0+)? s/);
    expect(stdout).toContain("reply time-out");
  });
});

describe("what it says to the shell", () => {
  test("a threshold that fails: exit 99, a line each, and junit.xml", async () => {
    const target = peer(echo);
    const crossed = await load([
      target,
      "--send",
      String.raw`x\n`,
      "-n",
      "2000",
      "-c",
      "4",
      "--fail-if",
      "p99>0.001ms",
      "--fail-if",
      "errors>0.1%",
    ]);
    const { stdout, folder } = crossed;
    expect(crossed.exitCode).toBe(codeOf(crossed, 99));
    expect(stdout).toMatch(/FAILED +fail-if p99>0\.001ms/);
    expect(stdout).toMatch(/passed +fail-if errors>0\.1%/);
    expect(readFileSync(join(folder, "junit.xml"), "utf8")).toContain('failures="1"');
  });

  test("--abort-on-fail ends a run that can no longer pass", async () => {
    const target = peer(({ answer }) => answer("ERR\n"));
    const { exitCode, run } = await load([
      target,
      "--send",
      String.raw`x\n`,
      "-R",
      "500/s",
      "-d",
      "60s",
      "--reject",
      "^ERR",
      "--fail-if",
      "errors>10",
      "--abort-on-fail",
    ]);
    expect(exitCode).not.toBe(0);
    expect(run.status).toBe("complete");
    expect(run.warnings.map(({ en }) => en).join("\n")).toContain("--abort-on-fail");
    expect(run.result.run.counts.intended).toBeLessThan(20_000);
  });

  test("no listener: exit 4, one line that names the target, and no folder", async () => {
    const { port, stop } = startPeer({ onLine: echo });
    stop();
    const { exitCode, stderr, run } = await load([
      `tcp://127.0.0.1:${port}`,
      "--send",
      String.raw`x\n`,
    ]);
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(
      new RegExp(`^error: no connection to tcp://127.0.0.1:${port} \\(refused`),
    );
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(run).toBeUndefined();
  });

  test("nothing but failures: exit 4; failures alone: exit 1, unless they are allowed", async () => {
    const all = peer(({ answer }) => answer("ERR\n"));
    const request = ["--send", String.raw`{{i}}\n`, "-n", "40", "--reject", "^ERR"];
    expect((await load([all, ...request])).exitCode).toBe(4);
    const some = peer(({ text, answer }) => answer(Number(text) % 2 === 0 ? "ERR\n" : "OK\n"));
    const partly = await load([some, ...request]);
    expect(partly.exitCode).toBe(codeOf(partly, 1));
    const allowed = await load([some, ...request, "--allow-errors"]);
    expect(allowed.exitCode).toBe(codeOf(allowed, 0));
  });

  test("every problem of the command line at once: exit 2", async () => {
    const { exitCode, stderr } = await load(["tcp://127.0.0.1", "-c", "none", "--reply", "lin"]);
    expect(exitCode).toBe(2);
    expect(stderr.trim().split("\n").length).toBeGreaterThanOrEqual(3);
  });

  test("Ctrl-C keeps what was measured: exit 130", async () => {
    const place = join(out, "interrupted");
    let child: ReturnType<typeof startCommand> | undefined;
    const target = peer((line) => {
      echo(line);
      if (line.number === 100) child?.kill("SIGINT");
    });
    child = startCommand([
      "bench",
      "load",
      target,
      "--send",
      String.raw`x\n`,
      "-R",
      "200/s",
      "-d",
      "60s",
      "-o",
      place,
    ]);
    const { exitCode, stdout } = await ended(child);
    expect(exitCode).toBe(130);
    const { run, folder } = readRun(place);
    expect(run.status).toBe("interrupted");
    expect(run.result.run.counts.ok).toBeGreaterThanOrEqual(99);
    expect(stdout).toContain("INTERRUPTED");
    expect(existsSync(join(folder, "report.md"))).toBe(true);
  });

  test("standard output belongs to the JSON that is asked for", async () => {
    const target = peer(echo);
    const { stdout } = await load([
      target,
      "--send",
      String.raw`x\n`,
      "-n",
      "200",
      "--format",
      "json,github",
    ]);
    const output = JSON.parse(stdout) as { folder: string };
    // Valid or not: so short a run may be spoiled by a busy machine.
    expect(output).toMatchObject({
      command: "load",
      intended: 200,
      ok: 200,
      is_valid: expect.any(Boolean),
    });
    expect(existsSync(join(output.folder, "run.json"))).toBe(true);
  });

  test("too few descriptors are named, with the remedy", async () => {
    const target = peer(echo);
    const child = Bun.spawn(
      [
        "bash",
        "-c",
        `ulimit -n 80 && exec "$@"`,
        "bash",
        process.execPath,
        "run",
        "bench",
        "load",
        target,
        "--send",
        String.raw`x\n`,
        "-c",
        "200",
        "-n",
        "1000",
        "-o",
        join(out, "few-files"),
      ],
      {
        cwd: PROJECT,
        stdin: new Blob([]),
        stdout: "pipe",
        stderr: "pipe",
        env: { ...process.env, ...NO_ORPHANS },
      },
    );
    const { exitCode, stdout, stderr } = await ended(child);
    const said = stdout + stderr;
    // So short a run may be spoiled by a busy machine.
    expect([1, 3]).toContain(exitCode);
    expect(said).toContain("out of descriptors");
    expect(said).toContain("ulimit -n");
  });
});

/** 3 where a busy machine has spoiled the run, and then before all else. */
function codeOf({ run }: Loaded, code: number): number {
  return run.judgement?.isValid === true ? code : 3;
}

function expectNear(value: number, exact: number, share: number): void {
  // Half a microsecond is rounded away before all else.
  const isNear = Math.abs(value - exact) <= Math.max(share * exact, 1000);
  expect({ value, exact, isNear }).toEqual({ value, exact, isNear: true });
}
