import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { SQL } from "bun";
import { isFree } from "../../src/cluster/components/free-ports.ts";
import {
  clusterEnvironment,
  type RunningCluster,
  startCluster,
  survivorsOf,
  untilGone,
} from "../support/cluster-processes.ts";
import { hasBrowser, launchBrowser } from "../support/browser.ts";
import { startInTerminal, widest } from "../support/terminal.ts";
import { runCommandLine, startCommand } from "../support/commands.ts";
import {
  freshBucketUrl,
  freshDatabase,
  freshName,
  hasComponents,
  sharedRabbitmq,
  temporaryFolder,
} from "../support/components.ts";
import { eventually } from "../support/eventually.ts";
import { askByPython } from "../support/foreign-clients.ts";
import { watchLines } from "../support/lines.ts";
import { hasCommand } from "../support/require-command.ts";

// A whole topology comes up in about 8 s on two idle cores, and a killed worker's tasks wait for their lease.
setDefaultTimeout(180_000);

const QUICK = ["--entries", "2", "--workers", "2", "--threads", "2", "--service", "20ms"] as const;
const HAS_ALL = hasComponents("rabbitmq", "postgres", "ceph", "haproxy");
const HAS_NGINX = hasComponents("rabbitmq", "postgres", "ceph", "nginx");
const HAS_PYTHON = hasCommand("python3");

const env = HAS_ALL ? clusterEnvironment() : {};

const client = (cluster: RunningCluster, ...args: readonly string[]) =>
  runCommandLine(["client", "--port", String(cluster.ready.port), ...args]);

