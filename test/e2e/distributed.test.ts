// The distributed form as processes, on real engines, while its parts are killed one after another.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { SQL } from "bun";
import type { Component } from "../../src/cluster/components/component.ts";
import { Postgres } from "../../src/cluster/components/postgres.ts";
import { Rabbitmq } from "../../src/cluster/components/rabbitmq.ts";
import { askRecord } from "../../src/client/task-client.ts";
import { createTaskStore } from "../../src/storage/open-stores.ts";
import { NS_PER_SECOND } from "../../src/units/duration.ts";
import {
  freshBucketUrl,
  freshName,
  hasComponents,
  temporaryFolder,
} from "../support/components.ts";
import {
  askUntilAnswered,
  type Engines,
  type RunningProcess,
  startProcess,
} from "../support/distributed-processes.ts";
import { WireClient } from "../support/wire-client.ts";

const TEST_TIMEOUT_MS = 120_000;

interface Row {
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
}

describe.skipIf(!hasComponents("rabbitmq", "postgres", "ceph"))("the distributed form", () => {
  let rabbitmq: Component;
  let postgres: Component;
  let engines: Engines;

  beforeAll(async () => {
    [rabbitmq, postgres] = await Promise.all([
      new Rabbitmq(temporaryFolder("e2e-rabbitmq")).start(),
      new Postgres(temporaryFolder("e2e-postgres")).start(),
    ]);
    engines = { amqp: rabbitmq.url, postgres: postgres.url, s3: await freshBucketUrl() };
  }, TEST_TIMEOUT_MS);

  afterAll(async () => {
    await Promise.all([rabbitmq?.stop(), postgres?.stop()]);
  }, TEST_TIMEOUT_MS);

  const rowsOf = async (prefix: string): Promise<Row[]> => {
    const sql = new SQL({ url: postgres.url, max: 1 });
    try {
      const rows: Row[] = await sql`
        SELECT id, status, attempts FROM tasks WHERE id LIKE ${`${prefix}-%`}`;
      return rows.map(({ id, status, attempts }) => ({ id, status, attempts }));
    } finally {
      await sql.close();
    }
  };

  /** 100 tasks, asked for over all entry servers at once, each until it is answered. */
  const askAll = (entries: () => readonly RunningProcess[], prefix: string) =>
    Array.from({ length: 100 }, (_, i) =>
      askUntilAnswered(() => entries().map(({ port }) => port), `${prefix}-${i}`, `tarea ${i}`, i),
    );

  const expectAllDone = async (
    prefix: string,
    replies: Awaited<ReturnType<typeof askAll>[0]>[],
  ) => {
    for (const [i, reply] of replies.entries()) {
      expect(reply).toMatchObject({
        status: "ok",
        id: `${prefix}-${i}`,
        reply: { result: `tarea ${i}` },
      });
    }
    const rows = await rowsOf(prefix);
    expect(rows.length).toBe(100);
    expect(rows.filter(({ status }) => status !== "done")).toEqual([]);
    return rows;
  };

  const workerArgs = ["--threads", "4", "--service", "300ms", "--lease", "2s", "--log", "tasks"];

  test(
    "runs 100 tasks over 2 entries and 3 workers, each once, and each client has its reply",
    async () => {
      const queue = `tasks-${freshName()}`;
      const prefix = freshName();
      const start = (kind: "entry" | "worker", name: string) =>
        startProcess(kind, engines, queue, name, kind === "worker" ? workerArgs : []);
      const [one, two, ...workers] = await Promise.all([
        start("entry", "entry-1"),
        start("entry", "entry-2"),
        ...["worker-1", "worker-2", "worker-3"].map((name) => start("worker", name)),
      ]);
      const entries = [one, two].filter((entry) => entry !== undefined);
      const rows = await expectAllDone(prefix, await Promise.all(askAll(() => entries, prefix)));
      expect(rows.filter(({ attempts }) => attempts !== 1)).toEqual([]);
      const answer = await askRecord(
        { hostname: "127.0.0.1", port: entries[1]?.port ?? 0 },
        `${prefix}-7`,
        { timeoutNs: 5 * NS_PER_SECOND },
      );
      expect(answer.reply).toMatchObject({
        record: { status: "done", attempts: 1, result: "tarea 7" },
      });
      const codes = await Promise.all([...entries, ...workers].map((part) => part.end("SIGTERM")));
      expect(codes).toEqual([0, 0, 0, 0, 0]);
      const starts = workers.flatMap(({ lines }) => lines.filter((line) => line.includes("▶")));
      expect(starts.length).toBe(100);
    },
    TEST_TIMEOUT_MS,
  );

  test("--write-timeout of an entry server resets a client that reads none of its replies, and logs it", async () => {
    const id = freshName();
    const store = await createTaskStore(engines.postgres);
    // A record of 60 kB for each line that asks for it.
    const origin = { entry: "test", client: null, acceptedAtMs: Date.now() };
    await store.claim({ id, task: "x".repeat(60_000), ...origin }, "test", 60_000, Date.now());
    await store.close();
    const args = ["--log", "json", "--write-timeout", "50ms"];
    const entry = await startProcess("entry", engines, `tasks-${freshName()}`, "entry-1", args);
    const deaf = await WireClient.connect(entry.port);
    const { endpoint } = deaf;
    deaf.stopReading();
    deaf.send(`${JSON.stringify({ get: id })}\n`.repeat(2000));
    const refused = JSON.parse(await entry.line(/"code":"timeout"/));
    expect(refused).toMatchObject({ event: "refused", client: endpoint });
    deaf.reset();
  });

  const victims = ["worker", "entry", "RabbitMQ", "PostgreSQL"] as const;

  test.each(victims)(
    "loses no accepted task and leaves no client without an answer when %s is killed with 100 tasks in hand",
    async (victim) => {
      const queue = `tasks-${freshName()}`;
      const prefix = freshName();
      const start = (kind: "entry" | "worker", name: string) =>
        startProcess(kind, engines, queue, name, kind === "worker" ? workerArgs : []);
      const [worker] = await Promise.all([
        start("worker", "worker-1"),
        start("worker", "worker-2"),
      ]);
      let entries: readonly RunningProcess[] = await Promise.all([
        start("entry", "entry-1"),
        start("entry", "entry-2"),
      ]);
      const replies = askAll(() => entries, prefix);
      await worker?.line(/■ "tarea/);
      switch (victim) {
        case "worker":
          await worker?.end("SIGKILL");
          break;
        case "entry": {
          const [first, second] = entries;
          await first?.end("SIGKILL");
          entries = second === undefined ? [] : [second];
          break;
        }
        case "RabbitMQ":
          rabbitmq.kill("SIGKILL");
          await rabbitmq.start();
          break;
        case "PostgreSQL":
          postgres.kill("SIGKILL");
          await postgres.start();
          break;
        default:
          victim satisfies never;
      }
      await expectAllDone(prefix, await Promise.all(replies));
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "answers one id, asked 50 times at once over two entries, 50 times with one result, though its worker is killed",
    async () => {
      const queue = `tasks-${freshName()}`;
      const id = `${freshName()}-0`;
      const args = ["--threads", "4", "--service", "4s", "--lease", "3s"];
      const startWorker = (name: string) => startProcess("worker", engines, queue, name, args);
      const entries = await Promise.all(
        ["entry-1", "entry-2"].map((name) => startProcess("entry", engines, queue, name)),
      );
      const first = await startWorker("worker-1");
      const ports = entries.map(({ port }) => port);
      const replies = Array.from({ length: 50 }, (_, i) =>
        askUntilAnswered(() => ports, id, "una sola", i),
      );
      await first.line(/▶ "una sola"/);
      await first.end("SIGKILL");
      const second = await startWorker("worker-2");
      const results = (await Promise.all(replies)).map((reply) =>
        reply.status === "ok"
          ? { worker: reply.reply.worker, startedAtMs: reply.reply.startedAtMs }
          : reply,
      );
      expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
      expect(results[0]).toMatchObject({ worker: "worker-2" });
      expect(second.lines.filter((line) => line.includes("▶")).length).toBe(1);
      const rows = await rowsOf(id.slice(0, -2));
      expect(rows).toEqual([{ id, status: "done", attempts: 2 }]);
    },
    TEST_TIMEOUT_MS,
  );
});
