import { describe, expect, test } from "bun:test";
import { temporaryFolder } from "../../test/support/components.ts";
import { createFileBlobStore } from "./file-blob-store.ts";
import { readResult, type ResultLostError, resultKey, storeResult } from "./stored-result.ts";
import { StorageError } from "./task-store.ts";

const OF = { id: "../../a\0b", attempt: 3 };

describe("a stored result", () => {
  test("is in the row up to the limit, counted in bytes, and an object above it", async () => {
    const blobs = await createFileBlobStore(temporaryFolder("results"));
    const json = JSON.stringify("€€€");
    expect(await storeResult(blobs, OF, json, 11)).toEqual({ kind: "inline", json });
    const stored = await storeResult(blobs, OF, json, 10);
    const sha256 = new Bun.CryptoHasher("sha256").update(json).digest("hex");
    expect(stored).toEqual({ kind: "blob", key: resultKey(OF), bytes: 11, sha256 });
    expect(await readResult(blobs, stored)).toBe(json);
    expect(await storeResult(blobs, OF, "1", 0)).toMatchObject({ kind: "blob" });
    expect(await storeResult(undefined, OF, json, 0)).toEqual({ kind: "inline", json });
  });

  test("has a key that holds nothing of the id, and is each attempt's own", () => {
    expect(resultKey(OF)).toMatch(/^results\/([0-9a-f]{2})\/\1[0-9a-f]{62}\/3$/);
    expect(resultKey({ ...OF, attempt: 4 })).not.toBe(resultKey(OF));
    expect(resultKey({ ...OF, id: "x" })).not.toBe(resultKey(OF));
  });

  test("whose object is missing, cut or changed is lost, and told so", async () => {
    const blobs = await createFileBlobStore(temporaryFolder("results"));
    const stored = await storeResult(blobs, OF, '"abc"', 0);
    const key = resultKey(OF);
    for (const [bytes, reason] of [
      ['"ab"', "damaged"],
      ['"abd"', "damaged"],
      [null, "missing"],
    ] as const) {
      if (bytes === null) await blobs.delete(key);
      else await blobs.put(key, new TextEncoder().encode(bytes));
      const lost = (await readResult(blobs, stored).catch(
        (error: unknown) => error,
      )) as ResultLostError;
      expect(lost).toMatchObject({ name: "ResultLostError", reason });
      expect(lost).not.toBeInstanceOf(StorageError);
      expect(lost.message).toContain(key);
    }
  });

  test("whose store can't be reached is not lost", async () => {
    const blobs = await createFileBlobStore(temporaryFolder("results"));
    const stored = await storeResult(blobs, OF, '"abc"', 0);
    const away = { ...blobs, get: () => Promise.reject(new StorageError("away")) };
    expect(readResult(away as never, stored)).rejects.toBeInstanceOf(StorageError);
    expect(readResult(undefined, stored)).rejects.toBeInstanceOf(StorageError);
  });
});
