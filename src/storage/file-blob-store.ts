// Objects as files: a key is a path below one folder. A file is written under a temporary name, synced and renamed, and its
// folder is synced: after a crash an object is complete or missing. A key can't be a prefix path of another ("a", "a/b").
import { constants } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat, unlink } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import {
  assertBlobKey,
  assertBlobPrefix,
  type BlobInfo,
  type BlobStore,
  ignoring,
} from "./blob-store.ts";
import { StorageError } from "./task-store.ts";
import { codeOf, messageOf } from "../units/text-error.ts";

/** Folder of temporary names. No key contains "~". */
const UNFINISHED_FOLDER = "~unfinished";
/** Age from which a start removes unfinished files of dead processes; younger files can belong to a running process. */
const ABANDONED_AFTER_MS = 3600_000;
/** Retries: an empty folder is removed after a deletion, possibly just before another call writes into it. */
const PUT_ATTEMPTS = 20;
/** EEXIST: a recursive mkdir has lost the folder that it found between its two looks at it. */
const LOST_FOLDER_CODES = ["ENOENT", "EEXIST"];

/**
 * Opens the folder and creates it if it is missing.
 * @throws {StorageError} if that fails.
 */
export function createFileBlobStore(folder: string): Promise<BlobStore> {
  const root = resolve(folder);
  return asStorage(root, async () => {
    const unfinished = join(root, UNFINISHED_FOLDER);
    await makeFolder(unfinished);
    for (const name of await readdir(unfinished)) {
      const path = join(unfinished, name);
      const found = await ignoring(["ENOENT"], stat(path));
      if (found !== undefined && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS) {
        await rm(path, { force: true });
      }
    }
    return new FolderBlobStore(root);
  });
}

class FolderBlobStore implements BlobStore {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    return this.#at(key, async (path) => {
      const unfinished = join(this.#root, UNFINISHED_FOLDER, crypto.randomUUID());
      try {
        await writeSynced(unfinished, bytes);
        await this.#rename(unfinished, path);
      } finally {
        await rm(unfinished, { force: true });
      }
    });
  }

  get(key: string): Promise<Uint8Array | undefined> {
    return this.#at(key, (path) => ignoring(["ENOENT", "ENOTDIR", "EISDIR"], readFile(path)));
  }

  stat(key: string): Promise<BlobInfo | undefined> {
    return this.#at(key, (path) => infoOf(key, path));
  }

  delete(key: string): Promise<void> {
    return this.#at(key, async (path) => {
      await ignoring(["ENOENT", "ENOTDIR", "EISDIR", "EPERM"], unlink(path));
      await this.#removeEmptyFolders(dirname(path));
    });
  }

  async *list(prefix: string): AsyncIterable<BlobInfo> {
    await asStorage(prefix, () => Promise.resolve(assertBlobPrefix(prefix)));
    const folders = [join(this.#root, dirname(`${prefix}x`))];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      const path = folder;
      const entries = await asStorage(prefix, () =>
        ignoring(["ENOENT", "ENOTDIR"], readdir(path, { withFileTypes: true })),
      );
      for (const entry of entries ?? []) {
        const key = relative(this.#root, join(path, entry.name));
        if (entry.name === UNFINISHED_FOLDER) continue;
        if (entry.isDirectory()) {
          if (`${key}/`.startsWith(prefix)) folders.push(join(path, entry.name));
        } else if (key.startsWith(prefix)) {
          const info = await asStorage(key, () => infoOf(key, join(path, entry.name)));
          if (info !== undefined) yield info;
        }
      }
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #at<Result>(key: string, call: (path: string) => Promise<Result>): Promise<Result> {
    return asStorage(key, async () => {
      assertBlobKey(key);
      return await call(join(this.#root, key));
    });
  }

  async #rename(from: string, to: string): Promise<void> {
    const folder = dirname(to);
    for (let attempt = 1; ; attempt++) {
      try {
        await makeFolder(folder);
        await rename(from, to);
        await syncFolder(folder);
        return;
      } catch (error) {
        const isLost = LOST_FOLDER_CODES.includes(codeOf(error));
        if (!isLost || attempt === PUT_ATTEMPTS) throw error;
      }
    }
  }

  /** Removes empty folders from `folder` up, and syncs the first folder that stays. */
  async #removeEmptyFolders(folder: string): Promise<void> {
    for (let path = folder; path.length > this.#root.length; path = dirname(path)) {
      try {
        await rmdir(path);
      } catch (error) {
        const code = codeOf(error);
        if (code === "ENOENT" || code === "ENOTDIR") continue;
        if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
        await ignoring(["ENOENT"], syncFolder(path));
        return;
      }
    }
    await syncFolder(this.#root);
  }
}

async function infoOf(key: string, path: string): Promise<BlobInfo | undefined> {
  const found = await ignoring(["ENOENT", "ENOTDIR"], stat(path));
  if (found?.isFile() !== true) return undefined;
  return { key, bytes: found.size, modifiedAtMs: found.mtimeMs };
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Creates a folder and its parents; syncs the parents of new folders. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; ; made = dirname(made)) {
    await ignoring(["ENOENT"], syncFolder(dirname(made)));
    if (made === first || made === dirname(made)) return;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function asStorage<Result>(subject: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof StorageError) throw error;
    throw new StorageError(`file ${subject}: ${messageOf(error)}`, { cause: error });
  }
}
