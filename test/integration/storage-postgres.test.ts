// Rows of tasks in a real PostgreSQL: the conformance suite, and what only a server can do: be away, and come back.
import { describe, expect, test } from "bun:test";
import { SQL } from "bun";
import { Postgres } from "../../src/cluster/components/postgres.ts";
import { createTaskStore } from "../../src/storage/open-stores.ts";
import { PostgresConnection } from "../../src/storage/postgres-connection.ts";
import {
  CLAIM,
  EXTEND,
  FINISH,
  GET,
  RELEASE,
  UNREFERENCED,
} from "../../src/storage/postgres-statements.ts";
import { createPostgresTaskStore } from "../../src/storage/postgres-task-store.ts";
import { StorageError } from "../../src/storage/task-store.ts";
import { OptionsError } from "../../src/units/options-error.ts";
import {
  freshDatabase,
  freshName,
  hasComponents,
  sharedPostgres,
  temporaryFolder,
} from "../support/components.ts";
import { eventually } from "../support/eventually.ts";
import { startLossyProxy } from "../support/lossy-proxy.ts";
import { describeTaskStore, done, origin } from "../support/task-store-conformance.ts";

const isHere = hasComponents("postgres");

if (isHere) {
  describeTaskStore(
    "postgres",
    async () => {
      const { url } = await sharedPostgres();
      const place = new URL(url);
      place.searchParams.set("search_path", `test_${freshName()}`);
      return {
        open: () => createTaskStore(place.href),
        remove: () => dropSchema(place),
      };
    },
    { runs: 30 },
  );
}

