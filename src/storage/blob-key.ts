// The valid keys of objects, the same for every store. No key can lead out of a folder.
import { say } from "../messages/catalogue.ts";
import { StorageError } from "./task-store.ts";

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
