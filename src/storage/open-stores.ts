// A store by its URL. Changing the URL is all that it takes to go from one machine to many.
import { OptionsError } from "../units/options-error.ts";
import type { BlobStore } from "./blob-store.ts";
import { createFileBlobStore } from "./file-blob-store.ts";
import { createPostgresTaskStore } from "./postgres-task-store.ts";
import { createS3BlobStore } from "./s3-blob-store.ts";
import { parseS3Url } from "./s3-url.ts";
import { createSqliteTaskStore } from "./sqlite-task-store.ts";
import type { TaskStore } from "./task-store.ts";

const TASK_STORE_FORMS = "sqlite:tasks.db or postgres://user:password@host:5432/database";
const BLOB_STORE_FORMS = "file:./blobs or s3://ACCESS:SECRET@host:9000/bucket?tls=0";

/**
 * Opens the store of rows at `sqlite:PATH` (relative to the working folder, or absolute) or
 * `postgres://user:password@host:port/database` (`?search_path=` names a schema of its own, which is made), and brings
 * its schema up to date.
 * @throws {OptionsError} if the URL can't be used, or the schema is newer than this program.
 * @throws {StorageError} if the store can't be reached.
 */
export async function createTaskStore(url: string): Promise<TaskStore> {
  const path = pathOf(url, "sqlite:");
  if (path !== undefined) return createSqliteTaskStore(path);
  if (!/^postgres(?:ql)?:\/\//.test(url)) throw badUrl("a store of tasks", url, TASK_STORE_FORMS);
  if (URL.parse(url) === null) throw badUrl("a store of tasks", url, TASK_STORE_FORMS);
  return await createPostgresTaskStore({ url, shownUrl: hidePassword(url) });
}

/**
 * Opens the store of objects at `file:PATH` or `s3://…` (s3-url.ts), whose folder or bucket is made if need be.
 * @throws {OptionsError} if the URL can't be used.
 * @throws {StorageError} if the store can't be reached.
 */
export async function createBlobStore(url: string): Promise<BlobStore> {
  const path = pathOf(url, "file:");
  if (path !== undefined) return await createFileBlobStore(path);
  if (!url.startsWith("s3://")) throw badUrl("a store of objects", url, BLOB_STORE_FORMS);
  return await createS3BlobStore(parseS3Url(url, process.env));
}

/** The URL as it may be shown: without its password. */
export function hidePassword(url: string): string {
  // By hand, as it must work for what is no URL, too. A password may hold anything: the last "@" ends it.
  return url
    .replace(/^([a-z0-9+.-]+:\/\/[^:@]*):.*@/is, "$1:***@")
    .replace(/([?&]pass(?:word)?=)[^&]*/gi, "$1***");
}

/** `sqlite:tasks.db`, `sqlite:/var/tasks.db` and `sqlite:///var/tasks.db`; undefined if the scheme is another one. */
function pathOf(url: string, scheme: string): string | undefined {
  if (!url.startsWith(scheme)) return undefined;
  const path = url.slice(scheme.length).replace(/^\/\/(?=\/)/, "");
  if (path === "" || path.startsWith("//")) {
    throw new OptionsError(
      `"${url}" names no path (write it like ${scheme}./${scheme.slice(0, -1)})`,
    );
  }
  return path;
}

function badUrl(what: string, url: string, forms: string): OptionsError {
  return new OptionsError(`"${hidePassword(url)}" is not ${what} (write it like ${forms})`);
}