describe.skipIf(!isHere)("PostgreSQL", () => {
  test.each(Object.entries({ CLAIM, FINISH, EXTEND, RELEASE, GET, UNREFERENCED }))(
    "%s finds its rows by an index, and never reads the whole table",
    async (_, statement) => {
      const url = await freshDatabase();
      await (await createTaskStore(url)).close();
      const connection = new PostgresConnection({ url, shownUrl: "test", timeoutMs: 5000 });
      const plan = await connection.query<object>(`EXPLAIN ${statement}`, ["[]"], 5000);
      await connection.close();
      const lines = plan.flatMap((row): unknown[] => Object.values(row)).join("\n");
      expect(lines).toMatch(/tasks/);
      expect(lines).not.toMatch(/Seq Scan on tasks/);
    },
  );

  test("stores that are opened at once on an empty database make its schema once", async () => {
    const url = await freshDatabase();
    const stores = await Promise.all(Array.from({ length: 6 }, () => createTaskStore(url)));
    const applied = await ask<{ version: number; name: string }>(
      url,
      "SELECT version, name FROM escalera_migrations",
    );
    expect(applied).toEqual([{ version: 1, name: "tasks" }]);
    await Promise.all(stores.map((store) => store.close()));
  });

  test("a schema that is newer than this program is refused, and its password is not told", async () => {
    const url = await freshDatabase();
    await (await createTaskStore(url)).close();
    await ask(url, "INSERT INTO escalera_migrations VALUES (99, 'later', '')");
    const failure = await failureOf(createTaskStore(url));
    expect(failure).toBeInstanceOf(OptionsError);
    expect(failure.message).toMatch(/version 99.*up to 1/);
  });

  test("calls at once are few transactions, and each has its own answer", async () => {
    const url = await freshDatabase();
    const store = await createPostgresTaskStore({ url, shownUrl: "test" });
    const ids = Array.from({ length: 400 }, (_, i) => `t${i}`);
    const before = await transactions(url);
    const claims = await Promise.all(ids.map((id) => store.claim(origin(id), "w1", 1000, 1)));
    expect(claims.every((claim) => claim.kind === "mine")).toBe(true);
    const endings = await Promise.all(
      ids.map((id, i) => store.finish(done(id, i % 2 === 0 ? "w1" : "w2", 1))),
    );
    expect(endings).toEqual(ids.map((_, i) => i % 2 === 0));
    // One each; asking takes one, too, and the server has some of its own now and then.
    expect((await transactions(url)) - before).toBeLessThan(40);
    expect(store.commits).toBe(2);
    await store.close();
  });

  test("a row that the server refuses fails alone, and the others of its batch are stored", async () => {
    const url = await freshDatabase();
    const store = await createPostgresTaskStore({ url, shownUrl: "test" });
    const ids = Array.from({ length: 20 }, (_, i) => `t${i}`);
    await Promise.all(ids.map((id) => store.claim(origin(id), "w1", 1000, 1)));
    const endings = await Promise.allSettled(
      ids.map((id, i) => store.finish({ ...done(id, "w1", 1), serviceNs: i === 7 ? -1 : 1 })),
    );
    const failed = endings.flatMap((ending, i) => (ending.status === "rejected" ? [i] : []));
    expect(failed).toEqual([7]);
    expect((endings[7] as PromiseRejectedResult).reason).toBeInstanceOf(StorageError);
    const records = await Promise.all(ids.map((id) => store.get(id)));
    expect(records.map((record) => record?.status)).toEqual(
      ids.map((_, i) => (i === 7 ? "running" : "done")),
    );
    await store.close();
  });

  test("two stores whose calls meet in opposite orders do not stop each other", async () => {
    const url = await freshDatabase();
    const stores = await Promise.all([createTaskStore(url), createTaskStore(url)]);
    const ids = Array.from({ length: 300 }, (_, i) => `t${i}`);
    const [forth = [], back = []] = await Promise.all(
      stores.map((store, i) =>
        Promise.all(
          (i === 0 ? ids : ids.toReversed()).map((id) => store.claim(origin(id), `w${i}`, 1000, 1)),
        ),
      ),
    );
    expect([...forth, ...back].filter((claim) => claim.kind === "mine").length).toBe(300);
    await Promise.all(stores.map((store) => store.close()));
  });

  test("a claim whose answer was lost is repeated, and is one attempt", async () => {
    const { url, port } = await sharedPostgres();
    const proxy = startLossyProxy(port);
    const place = new URL(url);
    place.port = String(proxy.port);
    place.searchParams.set("search_path", `test_${freshName()}`);
    const store = await createTaskStore(place.href);
    try {
      for (const id of ["t1", "t2", "t3"]) {
        const lost = proxy.loseNextAnswer();
        const claim = store.claim(origin(id), "w1", 1000, 1);
        await lost;
        expect(await claim).toEqual({ kind: "mine", attempt: 1 });
      }
      const lost = proxy.loseNextAnswer();
      const ending = store.finish(done("t1", "w1", 1));
      await lost;
      expect(await ending).toBe(true);
      expect(await store.claim(origin("t2"), "w1", 1000, 1)).toMatchObject({ kind: "running" });
    } finally {
      await store.close();
      proxy.stop();
      place.port = String(port);
      await dropSchema(place);
    }
  });

  test("a claim that was given up in doubt and then asked for again is still one attempt", async () => {
    const { url, port } = await sharedPostgres();
    const proxy = startLossyProxy(port);
    const place = new URL(url);
    place.port = String(proxy.port);
    place.searchParams.set("search_path", `test_${freshName()}`);
    const directly = new URL(place);
    directly.port = String(port);
    const store = await createPostgresTaskStore({
      url: place.href,
      shownUrl: "x",
      timeoutMs: 1000,
    });
    try {
      // So that the statement is known to each connection, and the answer that is lost is to its execution.
      for (let i = 0; i < 20; i++) await store.claim(origin(`before ${i}`), "w1", 60_000, 1);
      // Each attempt's answer is lost until the call is given up.
      let isGivenUp = false;
      void (async () => {
        while (!isGivenUp) await proxy.loseNextAnswer();
      })();
      const failure = await failureOf(store.claim(origin("t1"), "w1", 60_000, 1));
      isGivenUp = true;
      expect(failure).toBeInstanceOf(StorageError);
      const [row] = await ask<{ attempts: number }>(
        directly.href,
        "SELECT attempts FROM tasks WHERE id = 't1'",
      );
      // It was committed, and nobody has been told.
      expect(row?.attempts).toBe(1);
      // The last order to lose an answer may still stand: then this is repeated, too.
      expect(await store.claim(origin("t1"), "w1", 60_000, 1)).toEqual({
        kind: "mine",
        attempt: 1,
      });
      expect(await store.claim(origin("t1"), "w1", 60_000, 1)).toMatchObject({ kind: "running" });
    } finally {
      await store.close();
      proxy.stop();
      await dropSchema(directly);
    }
  });

  test("calls wait through a server's kill -9 and its recovery, and nothing that resolved is lost", async () => {
    const server = await new Postgres(temporaryFolder("postgres")).start();
    const shownUrl = "postgres://test";
    const store = await createPostgresTaskStore({ url: server.url, shownUrl, timeoutMs: 20_000 });
    const resolved: string[] = [];
    let isOver = false;
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; !isOver; i++) {
        const id = `${writer}-${i}`;
        expect((await store.claim(origin(id), "w1", 60_000, 1)).kind).toBe("mine");
        expect(await store.finish(done(id, "w1", 1))).toBe(true);
        resolved.push(id);
      }
    });
    for (let round = 0; round < 2; round++) {
      const enough = resolved.length + 200;
      while (resolved.length < enough) await store.get("x");
      server.kill("SIGKILL");
      await server.start();
    }
    const enough = resolved.length + 50;
    while (resolved.length < enough) await store.get("x");
    isOver = true;
    await Promise.all(writers);
    const records = await Promise.all(resolved.map((id) => store.get(id)));
    expect(records.every((record) => record?.status === "done" && record.attempts === 1)).toBe(
      true,
    );
    await store.close();
    await server.stop();
  });

  test("while the server is away, or says nothing, all calls reject in their time; then it goes on", async () => {
    const server = await new Postgres(temporaryFolder("postgres")).start();
    const shownUrl = "postgres://test";
    const store = await createPostgresTaskStore({ url: server.url, shownUrl, timeoutMs: 1000 });
    await store.claim(origin("t1"), "w1", 60_000, 1);
    for (const [signal, back] of [
      ["SIGSTOP", (): void => server.kill("SIGCONT")],
      ["SIGKILL", async (): Promise<void> => void (await server.start())],
    ] as const) {
      server.kill(signal);
      const outcomes = await Promise.allSettled([
        ...Array.from({ length: 1200 }, (_, i) =>
          store.claim(origin(`${signal}${i}`), "w1", 60_000, 1),
        ),
        store.finish(done("t1", "w2", 1)),
        store.extend(["t1"], "w1", 1),
        store.release("t1", "w2"),
        store.get("t1"),
        store.unreferenced(["k"]),
      ]);
      for (const outcome of outcomes) {
        expect(outcome.status).toBe("rejected");
        if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(StorageError);
      }
      await back();
      const id = `after ${signal}`;
      // A claim that was given up in doubt is the same attempt when it is made again.
      await eventually(async () => {
        const claim = await store.claim(origin(id), "w1", 60_000, 1);
        expect(claim).toEqual({ kind: "mine", attempt: 1 });
      });
    }
    await store.close();
    await server.stop();
    const failure = await failureOf(createTaskStore(server.url));
    expect(failure).toBeInstanceOf(StorageError);
    expect(failure.message).toContain(`127.0.0.1:${server.port}`);
    expect(failure.message).not.toContain(new URL(server.url).password);
  });

  test("a wrong password is told at once, without the password", async () => {
    const { url } = await sharedPostgres();
    const wrong = new URL(url);
    wrong.password = "not-the-password";
    const failure = await failureOf(createTaskStore(wrong.href));
    expect(failure).toBeInstanceOf(StorageError);
    expect(failure.message).toMatch(/password authentication failed/);
    expect(failure.message).not.toContain("not-the-password");
  });
});

async function failureOf(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("the call did not fail");
}

async function ask<Row>(url: string, text: string): Promise<Row[]> {
  const sql = new SQL({ url, max: 1 });
  try {
    return [...(await sql.unsafe<Row[]>(text))];
  } finally {
    await sql.close();
  }
}

/** How many transactions have written so far, in the whole server. */
async function transactions(url: string): Promise<number> {
  const [row] = await ask<{ id: string }>(url, "SELECT pg_current_xact_id()::text AS id");
  return Number(row?.id);
}

async function dropSchema(place: URL): Promise<void> {
  const schema = place.searchParams.get("search_path") ?? "";
  await ask(place.href, `DROP SCHEMA ${schema} CASCADE`);
}
