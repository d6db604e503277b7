// Which keys objects may have: the same for every store, and such that no key leads out of a folder.
import { StorageError } from "./task-store.ts";

/** S3 takes 1024 bytes, and file systems 255 a name. */
const MAX_KEY_CHARACTERS = 1000;
const MAX_NAME_CHARACTERS = 200;

/** @throws {StorageError} if `key` is no name, or names parted by "/", of [a-zA-Z0-9._-] that hold no "..". */
export function assertBlobKey(key: string): void {
  const isKey =
    key.length <= MAX_KEY_CHARACTERS &&
    key.split("/").every((name) => {
      const isName = /^[a-zA-Z0-9._-]+$/.test(name) && name.length <= MAX_NAME_CHARACTERS;
      return isName && name !== "." && !name.includes("..");
    });
  if (!isKey) throw new StorageError(`${JSON.stringify(key)} can't be the key of an object`);
}

/** @throws {StorageError} if no key can begin with `prefix`. */
export function assertBlobPrefix(prefix: string): void {
  if (prefix !== "") assertBlobKey(`${prefix}x`);
}
