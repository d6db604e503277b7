// Each component of the cluster as a private instance: it serves, keeps its data, and leaves nothing behind.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SQL } from "bun";
import { Client } from "minio";
import { Connection } from "rabbitmq-client";
import { Ceph } from "../../src/cluster/components/ceph.ts";
import type { Component } from "../../src/cluster/components/component.ts";
import { isFree } from "../../src/cluster/components/free-ports.ts";
import { isStillRunning, type ProcessIdentity } from "../../src/cluster/components/process-tree.ts";
import { Postgres } from "../../src/cluster/components/postgres.ts";
import { Rabbitmq } from "../../src/cluster/components/rabbitmq.ts";
import { hasComponents, temporaryFolder } from "../support/components.ts";
import { eventually } from "../support/eventually.ts";

async function untilGone(processes: readonly ProcessIdentity[]): Promise<void> {
  await eventually(() => expect(processes.filter(isStillRunning)).toEqual([]));
}

/** Stops it, and checks that nothing of it is left. */
async function stopAll(component: Component): Promise<void> {
  const processes = component.processes();
  await component.stop();
  expect(processes.filter(isStillRunning)).toEqual([]);
  expect(component.processes()).toEqual([]);
  expect(isFree(component.port)).toBeTrue();
}

/** What each component is asked to keep and to give back. */
interface Exercise<C extends Component> {
  readonly start: (folder: string) => Promise<C>;
  readonly keep: (component: C, value: string) => Promise<void>;
  readonly find: (component: C) => Promise<string>;
}

function describeDurable<C extends Component>(
  name: "rabbitmq" | "postgres" | "ceph",
  { start, keep, find }: Exercise<C>,
): void {
  describe.skipIf(!hasComponents(name))(name, () => {
    const folder = temporaryFolder(name);
    let component: C;
    beforeAll(async () => {
      component = await start(folder);
    });
    afterAll(() => component.stop());

    test("serves, and finds its data after a restart", async () => {
      expect(component.processes().length).toBeGreaterThan(0);
      await keep(component, "first");
      expect(await find(component)).toBe("first");
      await component.start();
      expect(await find(component)).toBe("first");
    });

    test("a kill is told, and what was confirmed before it is there afterwards", async () => {
      await keep(component, "second");
      const processes = component.processes();
      const { ended } = component;
      component.kill();
      expect((await ended).en).toEndWith("SIGKILL");
      await untilGone(processes);
      await component.start();
      expect(await find(component)).toBe("second");
    });

    test("stops with nothing left, twice if asked, and the next start on its folder finds its data", async () => {
      await keep(component, "third");
      const { ended } = component;
      await stopAll(component);
      await component.stop();
      expect((await ended).en).toBe("");
      const { url } = component;
      component = await start(folder);
      expect(component.url).toBe(url);
      expect(await find(component)).toBe("third");
    });
  });
}

