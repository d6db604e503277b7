import { expect, test } from "bun:test";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../test/support/components.ts";
import { done, origin } from "../../test/support/task-store-conformance.ts";
import { createFileBlobStore } from "./file-blob-store.ts";
import { createSqliteTaskStore } from "./sqlite-task-store.ts";
import { storeResult } from "./stored-result.ts";
import { sweepBlobs } from "./sweep-blobs.ts";

const HOUR_MS = 3600_000;

test("objects that no row names are removed once they are old, and no others", async () => {
  const folder = temporaryFolder("sweep");
  const tasks = createSqliteTaskStore(join(folder, "tasks.db"));
  const blobs = await createFileBlobStore(join(folder, "blobs"));
  const nowMs = Date.now();
  const put = async (id: string, attempt: number, ageMs: number): Promise<void> => {
    const result = await storeResult(blobs, { id, attempt }, JSON.stringify(id), 0);
    if (result.kind !== "blob") return;
    const at = (nowMs - ageMs) / 1000;
    utimesSync(join(folder, "blobs", result.key), at, at);
    if (attempt > 1) return;
    await tasks.claim(origin(id), "w1", HOUR_MS, 1);
    await tasks.finish(done(id, "w1", 1, result));
  };
  for (let i = 0; i < 620; i += 20) {
    const ids = Array.from({ length: 20 }, (_, j) => `t${i + j}`);
    const puts = ids.flatMap((id) => [put(id, 1, 2 * HOUR_MS), put(id, 2, 2 * HOUR_MS)]);
    await Promise.all(puts);
  }
  await put("t0", 3, HOUR_MS / 2);
  await blobs.put("other/of-someone-else", new Uint8Array(1));
  utimesSync(join(folder, "blobs", "other/of-someone-else"), 1, 1);

  const stopped = new AbortController();
  stopped.abort();
  const options = { olderThanMs: HOUR_MS, nowMs };
  const none = await sweepBlobs(tasks, blobs, { ...options, signal: stopped.signal });
  expect(none.deleted).toBe(0);

  const sweep = await sweepBlobs(tasks, blobs, options);
  expect(sweep).toMatchObject({ seen: 1241, deleted: 620 });
  expect(sweep.deletedBytes).toBeGreaterThan(620 * 4);
  const left: string[] = [];
  for await (const blob of blobs.list("")) left.push(blob.key);
  expect(left.filter((key) => key.endsWith("/1")).length).toBe(620);
  expect(left.filter((key) => key.endsWith("/2")).length).toBe(0);
  expect(left.filter((key) => key.endsWith("/3")).length).toBe(1);
  expect(left).toContain("other/of-someone-else");
  expect(await sweepBlobs(tasks, blobs, options)).toMatchObject({ seen: 621, deleted: 0 });
  await tasks.close();
});