/** Sends `count` tasks at once through the balancer; resolves with who answered each. */
async function sendTasks(cluster: RunningCluster, count: number): Promise<readonly string[]> {
  const sent = Array.from({ length: count }, (_, i) => `tarea ${i}`);
  const args = ["client", "--port", String(cluster.ready.port), "--lang", "en", "-"];
  const { stdout, stderr, exitCode } = await runCommandLine(args, { stdin: sent.join("\n") });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const replies = stdout.trimEnd().split("\n");
  const tasks = replies.map((reply) => /^OK (tarea \d+) /.exec(reply)?.[1]);
  expect(new Set(tasks)).toEqual(new Set(sent));
  expect(tasks).toHaveLength(count);
  return replies.map((reply) => /\((worker \d+) thread/.exec(reply)?.[1] ?? reply);
}

const runningOf = async (cluster: RunningCluster, kind: string): Promise<readonly string[]> =>
  (await cluster.status()).members.filter((member) => member.kind === kind).map(({ name }) => name);

async function untilUp(cluster: RunningCluster, name: string, restarts: number): Promise<void> {
  await eventually(async () => {
    const member = (await cluster.status()).members.find((one) => one.name === name);
    expect(member).toMatchObject({ state: "up", restarts });
  });
}

describe.skipIf(!HAS_ALL)("bun run cluster", () => {
  let cluster: RunningCluster;
  beforeAll(async () => {
    cluster = await startCluster(env, ...QUICK, "--dashboard", "--dashboard-port", "0");
  });
  afterAll(async () => {
    await cluster.run("down");
    await cluster.exited;
  });

  test("tasks through the balancer are answered by all workers", async () => {
    const workers = new Set(await sendTasks(cluster, 20));
    expect([...workers].toSorted()).toEqual(["worker 1", "worker 2"]);
  });

  test.skipIf(!HAS_PYTHON)("a Python client that sends no newline is served, too", async () => {
    const reply = await askByPython(cluster.ready.port, "Generar Facturas ñ", "to the end");
    expect(reply).toMatch(/^OK Generar Facturas ñ \(worker \d thread \d, .*\)\n$/);
  });

  test("status lists every member with its address, and no secret", async () => {
    const { stdout } = await cluster.run("status", "--lang", "en");
    const names = stdout.split("\n").map((line) => line.split(" ")[0]);
    expect(names.slice(0, 9)).toEqual([
      "name",
      "balancer",
      "entry-1",
      "entry-2",
      "worker-1",
      "worker-2",
      "postgres",
      "rabbitmq",
      "s3",
    ]);
    expect(stdout).toContain(
      `127.0.0.1:${cluster.ready.port}: 2 workers × 2 threads = 4 tasks at a time`,
    );
    expect(stdout).toMatch(/amqp:\/\/tasks:\*\*\*@127\.0\.0\.1:\d+/);
    expect(stdout).not.toMatch(/:[0-9a-f]{32}@/);
  });

  test.skipIf(!hasBrowser)("its page shows every part, and what flows through them", async () => {
    await using browser = await launchBrowser();
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (said) => void (said.type() === "error" && problems.push(said.text())));
    const opened = cluster.events.find(({ event }) => event === "dashboard");
    await page.goto(String(opened?.["url"]));
    const up = page.locator("#boxes .box", { hasText: "up" });
    await eventually(async () => expect(await up.count()).toBe(8));
    await page.fill("#count", "30");
    await page.click("#burst");
    await page.locator("#sent", { hasText: "all 30 answered" }).waitFor();
    await page.locator("#tiles div", { hasText: "done" }).first().waitFor();
    await page.locator("#threads", { hasText: /worker-1.*worker-2/s }).waitFor();
    expect(problems).toEqual([]);
  });

  test.skipIf(!hasBrowser)(
    "edges and boxes of its page agree on a flow that is known",
    async () => {
      await using browser = await launchBrowser();
      const page = await browser.newPage({ locale: "es-AR" });
      const opened = cluster.events.find(({ event }) => event === "dashboard");
      await page.goto(String(opened?.["url"]));
      await page.locator("#topology .hint", { hasText: "los mismos 10 segundos" }).waitFor();
      // The tasks of earlier tests have left the window.
      await page
        .locator(".flow")
        .filter({ hasText: /^0\/s$/ })
        .nth(4)
        .waitFor();
      await page.fill("#count", "40");
      await page.click("#burst");
      await page.locator("#sent", { hasText: "las 40 respondidas" }).waitFor();
      // 40 tasks in 10 s at every hop: five edges, and the boxes of each kind together.
      await eventually(async () => {
        const [flows, boxes] = await Promise.all(
          [".flow", "#boxes .box .lines"].map((place) => page.locator(place).allTextContents()),
        );
        expect(flows).toEqual(Array(5).fill("4,0/s"));
        const rates = (boxes ?? []).flatMap((text) =>
          [...text.matchAll(/([\d,]+)\/s/g)].map(([, rate = ""]) => Number(rate.replace(",", "."))),
        );
        expect(rates).toHaveLength(4);
        const [one = 0, other = 0, worker = 0, second = 0] = rates;
        expect([one + other, worker + second].map((sum) => sum.toFixed(1))).toEqual(["4.0", "4.0"]);
      });
    },
  );

  test("its state file is for its owner alone", () => {
    expect(statSync(join(cluster.ready.folder, "cluster.json")).mode & 0o777).toBe(0o600);
  });

  test("a worker that is killed while it works comes back, and every task is answered", async () => {
    const sent = sendTasks(cluster, 60);
    const { exitCode, stdout } = await cluster.run("kill", "worker", "2", "--lang", "en");
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: "killing worker-2 (SIGKILL): it will be restarted\n",
    });
    await sent;
    await untilUp(cluster, "worker-2", 1);
    expect(new Set(await sendTasks(cluster, 20))).toContain("worker 2");
  });

  test("workers are scaled up and down", async () => {
    const { stdout } = await cluster.run("scale", "workers=3", "--lang", "en");
    expect(stdout).toBe("workers: from 2 to 3\nworkers: 3 running\n");
    expect(await runningOf(cluster, "worker")).toEqual(["worker-1", "worker-2", "worker-3"]);
    expect(new Set(await sendTasks(cluster, 40))).toContain("worker 3");
    await cluster.run("scale", "workers=2");
    expect(await runningOf(cluster, "worker")).toEqual(["worker-1", "worker-2"]);
    await sendTasks(cluster, 20);
  });

  test("an entry server is drained while clients send: none of them notices, and scaling fills the gap", async () => {
    const isDrained = cluster.run("drain", "entry", "1");
    let isOver = false;
    void isDrained.then(() => {
      isOver = true;
    });
    do await sendTasks(cluster, 20);
    while (!isOver);
    expect((await isDrained).exitCode).toBe(0);
    expect(await runningOf(cluster, "entry")).toEqual(["entry-2"]);
    const last = await cluster.run("drain", "entry", "2", "--lang", "en");
    expect(last.exitCode).toBe(1);
    expect(last.stderr).toContain("the last entry server");
    await cluster.run("scale", "entries=2");
    expect(await runningOf(cluster, "entry")).toEqual(["entry-1", "entry-2"]);
    await sendTasks(cluster, 20);
  });

  test("a balancer that is killed comes back on its port", async () => {
    await cluster.run("kill", "balancer");
    await untilUp(cluster, "balancer", 1);
    await sendTasks(cluster, 10);
  });

  test("its table fits a terminal of 80 columns and 24 rows, and breaks no number", async () => {
    const { folder, members } = await cluster.status();
    const args = ["run", "cluster", "status", "--dir", folder, "--lang", "es"];
    const { exitCode, output } = await startInTerminal(args, { env }).ended();
    const lines = Bun.stripANSI(output).trimEnd().split(/\r*\n/);
    expect({ exitCode, isLow: lines.length <= 22 }).toEqual({ exitCode: 0, isLow: true });
    expect(widest(lines)).toBeLessThanOrEqual(80);
    for (const { name, pid } of members) {
      const line = lines.find((each) => each.startsWith(`${name} `)) ?? "";
      expect(line.split(/ +/)).toContain(String(pid));
    }
  });

  test("each asker is answered in their own language", async () => {
    const { stdout } = await cluster.run("status", "--lang", "es");
    expect(stdout).toMatch(/^nombre +estado +pid +admin +dirección\n/);
    expect(stdout).toMatch(/^worker-1 +activo .* 2 hilos/m);
    expect(stdout).toContain(": 2 workers × 2 hilos = 4 tareas a la vez");
    const refused = await cluster.run("kill", "worker", "9", "--lang", "es");
    expect(refused.stderr).toMatch(/^error: no hay ningún worker-9; los miembros son .*\n$/);
    const killed = await cluster.run("kill", "worker", "1", "--lang", "es");
    expect(killed.stdout).toBe("matando worker-1 (SIGKILL): se reiniciará\n");
    await untilUp(cluster, "worker-1", 1);
  });

  test("what it does not know is refused in one line", async () => {
    const { exitCode, stderr } = await cluster.run("kill", "worker", "9", "--lang", "en");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: there is no worker-9; the members are .*\n$/);
  });

  test("a port that is in use is said before anything starts", async () => {
    const port = String(cluster.ready.port);
    const { exitCode, stderr } = await runCommandLine(["cluster", "--port", port], { env });
    expect(exitCode).toBe(1);
    expect(stderr).toStartWith(`error: 127.0.0.1:${port} is in use`);
  });

  test("down leaves no process, no port, no folder, and ends with 0", async () => {
    const state = cluster.state();
    const { members, port, folder } = await cluster.status();
    const ports = [port, ...members.flatMap(({ adminPort }) => adminPort ?? [])];
    ports.push(
      ...members.flatMap(({ address }) => Number(/:(\d+)/.exec(address ?? "")?.[1] ?? [])),
    );
    const { exitCode } = await cluster.run("down");
    expect(exitCode).toBe(0);
    expect(survivorsOf(state)).toEqual([]);
    expect(await cluster.exited).toBe(0);
    expect(ports.filter((one) => !isFree(one))).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(join(env["XDG_RUNTIME_DIR"] ?? "", "escalera-cluster"))).toEqual([]);
    const status = await runCommandLine(["cluster", "status", "--lang", "en"], { env });
    expect(status.stderr).toBe(
      "error: no cluster of yours is running: start one with bun run cluster\n",
    );
  });
});

