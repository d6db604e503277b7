// Objects in one bucket of an S3 server.
import { say } from "../messages/catalogue.ts";
import { assertBlobKey, assertBlobPrefix } from "./blob-key.ts";
import type { BlobInfo, BlobStore } from "./blob-store.ts";
import { S3Client, type S3Timeouts } from "./s3-client.ts";
import type { S3Location } from "./s3-url.ts";
import { StorageError } from "./task-store.ts";

/**
 * Creates the bucket if it is missing.
 * @throws {StorageError} if the server can't be reached, or refuses.
 */
export async function createS3BlobStore(
  location: S3Location,
  timeouts?: S3Timeouts,
): Promise<BlobStore> {
  const client = new S3Client(location, timeouts);
  await client.ensureBucket();
  return new BucketBlobStore(client);
}

class BucketBlobStore implements BlobStore {
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    assertBlobKey(key);
    await this.#client.put(key, bytes);
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    assertBlobKey(key);
    return await this.#client.get(key);
  }

  async stat(key: string): Promise<BlobInfo | undefined> {
    assertBlobKey(key);
    const found = await this.#client.stat(key);
    return found && { key, ...found };
  }

  async delete(key: string): Promise<void> {
    assertBlobKey(key);
    await this.#client.delete(key);
  }

  async *list(prefix: string): AsyncIterable<BlobInfo> {
    assertBlobPrefix(prefix);
    let token: string | undefined;
    do {
      const page = await this.#client.list(prefix, token);
      for (const { key, size, lastModified } of page.contents ?? []) {
        const modifiedAtMs = lastModified === undefined ? Number.NaN : Date.parse(lastModified);
        if (size === undefined || Number.isNaN(modifiedAtMs)) {
          throw new StorageError(say(({ system }) => system.noSizeAndTime(key)));
        }
        yield { key, bytes: size, modifiedAtMs };
      }
      token = page.isTruncated === true ? page.nextContinuationToken : undefined;
    } while (token !== undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
