// Opens a store by its URL. To scale from one machine to many, only the URL changes.
import { say } from "../messages/catalogue.ts";
import { OptionsError } from "../units/options-error.ts";
import type { BlobStore } from "./blob-store.ts";
import { createFileBlobStore } from "./file-blob-store.ts";
import { createPostgresTaskStore } from "./postgres-task-store.ts";
import { createS3BlobStore } from "./s3-blob-store.ts";
import { parseS3Url } from "./s3-url.ts";
import { createSqliteTaskStore } from "./sqlite-task-store.ts";
import type { TaskStore } from "./task-store.ts";

const TASK_STORE_FORMS = ["sqlite:tasks.db", "postgres://user:password@host:5432/database"];
const BLOB_STORE_FORMS = ["file:./blobs", "s3://ACCESS:SECRET@host:9000/bucket?tls=0"];

/**
 * Opens the store of rows at `sqlite:PATH` (relative to the working folder, or absolute) or
 * `postgres://user:password@host:port/database` (`?search_path=` names a schema, which is created), and migrates its
 * schema.
 * @throws {OptionsError} if the URL can't be used, or the schema is newer than this program.
 * @throws {StorageError} if the store can't be reached.
 */
export async function createTaskStore(url: string): Promise<TaskStore> {
  const path = checkTaskStoreUrl(url);
  if (path !== undefined) return createSqliteTaskStore(path);
  return await createPostgresTaskStore({ url, shownUrl: hidePassword(url) });
}

/** The path of `sqlite:PATH`; undefined for a PostgreSQL URL. @throws {OptionsError} for any other text. */
export function checkTaskStoreUrl(url: string): string | undefined {
  const path = pathOf(url, "sqlite:");
  if (path !== undefined) return path;
  if (/^postgres(?:ql)?:\/\//.test(url) && URL.parse(url) !== null) return undefined;
  throw (
    notSupported(url, ["postgres", "postgresql"], ["sqlite:", "postgres://"]) ??
    new OptionsError(
      say(({ problems }) =>
        problems.notATaskStore(hidePassword(url), TASK_STORE_FORMS.join(` ${problems.or} `)),
      ),
    )
  );
}

/**
 * Opens the store of objects at `file:PATH` or `s3://…` (s3-url.ts) and creates its folder or bucket if it is missing.
 * @throws {OptionsError} if the URL can't be used.
 * @throws {StorageError} if the store can't be reached.
 */
export async function createBlobStore(url: string): Promise<BlobStore> {
  const path = checkBlobStoreUrl(url);
  if (path !== undefined) return await createFileBlobStore(path);
  return await createS3BlobStore(parseS3Url(url, process.env));
}

/** The path of `file:PATH`; undefined for an S3 URL. @throws {OptionsError} for any other text. */
export function checkBlobStoreUrl(url: string): string | undefined {
  const path = pathOf(url, "file:");
  if (path !== undefined) return path;
  if (url.startsWith("s3://")) {
    parseS3Url(url, process.env);
    return undefined;
  }
  throw (
    notSupported(url, ["s3"], ["file:", "s3://"]) ??
    new OptionsError(
      say(({ problems }) =>
        problems.notABlobStore(hidePassword(url), BLOB_STORE_FORMS.join(` ${problems.or} `)),
      ),
    )
  );
}

/** The URL without its password, to be shown. */
export function hidePassword(url: string): string {
  // It must work for invalid URLs, too. A password can contain any character: the last "@" ends it.
  return url
    .replace(/^([a-z0-9+.-]+:\/\/[^:@]*):.*@/is, "$1:***@")
    .replace(/([?&]pass(?:word)?=)[^&]*/gi, "$1***");
}

/** Path of `sqlite:tasks.db`, `sqlite:/var/tasks.db` and `sqlite:///var/tasks.db`; undefined for another scheme. */
function pathOf(url: string, scheme: string): string | undefined {
  if (!url.startsWith(scheme)) return undefined;
  const path = url.slice(scheme.length).replace(/^\/\/(?=\/)/, "");
  if (path === "" || path.startsWith("//")) {
    const form = `${scheme}./${scheme.slice(0, -1)}`;
    throw new OptionsError(say(({ problems }) => problems.noPath(url, form)));
  }
  return path;
}

/** For a URL of another scheme; undefined if there is no scheme, or a known one. */
function notSupported(
  url: string,
  known: readonly string[],
  schemes: readonly string[],
): OptionsError | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1];
  if (scheme === undefined || known.includes(scheme)) return undefined;
  return new OptionsError(say(({ problems }) => problems.schemeNotSupported(scheme, schemes)));
}
