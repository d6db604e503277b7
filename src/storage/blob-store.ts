// The store of results that are too large for a row. Implemented by files (embedded) and S3; one conformance suite tests
// both. Keys are the same for every store, and none can lead out of a folder.
import { say } from "../messages/catalogue.ts";
import { codeOf } from "../units/text-error.ts";
import { StorageError } from "./task-store.ts";

export interface BlobInfo {
  readonly key: string;
  readonly bytes: number;
  /** Unix time in ms at which it was written. */
  readonly modifiedAtMs: number;
}

/** All methods reject only with `StorageError` (task-store.ts). A call that has resolved is durable. */
export interface BlobStore {
  /** Writes the whole object or nothing; replaces an object of the same key. Keys are [a-zA-Z0-9._/-]+, without "..". */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Undefined where there is none. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Undefined where there is none; cheaper than `get`. */
  stat(key: string): Promise<BlobInfo | undefined>;
  /** No effect on a missing object. */
  delete(key: string): Promise<void>;
  /** All objects whose keys start with `prefix`, in any order. */
  list(prefix: string): AsyncIterable<BlobInfo>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** S3 accepts 1024 bytes, file systems 255 for each name. */
const MAX_KEY_CHARACTERS = 1000;
const MAX_NAME_CHARACTERS = 200;

/** @throws {StorageError} unless `key` is a name, or names separated by "/", of [a-zA-Z0-9._-] without "..". */
export function assertBlobKey(key: string): void {
  const isKey =
    key.length <= MAX_KEY_CHARACTERS &&
    key.split("/").every((name) => {
      const isName = /^[a-zA-Z0-9._-]+$/.test(name) && name.length <= MAX_NAME_CHARACTERS;
      return isName && name !== "." && !name.includes("..");
    });
  if (!isKey) throw new StorageError(say(({ system }) => system.badKey(JSON.stringify(key))));
}

/** @throws {StorageError} if no key can start with `prefix`. */
export function assertBlobPrefix(prefix: string): void {
  if (prefix !== "") assertBlobKey(`${prefix}x`);
}

/** Undefined if the call fails with one of `codes`. */
export async function ignoring<Result>(
  codes: readonly string[],
  call: Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await call;
  } catch (error) {
    if (codes.includes(codeOf(error))) return undefined;
    throw error;
  }
}