async function withChannel<T>(
  { url }: Component,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = new Connection({ url, noDelay: true });
  connection.on("error", () => undefined);
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

describeDurable("rabbitmq", {
  start: (folder) => new Rabbitmq(folder).start(),
  keep: (component, value) =>
    withChannel(component, async (connection) => {
      const quorum = { "x-queue-type": "quorum" } as const;
      await connection.queueDeclare({ queue: "kept", durable: true, arguments: quorum });
      const publisher = connection.createPublisher({ confirm: true });
      await publisher.send({ routingKey: "kept", durable: true }, value);
      await publisher.close();
    }),
  // What is asked for is left for the next to find, but what came before it is taken.
  find: (component) =>
    withChannel(component, async (connection) => {
      const channel = await connection.acquire();
      let last = "";
      for (;;) {
        const message = await channel.basicGet("kept");
        if (message === undefined) break;
        last = String(message.body);
        if (message.messageCount === 0) {
          channel.basicNack({ deliveryTag: message.deliveryTag, requeue: true });
          break;
        }
        channel.basicAck({ deliveryTag: message.deliveryTag });
      }
      await channel.close();
      return last;
    }),
});

async function withSql<T>({ url }: Component, use: (sql: SQL) => Promise<T>): Promise<T> {
  const sql = new SQL({ url, max: 1 });
  try {
    return await use(sql);
  } finally {
    await sql.close();
  }
}

describeDurable("postgres", {
  start: (folder) => new Postgres(folder).start(),
  keep: (component, value) =>
    withSql(component, async (sql) => {
      await sql`CREATE TABLE IF NOT EXISTS kept (value text)`;
      await sql`INSERT INTO kept VALUES (${value})`;
    }),
  find: (component) =>
    withSql(component, async (sql) => {
      const rows: { value: string }[] =
        await sql`SELECT value FROM kept ORDER BY ctid DESC LIMIT 1`;
      return rows[0]?.value ?? "";
    }),
});

/** A second S3 client, not the one that the system uses. */
function s3Of({
  port,
  accessKeyId,
  secretAccessKey,
}: Pick<Ceph, "port" | "accessKeyId" | "secretAccessKey">): Client {
  return new Client({
    endPoint: "127.0.0.1",
    port,
    useSSL: false,
    accessKey: accessKeyId,
    secretKey: secretAccessKey,
  });
}

describeDurable("ceph", {
  start: (folder) => new Ceph(folder).start(),
  keep: async (component, value) => {
    const s3 = s3Of(component);
    if (!(await s3.bucketExists("kept"))) await s3.makeBucket("kept");
    await s3.putObject("kept", "value", value);
  },
  find: async (component) => {
    const stream = await s3Of(component).getObject("kept", "value");
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
    return Buffer.concat(chunks).toString();
  },
});

describe.skipIf(!hasComponents("ceph"))("ceph in memory", () => {
  test("refuses a wrong secret", async () => {
    const ceph = await new Ceph(temporaryFolder("ceph"), { store: "memstore" }).start();
    try {
      await s3Of(ceph).makeBucket("mine");
      const { port, accessKeyId } = ceph;
      const stranger = s3Of({ port, accessKeyId, secretAccessKey: "wrong" });
      expect(stranger.putObject("mine", "key", "value")).rejects.toHaveProperty(
        "code",
        "SignatureDoesNotMatch",
      );
    } finally {
      await stopAll(ceph);
    }
  });
});

describe.skipIf(!hasComponents("rabbitmq", "postgres"))("a component that does not come up", () => {
  test("RabbitMQ says what is wrong with its configuration, and leaves nothing", async () => {
    const folder = temporaryFolder("rabbitmq");
    const start = new Rabbitmq(folder, { config: "no_such_setting = 1" }).start();
    expect(start).rejects.toThrow(/no_such_setting/);
    await start.catch(() => undefined);
    expect(readFileSync(join(folder, "output.log"), "utf8")).toContain("no_such_setting");
  });

  test("PostgreSQL says what is wrong with its settings", async () => {
    const start = new Postgres(temporaryFolder("postgres"), {
      settings: { shared_buffers: "x" },
    }).start();
    expect(start).rejects.toThrow(/postgres ended before it was ready[\s\S]*shared_buffers/);
    await start.catch(() => undefined);
  });

  test("a damaged state file is named, not overwritten", () => {
    const folder = temporaryFolder("postgres");
    const path = join(folder, "instance.json");
    writeFileSync(path, "{");
    expect(() => new Postgres(folder)).toThrow(`${path} is damaged`);
    expect(readFileSync(path, "utf8")).toBe("{");
  });

  test("a start that is called off leaves nothing, and the folder can be used again", async () => {
    const folder = temporaryFolder("postgres");
    const abort = new AbortController();
    const start = new Postgres(folder).start(abort.signal);
    await eventually(() => existsSync(join(folder, "data.new")));
    abort.abort(new Error("called off"));
    expect(start).rejects.toThrow("called off");
    await start.catch(() => undefined);
    const again = await new Postgres(folder).start();
    await stopAll(again);
  });
});

/** A process that starts a component, and prints the identities of its processes. */
const STARTER = `
const [module, name, folder] = process.argv.slice(1);
const options = { entries: [{ name: "a", port: 9, adminPort: null }], store: "memstore" };
const component = await new (await import(module))[name](folder, options).start();
console.log(JSON.stringify(component.processes()));
`;

describe("a component whose parent is killed", () => {
  const components = [
    ["rabbitmq", "rabbitmq.ts", "Rabbitmq"],
    ["postgres", "postgres.ts", "Postgres"],
    ["ceph", "ceph.ts", "Ceph"],
    ["haproxy", "haproxy.ts", "Haproxy"],
    ["nginx", "nginx.ts", "Nginx"],
  ] as const;
  for (const [name, file, className] of components) {
    test.skipIf(!hasComponents(name) || Bun.which("setpriv") === null)(
      `${name} dies with it, its children too`,
      async () => {
        const module = join(import.meta.dir, "../../src/cluster/components", file);
        const parent = Bun.spawn(
          [process.execPath, "-e", STARTER, module, className, temporaryFolder(name)],
          { stdout: "pipe", stderr: "inherit" },
        );
        const { value } = await parent.stdout.getReader().read();
        const processes = JSON.parse(new TextDecoder().decode(value)) as readonly ProcessIdentity[];
        expect(processes.length).toBeGreaterThan(0);
        parent.kill("SIGKILL");
        await untilGone(processes);
      },
    );
  }
});
