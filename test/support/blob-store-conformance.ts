// What every BlobStore must do, wherever it keeps its objects. Each test has a place of its own.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { BlobStore } from "../../src/storage/blob-store.ts";
import { StorageError } from "../../src/storage/task-store.ts";

export interface BlobStorePlace {
  /** Another store on the same objects. */
  open(): Promise<BlobStore>;
  remove(): Promise<void>;
}

/** More than one page of a listing, and more than one part of an upload. */
const MANY_OBJECTS = 1005;
const LARGE_BYTES = 12 * 2 ** 20;

export function describeBlobStore(
  storeName: string,
  makePlace: () => Promise<BlobStorePlace>,
  options: { readonly runs: number },
): void {
  async function withStores(
    use: (a: BlobStore, b: BlobStore, place: BlobStorePlace) => Promise<void>,
  ): Promise<void> {
    const place = await makePlace();
    const stores = [await place.open(), await place.open()] as const;
    try {
      await use(...stores, place);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
      await place.remove();
    }
  }

  describe(`${storeName} as a store of objects`, () => {
    test("what is put is got by another store, byte for byte, and by one that is opened later", () =>
      withStores(async (a, b, place) => {
        const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
        await a.put("results/ab/cd/1", bytes);
        expect(await b.get("results/ab/cd/1")).toEqual(bytes);
        const later = await place.open();
        expect(await later.get("results/ab/cd/1")).toEqual(bytes);
        await later.close();
      }));

    test("an empty object is one, and a large one is whole", () =>
      withStores(async (store) => {
        await store.put("empty", new Uint8Array());
        expect(await store.get("empty")).toEqual(new Uint8Array());
        expect((await store.stat("empty"))?.bytes).toBe(0);
        const large = new Uint8Array(LARGE_BYTES).map((_, i) => (i * 31) >> 3);
        await store.put("large", large);
        const got = await store.get("large");
        expect(got?.length).toBe(LARGE_BYTES);
        expect(Bun.SHA256.hash(got ?? "", "hex")).toBe(Bun.SHA256.hash(large, "hex"));
      }));

    test("an object is told without being read: its size, and when it was written", () =>
      withStores(async (store) => {
        const beforeMs = Date.now();
        await store.put("a/b", new Uint8Array(1234));
        const stat = await store.stat("a/b");
        expect(stat).toMatchObject({ key: "a/b", bytes: 1234 });
        // Some servers keep whole seconds.
        expect(stat?.modifiedAtMs).toBeGreaterThanOrEqual(Math.floor(beforeMs / 1000) * 1000);
        expect(stat?.modifiedAtMs).toBeLessThanOrEqual(Date.now() + 1);
      }));

    test("what is not there is undefined, and may be deleted", () =>
      withStores(async (store) => {
        await store.put("a/b/c", new Uint8Array(1));
        for (const key of ["x", "a", "a/b", "a/b/cc", "a/b/c/d", "x/y/z"]) {
          expect(await store.get(key)).toBeUndefined();
          expect(await store.stat(key)).toBeUndefined();
          await store.delete(key);
        }
        expect(await store.stat("a/b/c")).toBeDefined();
      }));

    test("the second of one key takes the place of the first", () =>
      withStores(async (a, b) => {
        await a.put("k", new Uint8Array(1000));
        await b.put("k", Uint8Array.of(1, 2, 3));
        expect(await a.get("k")).toEqual(Uint8Array.of(1, 2, 3));
        expect((await keys(a, "")).length).toBe(1);
      }));

    test("of two that are written at once, one is there whole", () =>
      withStores(async (a, b) => {
        const contents = [1, 2, 3, 4, 5, 6].map((n) => new Uint8Array(50_000 + n).fill(n));
        await Promise.all(contents.map((bytes, i) => (i % 2 === 0 ? a : b).put("k/1", bytes)));
        const got = await a.get("k/1");
        expect(contents.some((bytes) => Bun.deepEquals(bytes, got))).toBe(true);
      }));

    test("a deleted object is gone, and its neighbours stay", () =>
      withStores(async (a, b) => {
        for (const key of ["r/1/a", "r/1/b", "r/2/a"]) await a.put(key, new Uint8Array(1));
        await b.delete("r/1/a");
        await b.delete("r/2/a");
        expect(await a.get("r/1/a")).toBeUndefined();
        expect(await keys(a, "")).toEqual(["r/1/b"]);
      }));

    test("objects come and go at once without hindering each other", () =>
      withStores(async (a, b) => {
        for (let round = 0; round < 10; round++) {
          await a.put("r/aa/1", new Uint8Array(1));
          await Promise.all([
            a.delete("r/aa/1"),
            b.put("r/aa/2", Uint8Array.of(round)),
            a.put("r/aa/3", Uint8Array.of(round)),
          ]);
          expect(await keys(b, "r/")).toEqual(["r/aa/2", "r/aa/3"]);
          await Promise.all([a.delete("r/aa/2"), b.delete("r/aa/3")]);
        }
      }));

    test("a listing holds what begins with the prefix, and nothing else", () =>
      withStores(async (store) => {
        const all = ["results/aa/x/1", "results/aa/x/2", "results/ab/y/1", "results2/z", "other"];
        for (const key of all) await store.put(key, new Uint8Array(key.length));
        expect(await keys(store, "")).toEqual(all.toSorted());
        expect(await keys(store, "results/")).toEqual(all.slice(0, 3));
        expect(await keys(store, "results")).toEqual(all.slice(0, 4));
        expect(await keys(store, "results/a")).toEqual(all.slice(0, 3));
        expect(await keys(store, "results/aa/x/2")).toEqual(["results/aa/x/2"]);
        expect(await keys(store, "nothing/")).toEqual([]);
        for await (const blob of store.list("")) {
          const stat = await store.stat(blob.key);
          expect(blob).toMatchObject({ key: stat?.key ?? "", bytes: blob.key.length });
          // S3 tells the one in ms, the other in whole seconds.
          expect(Math.abs(blob.modifiedAtMs - (stat?.modifiedAtMs ?? 0))).toBeLessThan(1000);
        }
      }));

    test("a listing is not cut at a page", () =>
      withStores(async (store) => {
        const all = Array.from({ length: MANY_OBJECTS }, (_, i) => `p/${i % 16}/${i}`);
        for (let i = 0; i < all.length; i += 50) {
          await Promise.all(all.slice(i, i + 50).map((key) => store.put(key, new Uint8Array(1))));
        }
        expect(await keys(store, "p/")).toEqual(all.toSorted());
      }));

    test("what is no key leads nowhere", () =>
      withStores(async (store) => {
        const outside = [
          "..",
          "../x",
          "a/../../x",
          "/etc/passwd",
          "a//b",
          "a/",
          "",
          ".",
          "a/./b",
          "a..b",
        ];
        for (const key of [
          ...outside,
          "a b",
          "a\0b",
          "a\\b",
          "~unfinished/x",
          "ä",
          "x".repeat(2000),
        ]) {
          expect(store.put(key, new Uint8Array(1))).rejects.toBeInstanceOf(StorageError);
          expect(store.get(key)).rejects.toBeInstanceOf(StorageError);
          expect(store.stat(key)).rejects.toBeInstanceOf(StorageError);
          expect(store.delete(key)).rejects.toBeInstanceOf(StorageError);
        }
        for (const prefix of ["../", "/", "a/../", "a//"]) {
          expect(keys(store, prefix)).rejects.toBeInstanceOf(StorageError);
        }
        expect(await keys(store, "")).toEqual([]);
      }));

    test("any sequence of calls is answered as a map would answer it", () =>
      withStores(async (a, b) => {
        let run = 0;
        await fc.assert(
          fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 20 }), async (steps) => {
            const prefix = `run${run++}/`;
            const model = new Map<string, Uint8Array>();
            for (const [i, { call, name, bytes }] of steps.entries()) {
              const store = i % 2 === 0 ? a : b;
              const key = `${prefix}${name}`;
              if (call === "put") {
                await store.put(key, bytes);
                model.set(key, bytes);
              } else if (call === "delete") {
                await store.delete(key);
                model.delete(key);
              }
              expect(await a.get(key)).toEqual(model.get(key));
              expect((await b.stat(key))?.bytes).toBe(model.get(key)?.length);
            }
            expect(await keys(a, prefix)).toEqual([...model.keys()].sort());
          }),
          { numRuns: options.runs },
        );
      }));
  });
}

const stepArbitrary = fc.record({
  call: fc.constantFrom("put", "put", "delete", "get"),
  name: fc.constantFrom("a", "b/a", "b/c", "c/d/e-1", "c/d/e_2", "c/f.json"),
  bytes: fc.uint8Array({ maxLength: 300 }),
});

async function keys(store: BlobStore, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const blob of store.list(prefix)) found.push(blob.key);
  return found.sort();
}
