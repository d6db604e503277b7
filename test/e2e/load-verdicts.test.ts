// What `bun bench load` makes of targets that die, fall silent, fail or are too slow for the offered load.
import { afterAll, afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NO_ORPHANS } from "../support/commands.ts";
import { createLoadCommands, type Loaded } from "../support/load-command.ts";
import { startSlowServer } from "../support/slow-server.ts";

// Bun's own 5 s are too short for real processes on a busy machine; the preload's limit holds for the first file alone.
setDefaultTimeout(60_000);

const loads = createLoadCommands();
afterAll(() => loads.remove());

const TARGET = fileURLToPath(new URL("../support/failing-target.ts", import.meta.url));
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A target in a process of its own, which fails as `failing-target.ts` is told. */
async function failing(...words: readonly string[]): Promise<string> {
  const child = Bun.spawn([process.execPath, TARGET, ...words], {
    stdout: "pipe",
    env: { ...process.env, ...NO_ORPHANS },
  });
  stops.push(() => child.kill("SIGKILL"));
  for await (const line of child.stdout.pipeThrough(new TextDecoderStream())) {
    return `tcp://127.0.0.1:${line.trim()}`;
  }
  throw new Error("the target did not start");
}

function slow(serviceMs: number): string {
  const server = startSlowServer(serviceMs);
  stops.push(() => server.stop());
  return `tcp://127.0.0.1:${server.port}`;
}

const SEND = ["--send", String.raw`{{i}}\n`] as const;

/** Half-way through the run, or a little after. */
async function against(target: string, ...args: readonly string[]): Promise<Loaded> {
  return await loads.run([target, ...SEND, "--timeout", "500ms", ...args]);
}

/** On a machine that is busy with others the generator itself may be the limit: 3 then, and all else holds the same. */
function expectExit({ exitCode, run }: Loaded, code: number): void {
  expect(exitCode).toBe(run.judgement?.isValid === false ? 3 : code);
}

function failuresOf({ run }: Loaded): readonly { readonly en: string }[] {
  return run.judgement?.failures ?? [];
}

describe("a target that goes away", () => {
  test("stopped in a closed load: exit 1; the headline names the silence and --rate", async () => {
    const loaded = await against(await failing("freeze", "400"), "-c", "5", "-d", "2s");
    expectExit(loaded, 1);
    expect(loaded.run.judgement?.sentence.en).toMatch(
      /The target was silent from [\d.]+ m?s on: no reply came until the end of the run\. .*--rate/,
    );
    expect(loaded.run.judgement?.sentence.es).toContain("--rate");
    expect(failuresOf(loaded)[0]?.en).toContain("silent");
    const junit = readFileSync(join(loaded.folder, "junit.xml"), "utf8");
    expect(junit.includes("silent")).toBe(loaded.run.judgement?.isValid === true);
    expect(loaded.run.status).toBe("complete");
  });

  test("killed in a closed load, though less than 1 % of its requests failed: exit 1", async () => {
    const loaded = await against(await failing("die", "5000"), "-c", "1", "-d", "5s");
    expectExit(loaded, 1);
    const { failed, intended } = loaded.run.result.run.counts;
    expect(failed / intended).toBeLessThan(0.01);
    expect(loaded.run.judgement?.sentence.en).toContain("silent from");
  });

  test("stopped, of several generators and in open load: exit 1, without a word of closed load", async () => {
    const target = await failing("freeze", "300");
    const loaded = await against(target, "-R", "500/s", "-d", "2s", "--generators", "2");
    expectExit(loaded, 1);
    expect(loaded.run.judgement?.sentence.en).toContain("silent from");
    expect(loaded.run.judgement?.sentence.en).not.toContain("Closed load");
  });

  test("silent in the middle: exit 1, with its length", async () => {
    const loaded = await against(
      await failing("pause", "2000", "700"),
      "-c",
      "4",
      "-d",
      "3s",
      "--timeout",
      "5s",
    );
    expectExit(loaded, 1);
    expect(loaded.run.judgement?.sentence.en).toMatch(/The target was silent for [\d.]+ m?s: /);
  });

  test("--allow-errors, or a threshold on errors, lets it pass, and the headline says it all the same", async () => {
    for (const flags of [["--allow-errors"], ["--fail-if", "errors>90%"]]) {
      const target = await failing("freeze", "400");
      const loaded = await against(target, "-c", "5", "-d", "1500ms", ...flags);
      expectExit(loaded, 0);
      expect(loaded.run.judgement?.sentence.en).toContain("silent from");
      expect(failuresOf(loaded)).toEqual([]);
    }
  });
});

