import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Connection } from "rabbitmq-client";
import type { QueueRun } from "../../bench/run/queue/run.ts";
import { ended, runCommandLine, startCommand } from "../support/commands.ts";
import { freshName, hasComponents, sharedRabbitmq } from "../support/components.ts";
import { eventually } from "../support/eventually.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "escalera-bench-queue-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function readRun(out: string): { readonly path: string; readonly run: QueueRun } {
  const [name = ""] = readdirSync(out);
  const path = join(out, name);
  return { path, run: JSON.parse(readFileSync(join(path, "queue.json"), "utf8")) as QueueRun };
}

async function hasQueue(url: string, queue: string): Promise<boolean> {
  const connection = new Connection(url);
  connection.on("error", () => undefined);
  try {
    await connection.queueDeclare({ queue, passive: true });
    return true;
  } catch {
    return false;
  } finally {
    connection.unsafeDestroy();
  }
}

/** 0, or 3 where a shared machine was too slow to publish in time. */
const MEASURED = [0, 3];

describe.skipIf(!hasComponents("rabbitmq"))("bun bench queue", () => {
  beforeAll(async () => void (await sharedRabbitmq()));

  test("measures every phase, loses no message, and leaves no queue behind", async () => {
    const { url } = await sharedRabbitmq();
    const out = join(folder, "whole");
    const queue = freshName();
    const args = ["-d", "300ms", "--size", "20", "--publishers", "2", "--window", "16"];
    const { exitCode, stdout, stderr } = await runCommandLine([
      "bench",
      "queue",
      url,
      ...args,
      "--queue",
      queue,
      "--out",
      out,
      "--rate",
      "200/s",
    ]);
    expect(stderr.replaceAll(/^warning: .*\n/gm, "")).toBe("");
    expect(MEASURED).toContain(exitCode);
    const { path, run } = readRun(out);
    expect(stdout).toContain(`${path}/report.md`);
    expect(stdout).toContain("sending rate avg:");
    expect(run).toMatchObject({ status: "complete", failure: null, queue });
    const phases = new Map(run.phases.map((phase) => [phase.name, phase]));
    expect([...phases.keys()]).toEqual([
      "publish",
      "consume",
      "through",
      "round-trip",
      "one-at-a-time",
      "steady",
    ]);
    const publish = phases.get("publish");
    expect(publish?.sent).toBeGreaterThan(0);
    expect(publish?.confirmed).toBe(publish?.sent ?? -1);
    expect(phases.get("consume")?.received).toBe(publish?.sent ?? -1);
    for (const name of ["through", "round-trip", "one-at-a-time", "steady"] as const) {
      const phase = phases.get(name);
      expect(phase?.sent).toBeGreaterThan(0);
      expect(phase?.received).toBe(phase?.sent ?? -1);
      expect(phase?.latency?.count).toBe(phase?.sent ?? -1);
    }
    const steady = phases.get("steady");
    expect(steady?.intended).toBe(60);
    expect((steady?.sent ?? 0) + (steady?.dropped ?? 0)).toBe(60);
    expect(await hasQueue(url, queue)).toBe(false);
    const files =
      readFileSync(join(path, "queue.json"), "utf8") +
      readFileSync(join(path, "report.md"), "utf8");
    const { password } = new URL(url);
    expect(password).not.toBe("");
    expect(files + stdout).not.toContain(password);
  });

  test("a queue that is there already is not its own: it is neither used nor deleted", async () => {
    const { url } = await sharedRabbitmq();
    const queue = freshName();
    const connection = new Connection(url);
    try {
      await connection.queueDeclare({ queue, durable: true });
      const { exitCode, stderr } = await runCommandLine([
        "bench",
        "queue",
        url,
        "--queue",
        queue,
        "--out",
        join(folder, "none"),
      ]);
      expect(stderr).toContain(`the queue "${queue}" already exists`);
      expect(exitCode).toBe(2);
      expect(await hasQueue(url, queue)).toBe(true);
      await connection.queueDelete({ queue });
    } finally {
      await connection.close();
    }
  });

  test("Ctrl-C keeps what was measured, deletes the queue and exits with 130", async () => {
    const { url } = await sharedRabbitmq();
    const out = join(folder, "interrupted");
    const queue = freshName();
    const args = ["-d", "1s", "--queue", queue, "--out", out];
    const child = startCommand(["bench", "queue", url, ...args]);
    const phasesSoFar = (): number => {
      try {
        return readRun(out).run.phases.length;
      } catch {
        return 0; // Not there yet.
      }
    };
    await eventually(() => expect(phasesSoFar()).toBeGreaterThanOrEqual(1));
    child.kill("SIGINT");
    const { exitCode } = await ended(child);
    expect(exitCode).toBe(130);
    const { run } = readRun(out);
    expect(run.status).toBe("interrupted");
    expect(run.phases[0]?.sent).toBeGreaterThan(0);
    expect(await hasQueue(url, queue)).toBe(false);
  });

  test("a wrong password is told in one line, without the password, and exits with 4", async () => {
    const { url } = await sharedRabbitmq();
    const wrong = new URL(url);
    wrong.password = "nobody-knows-it";
    const { exitCode, stderr } = await runCommandLine(["bench", "queue", wrong.href]);
    expect(stderr).toMatch(/^error: no connection to amqp:\/\/.*ACCESS.?REFUSED.*\n$/i);
    expect(stderr).not.toContain("nobody-knows-it");
    expect(exitCode).toBe(4);
  });
});

test("no broker is exit code 4, in one line", async () => {
  const { exitCode, stderr } = await runCommandLine(["bench", "queue", "amqp://127.0.0.1:1"]);
  expect(stderr).toMatch(
    /^error: no connection to amqp:\/\/guest@127\.0\.0\.1:1 .*ECONNREFUSED.*\n$/,
  );
  expect(exitCode).toBe(4);
});

test("bad options are told together", async () => {
  const { exitCode, stderr } = await runCommandLine([
    "bench",
    "queue",
    "http://host",
    "-d",
    "0",
    "--size",
    "1GiB",
    "--window",
    "0",
    "--queue",
    "amq.x",
  ]);
  for (const flag of ["--broker", "--duration", "--size", "--window", "--queue"]) {
    expect(stderr).toContain(`error: ${flag}: `);
  }
  expect(exitCode).toBe(2);
});
