import { describe, expect, test } from "bun:test";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describeBlobStore } from "../../test/support/blob-store-conformance.ts";
import { temporaryFolder } from "../../test/support/components.ts";
import { contentOf, killWhileItWrites } from "../../test/support/storage-writer.ts";
import { createFileBlobStore } from "./file-blob-store.ts";
import { StorageError } from "./task-store.ts";

describeBlobStore(
  "files",
  () => {
    const folder = temporaryFolder("files");
    return Promise.resolve({
      open: () => createFileBlobStore(join(folder, "new", "blobs")),
      remove: () => Promise.resolve(rmSync(folder, { recursive: true })),
    });
  },
  { runs: 50 },
);

describe("a folder of objects", () => {
  test("an object is a file by its key, and nothing else is left beside it", async () => {
    const folder = temporaryFolder("files");
    const store = await createFileBlobStore(folder);
    await store.put("results/ab/1", Uint8Array.of(104, 105));
    expect(readFileSync(join(folder, "results/ab/1"), "utf8")).toBe("hi");
    expect(readdirSync(join(folder, "~unfinished"))).toEqual([]);
    await store.delete("results/ab/1");
    expect(readdirSync(folder)).toEqual(["~unfinished"]);
  });

  test("an object that can't be written is not there at all", async () => {
    const folder = temporaryFolder("files");
    const store = await createFileBlobStore(folder);
    await store.put("a", Uint8Array.of(1));
    expect(store.put("a/b", Uint8Array.of(2))).rejects.toBeInstanceOf(StorageError);
    await store.put("b/c", Uint8Array.of(3));
    expect(store.put("b", Uint8Array.of(4))).rejects.toBeInstanceOf(StorageError);
    expect(await store.get("a")).toEqual(Uint8Array.of(1));
    expect(await store.get("b")).toBeUndefined();
    expect(readdirSync(join(folder, "~unfinished"))).toEqual([]);
  });

  test("a folder that a deletion has just removed is made again for whoever needs it", async () => {
    const store = await createFileBlobStore(temporaryFolder("files"));
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        const key = `r/aa/bb/${writer}`;
        for (let round = 0; round < 60; round++) {
          await store.put(key, Uint8Array.of(round));
          expect(await store.get(key)).toEqual(Uint8Array.of(round));
          await store.delete(key);
        }
      }),
    );
  });

  test("what a dead process left unfinished is removed, and what another one is writing is not", async () => {
    const folder = temporaryFolder("files");
    mkdirSync(join(folder, "~unfinished"));
    writeFileSync(join(folder, "~unfinished", "old"), "x");
    writeFileSync(join(folder, "~unfinished", "young"), "x");
    utimesSync(join(folder, "~unfinished", "old"), 1, 1);
    const store = await createFileBlobStore(folder);
    expect(readdirSync(join(folder, "~unfinished"))).toEqual(["young"]);
    for await (const blob of store.list("")) expect(blob).toBeUndefined();
  });

  test("a folder that can't be made is a StorageError that names it", async () => {
    const folder = temporaryFolder("files");
    writeFileSync(join(folder, "file"), "x");
    expect(createFileBlobStore(join(folder, "file", "blobs"))).rejects.toThrow(/file\/blobs/);
  });

  test("a folder that is a link elsewhere holds the objects there", async () => {
    const folder = temporaryFolder("files");
    mkdirSync(join(folder, "there"));
    symlinkSync(join(folder, "there"), join(folder, "link"));
    const store = await createFileBlobStore(join(folder, "link"));
    await store.put("a/b", Uint8Array.of(1));
    expect(readdirSync(join(folder, "there", "a"))).toEqual(["b"]);
  });

  test("what had resolved before its process was killed is there whole, and no half of anything", async () => {
    const folder = temporaryFolder("files");
    const names = await killWhileItWrites("file", folder);
    const store = await createFileBlobStore(folder);
    for (const name of names) expect(await store.get(`r/${name}`)).toEqual(contentOf(name));
    for await (const { key, bytes } of store.list("r/")) {
      expect(bytes).toBe(contentOf(key.slice(2)).length);
    }
  });
});
