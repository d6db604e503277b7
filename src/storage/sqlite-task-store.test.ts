import { Database } from "bun:sqlite";
import { describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../test/support/components.ts";
import { hasCommand } from "../../test/support/require-command.ts";
import { killWhileItWrites } from "../../test/support/storage-writer.ts";
import {
  describeTaskStore,
  done,
  origin,
  type TaskStorePlace,
} from "../../test/support/task-store-conformance.ts";
import { OptionsError } from "../units/options-error.ts";
import { createSqliteTaskStore } from "./sqlite-task-store.ts";
import { StorageError } from "./task-store.ts";

describeTaskStore("sqlite", makePlace, { runs: 100 });

describe("a SQLite file of tasks", () => {
  test("calls of one turn share a transaction, whatever their kind, and are done in their order", () =>
    inFolder(async (path) => {
      const store = createSqliteTaskStore(path);
      const ids = Array.from({ length: 200 }, (_, i) => `t${i}`);
      const claims = ids.map((id) => store.claim(origin(id), "w1", 1000, 1));
      const endings = ids.map((id) => store.finish(done(id, "w1", 1)));
      const records = ids.map((id) => store.get(id));
      for (const claim of await Promise.all(claims)) expect(claim.kind).toBe("mine");
      for (const isWritten of await Promise.all(endings)) expect(isWritten).toBe(true);
      for (const record of await Promise.all(records)) expect(record?.status).toBe("done");
      // 600 calls, of which 256 make a batch.
      expect(store.commits).toBe(3);
      await store.close();
    }));

  test("calls that come while others are answered go together, too", () =>
    inFolder(async (path) => {
      const store = createSqliteTaskStore(path);
      await Promise.all(
        Array.from({ length: 100 }, async (_, i) => {
          await store.claim(origin(`t${i}`), "w1", 1000, 1);
          await store.finish(done(`t${i}`, "w1", 1));
        }),
      );
      expect(store.commits).toBe(2);
      await store.close();
    }));

  test.skipIf(!hasCommand("strace"))("every commit is synced to the disk", () =>
    inFolder(async (path) => {
      const trace = `${path}.trace`;
      const writer = join(import.meta.dir, "../../test/support/storage-writer.ts");
      const tracing = ["strace", "-f", "-qq", "-y", "-e", "trace=fsync,fdatasync", "-o", trace];
      const child = Bun.spawn([...tracing, process.execPath, writer, "sqlite", path, "20"], {
        stdout: "ignore",
        stderr: "inherit",
      });
      expect(await child.exited).toBe(0);
      const synced = (await Bun.file(trace).text()).match(/sync\(\d+<[^>]*tasks\.db-wal>\)/g);
      // 20 claims and 20 endings, one after the other.
      expect(synced?.length).toBeGreaterThanOrEqual(40);
    }),
  );

  test("a schema that is newer than this program is refused, and left as it is", () =>
    inFolder(async (path) => {
      await createSqliteTaskStore(path).close();
      const database = new Database(path);
      database.run("INSERT INTO escalera_migrations VALUES (99, 'later', '')");
      database.close();
      expect(() => createSqliteTaskStore(path)).toThrow(OptionsError);
      expect(() => createSqliteTaskStore(path)).toThrow(/version 99.*up to 1/);
    }));

  test("what is no database, or can't be opened, is a StorageError that names the file", () =>
    inFolder(async (path) => {
      await Bun.write(
        path,
        "This is no database, and long enough to be told from an empty one.".repeat(30),
      );
      expect(() => createSqliteTaskStore(path)).toThrow(StorageError);
      expect(() => createSqliteTaskStore(`${path}/no/such/folder.db`)).toThrow(
        /no\/such\/folder\.db/,
      );
    }));

  test("what had resolved before its process was killed is there", () =>
    inFolder(async (path) => {
      const ids = await killWhileItWrites("sqlite", path);
      const store = createSqliteTaskStore(path);
      for (const id of ids) expect((await store.get(id))?.status).toBe("done");
      await store.close();
    }));
});

function inFolder(use: (path: string) => Promise<void>): Promise<void> {
  return use(join(temporaryFolder("sqlite"), "tasks.db"));
}

function makePlace(): Promise<TaskStorePlace> {
  const folder = temporaryFolder("sqlite");
  return Promise.resolve({
    open: () => Promise.resolve(createSqliteTaskStore(join(folder, "tasks.db"))),
    remove: () => Promise.resolve(rmSync(folder, { recursive: true })),
  });
}
