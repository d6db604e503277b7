// A load that does not come to its end: interrupted before it measured anything, or with a generator lost on the way.
import { afterAll, afterEach, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generatorsOf, type RunningCommand } from "../support/commands.ts";
import { createLoadCommands } from "../support/load-command.ts";
import { type Peer, type PeerOptions, startPeer } from "../support/scripted-peer.ts";

const loads = createLoadCommands();
afterAll(() => loads.remove());

const peers: Peer[] = [];
afterEach(() => {
  for (const started of peers.splice(0)) started.stop();
});

function peer(options: PeerOptions): string {
  const started = startPeer(options);
  peers.push(started);
  return `tcp://127.0.0.1:${started.port}`;
}

const LINE = ["--send", String.raw`x\n`] as const;

test("Ctrl-C before the first request: nothing measured, exit 130, one line, no folder", async () => {
  let child: RunningCommand | undefined;
  const target = peer({
    onLine: ({ answer }) => answer("ok\n"),
    onOpen: () => child?.kill("SIGINT"),
  });
  // Many connections, so that the signal comes while they are opened, on a busy machine too.
  const args = [target, ...LINE, "-c", "400"];
  const { exitCode, stdout, stderr, folders } = await loads.run(args, (started) => {
    child = started;
  });
  expect(stderr).toBe(
    "error: interrupted before the first measured request: nothing was measured and no report was written\n",
  );
  expect(exitCode).toBe(130);
  expect(folders).toEqual([]);
  expect(stdout).not.toContain("INTERRUPTED");
});

test("Ctrl-C while a connection is still being opened ends at once", async () => {
  let child: RunningCommand | undefined;
  // Greets nobody: no connection is ever ready.
  const target = peer({ onLine: () => undefined, onOpen: () => child?.kill("SIGINT") });
  const { exitCode, stderr, folders } = await loads.run(
    [target, ...LINE, "--greeting", "line", "--timeout", "1h"],
    (started) => {
      child = started;
    },
  );
  expect(stderr).toContain("nothing was measured");
  expect(exitCode).toBe(130);
  expect(folders).toEqual([]);
});

test("Ctrl-C in the warm-up is before the first measured request, too", async () => {
  let child: RunningCommand | undefined;
  const target = peer({
    onLine({ number, answer }) {
      answer("ok\n");
      if (number === 20) child?.kill("SIGINT");
    },
  });
  const { exitCode, stderr, folders } = await loads.run(
    [target, ...LINE, "-R", "100/s", "--warmup", "1h", "-d", "1s"],
    (started) => {
      child = started;
    },
  );
  expect(stderr).toContain("nothing was measured");
  expect(exitCode).toBe(130);
  expect(folders).toEqual([]);
});

test("one of three generators killed: its share is missing, the run invalid, the rest kept", async () => {
  let child: RunningCommand | undefined;
  let isKilled = false;
  const target = peer({
    onLine({ number, answer }) {
      answer("ok\n");
      if (number < 300 || isKilled || child === undefined) return;
      isKilled = true;
      const [, second] = generatorsOf(child);
      if (second === undefined) throw new Error("there is no second generator");
      process.kill(second, "SIGKILL");
    },
  });
  const { exitCode, stdout, stderr, folder, run } = await loads.run(
    [target, ...LINE, "-R", "900/s", "-d", "2s", "--generators", "3", "--samples"],
    (started) => {
      child = started;
    },
  );
  expect(stderr).toBe("");
  expect(exitCode).toBe(3);
  const [lost] = run.result.lostGenerators ?? [];
  expect(lost).toEqual({ generator: expect.any(Number), ended: "SIGKILL" });
  expect(run.result.lostGenerators).toHaveLength(1);
  const others = [1, 2, 3].filter((generator) => generator !== lost?.generator);
  expect(run.result.generators.map(({ generator }) => generator)).toEqual(others);
  // Two thirds of the schedule, whole.
  expect(run.result.run.counts.intended).toBe(1200);
  expect(run.status).toBe("complete");
  expect(run.judgement).toMatchObject({ isValid: false });
  expect(run.judgement?.invalidReasons[0]?.en).toContain(`generator ${lost?.generator} of 3 ended`);
  expect(stdout).toContain("INVALID");
  expect(stdout).toContain("share of the load is missing");
  expect(readFileSync(join(folder, "report.md"), "utf8")).toContain("SIGKILL");
  const rows = readFileSync(join(folder, "requests.csv"), "utf8").trim().split("\r\n").slice(1);
  expect(rows.filter((row) => row.split(",")[4] === "run")).toHaveLength(1200);
});

test("the only generator killed: nothing measured, exit 3, one line, no folder", async () => {
  let child: RunningCommand | undefined;
  const target = peer({
    onLine({ number, answer }) {
      answer("ok\n");
      if (number !== 50 || child === undefined) return;
      for (const pid of generatorsOf(child)) process.kill(pid, "SIGKILL");
    },
  });
  const { exitCode, stderr, folders } = await loads.run(
    [target, ...LINE, "-R", "100/s", "-d", "1h"],
    (started) => {
      child = started;
    },
  );
  expect(stderr).toMatch(/^error: generator 1 ended \(SIGKILL\).*nothing was measured.*\n$/);
  expect(exitCode).toBe(3);
  expect(folders).toEqual([]);
});
