// A process that writes into an embedded store and says what has resolved, until it is killed.
// Run: bun storage-writer.ts sqlite|file PATH COUNT
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { createFileBlobStore } from "../../src/storage/file-blob-store.ts";
import { createSqliteTaskStore } from "../../src/storage/sqlite-task-store.ts";
import { done, origin } from "./task-store-conformance.ts";

type Kind = "sqlite" | "file";

/** Kills a writer by SIGKILL in the midst of its work; resolves with the ids or keys that it said had resolved. */
export async function killWhileItWrites(kind: Kind, path: string): Promise<readonly string[]> {
  const child = Bun.spawn([process.execPath, import.meta.path, kind, path, "Infinity"], {
    stdout: "pipe",
    stderr: "inherit",
    env: { ...process.env, BUN_FEATURE_FLAG_NO_ORPHANS: "1" },
  });
  const said: string[] = [];
  const lines = createInterface({ input: Readable.fromWeb(child.stdout as never) });
  for await (const line of lines) {
    said.push(line);
    if (said.length === 200) child.kill("SIGKILL");
  }
  await child.exited;
  return said;
}

async function write(kind: Kind, path: string, count: number): Promise<void> {
  const put = await putterOf(kind, path);
  for (let i = 0; i < count; i++) {
    const names = count === Infinity ? [0, 1, 2, 3].map((j) => `t${i}-${j}`) : [`t${i}`];
    await Promise.all(
      names.map(async (name) => {
        await put(name);
        process.stdout.write(`${name}\n`);
      }),
    );
  }
}

async function putterOf(kind: Kind, path: string): Promise<(name: string) => Promise<void>> {
  if (kind === "file") {
    const store = await createFileBlobStore(path);
    return (name) => store.put(`r/${name}`, contentOf(name));
  }
  const store = createSqliteTaskStore(path);
  return async (name) => {
    await store.claim(origin(name), "w1", 1000, 1);
    await store.finish(done(name, "w1", 1));
  };
}

export function contentOf(name: string): Uint8Array {
  return new TextEncoder().encode(name.repeat(5000));
}

if (import.meta.main) {
  const [kind, path = "", count] = process.argv.slice(2);
  await write(kind as Kind, path, Number(count));
}