describe("what is no silence", () => {
  test("connections that all wait for a slow target, in each round", async () => {
    const loaded = await against(slow(400), "-c", "10", "-d", "2s", "--timeout", "5s");
    expectExit(loaded, 0);
    expect(loaded.run.judgement?.sentence.en).not.toContain("silent");
  });

  test("a pause of the connections themselves, or of the schedule", async () => {
    const thinking = await against(slow(1), "-c", "2", "-n", "6", "--think", "400ms");
    expect(thinking.run.judgement?.sentence.en).not.toContain("silent");
    const staged = await against(slow(1), "--stages", "500ms:50/s,1s:0,500ms:50/s");
    expect(staged.run.judgement?.sentence.en).not.toContain("silent");
  });

  test("a burst", async () => {
    const loaded = await against(slow(500), "--burst", "5", "--timeout", "5s");
    expectExit(loaded, 0);
  });
});

describe("failed requests", () => {
  test("above 1 %: exit 1, why and what to do; expected ones are none", async () => {
    const args = ["-n", "400", "--reject", "^ERR"];
    const loaded = await against(await failing("refuse-half", "0"), ...args);
    expectExit(loaded, 1);
    expect(failuresOf(loaded)[0]?.en).toContain("50 %");
    expect(failuresOf(loaded)[0]?.en).toContain("--allow-errors");

    const expected = await against(
      await failing("refuse-half", "0"),
      ...args,
      "--expect-error",
      "busy",
    );
    expectExit(expected, 0);
    expect(expected.run.result.run.counts).toMatchObject({
      ok: 200,
      expectedErrors: 200,
      failed: 0,
    });
    expect(expected.stdout).toMatch(/expected errors +200/);
    expect(expected.run.judgement?.sentence.en).toContain("200 expected errors (50 %)");
  });
});

describe("thresholds", () => {
  test("--pass-if is the condition to pass, --fail-if the one to fail; a reversed one is doubted", async () => {
    const target = await failing("none", "0");
    const loaded = await against(
      target,
      "-n",
      "2000",
      "--pass-if",
      "p99<10s",
      "--pass-if",
      "throughput>1000000/s",
      "--fail-if",
      "max<10s",
    );
    expectExit(loaded, 99);
    expect(
      loaded.run.judgement?.thresholds.map(({ kind, text, result }) => [kind, text, result]),
    ).toEqual([
      ["fail-if", "max<10s", "failed"],
      ["pass-if", "p99<10s", "passed"],
      ["pass-if", "throughput>1000000/s", "failed"],
    ]);
    expect(loaded.stdout).toContain("--pass-if 'max<10s'");
    expect(loaded.stdout).toMatch(/passed +pass-if p99<10s/);
    expect(loaded.stdout).toMatch(/FAILED +pass-if throughput>1000000/);
  });

  test("one that can't be told is unknown: exit 99, and 0 with --allow-unknown", async () => {
    const target = await failing("none", "0");
    const args = ["-n", "50", "--pass-if", "p99.9<1s"];
    expectExit(await against(target, ...args), 99);
    const allowed = await against(target, ...args, "--allow-unknown");
    expectExit(allowed, 0);
    expect(allowed.run.judgement?.thresholds[0]?.result).toBe("unknown");
  });

  test("an unknown metric is named, with those that there are: exit 2", async () => {
    const { exitCode, stderr } = await against("tcp://127.0.0.1:1", "--fail-if", "latency>5ms");
    expect(exitCode).toBe(2);
    expect(stderr).toContain('unknown metric "latency": use p50, p99, mean, ');
  });
});

test("an offered load that was not reached: the sentence leads with it; exit 99 only by a threshold on achieved", async () => {
  const args = ["-R", "200/s", "-d", "2s", "-c", "2", "--timeout", "20s"];
  const loaded = await against(slow(100), ...args, "--fail-if", "achieved<99%");
  expect(loaded.run.judgement?.sentence.en).toMatch(/The offered load was not reached: /);
  expectExit(loaded, 99);
  expect(loaded.run.judgement?.thresholds[0]?.measured.en).toContain("%");
  expectExit(await against(slow(100), ...args), 0);
  const closed = await against(slow(1), "-n", "10", "--fail-if", "achieved<99%");
  expect(closed.exitCode).toBe(2);
  expect(closed.stderr).toContain("offers no rate");
});