test.skipIf(!HAS_ALL)(
  "with --dir, a task's record is found after down and up, and after a kill -9 that leaves no process",
  async () => {
    const folder = temporaryFolder("cluster");
    const args = ["--dir", folder, ...QUICK];
    const first = await startCluster(env, ...args);
    expect((await client(first, "--id", "kept-1", "uno")).exitCode).toBe(0);
    const again = await runCommandLine(["cluster", "--port", "0", "--lang", "en", ...args], {
      env,
    });
    expect(again.stderr).toBe(
      `error: a cluster is already running on ${folder} (process ${first.ready.pid})\n`,
    );
    await first.run("down");
    expect(await first.exited).toBe(0);

    const second = await startCluster(env, ...args);
    expect((await client(second, "--status", "kept-1")).stdout).toContain("done");
    expect((await client(second, "--id", "kept-2", "dos")).exitCode).toBe(0);
    const state = second.state();
    process.kill(second.ready.pid, "SIGKILL");
    await second.exited;
    await untilGone(state);

    const third = await startCluster(env, ...args);
    expect((await client(third, "--status", "kept-1")).stdout).toContain("done");
    expect((await client(third, "--status", "kept-2")).stdout).toContain("done");
    await third.run("down");
    await third.exited;
  },
);

test.skipIf(!HAS_NGINX)(
  "with --use and nginx, engines that run already are used, and still run afterwards",
  async () => {
    const amqp = (await sharedRabbitmq()).url;
    const postgres = await freshDatabase();
    const use = [`amqp=${amqp}`, `postgres=${postgres}`, `s3=${await freshBucketUrl()}`];
    const cluster = await startCluster(
      env,
      ...QUICK,
      "--balancer",
      "nginx",
      "--queue",
      freshName(),
      "--inline-limit",
      "0",
      ...use.flatMap((url) => ["--use", url]),
    );
    const { members } = await cluster.status();
    const own = members.filter(({ pid }) => pid !== null);
    const kinds = new Set(own.map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual(["balancer", "entry", "worker"]);
    await sendTasks(cluster, 20);
    expect((await client(cluster, "--id", "kept", "tarea")).exitCode).toBe(0);
    expect((await client(cluster, "--result", "kept")).stdout).toBe("tarea\n");
    await cluster.run("down");
    expect(await cluster.exited).toBe(0);
    await using sql = new SQL({ url: postgres, max: 1 });
    const [row] = await sql<{ count: number }[]>`SELECT count(*)::integer AS count FROM tasks`;
    expect(row).toEqual({ count: 21 });
  },
);

test.skipIf(!HAS_ALL)("a folder whose path no socket can have is refused at once", async () => {
  const folder = join(temporaryFolder("cluster"), "x".repeat(80));
  const { exitCode, stderr } = await runCommandLine(
    ["cluster", "--port", "0", "--lang", "en", "--dir", folder],
    { env },
  );
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: `error: the folder's path is too long for the Unix sockets in it: ${folder.length} bytes (limit 76): ${folder}\n`,
  });
});

test.skipIf(!HAS_ALL)("interrupted while it comes up, it leaves nothing behind", async () => {
  const folder = temporaryFolder("cluster");
  const child = startCommand(["cluster", "--port", "0", "--dir", folder, ...QUICK], { env });
  const { find, over } = watchLines("the cluster", child.stdout);
  // PostgreSQL is up first; RabbitMQ and Ceph are in the middle of it.
  await find(/postgres is ready/);
  child.kill("SIGINT");
  await Promise.all([child.exited, over]);
  const left = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).includes(folder));
  expect(left).toEqual([]);
});

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch (error) {
    // It has ended since it was listed.
    if (error instanceof Error) return "";
    throw error;
  }
}
