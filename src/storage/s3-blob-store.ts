// Objects in one bucket of an S3 server: Bun's client, with bucket creation, time limits and repeated requests after
// temporary errors.
import { withDeadline } from "../async/deadline.ts";
import { type Backoff, retry } from "../async/retry.ts";
import { say } from "../messages/catalogue.ts";
import { joinTexts, untranslated } from "../units/text.ts";
import { codeOf, TextError, textOf } from "../units/text-error.ts";
import { S3Client, type S3ListObjectsResponse, type S3Options } from "bun";
import {
  assertBlobKey,
  assertBlobPrefix,
  type BlobInfo,
  type BlobStore,
  ignoring,
} from "./blob-store.ts";
import type { S3Location } from "./s3-url.ts";
import { StorageError } from "./task-store.ts";

export interface S3Timeouts {
  /** Time limit of a request (plus a second for each sent MiB), and of each next piece of an answer. */
  readonly requestMs: number;
  /** Time limit of repeated requests; then the call rejects. */
  readonly callMs: number;
}

const DEFAULT_TIMEOUTS: S3Timeouts = { requestMs: 5000, callMs: 10_000 };
const MS_PER_BYTE = 1000 / 2 ** 20;
const MISSING = ["NoSuchKey"];
const BACKOFF: Backoff = { firstMs: 50, maxMs: 1000 };

/** Permanent errors of credentials, location and request. Others (5xx, network, time-outs) can be temporary. */
const LASTING_CODES: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccountProblem",
  "AuthorizationHeaderMalformed",
  "BucketAlreadyExists",
  "EntityTooLarge",
  "InvalidAccessKeyId",
  "InvalidBucketName",
  "InvalidRequest",
  "KeyTooLongError",
  "NoSuchBucket",
  "NotImplemented",
  "PermanentRedirect",
  "QuotaExceeded",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
]);

/**
 * Creates the bucket if it is missing. The time limit of each call grows with the size of the object.
 * @throws {StorageError} if the server can't be reached, or refuses.
 */
export async function createS3BlobStore(
  location: S3Location,
  timeouts = DEFAULT_TIMEOUTS,
): Promise<BlobStore> {
  const store = new BucketBlobStore(location, timeouts);
  await store.ensureBucket();
  return store;
}

class BucketBlobStore implements BlobStore {
  readonly #location: S3Location;
  readonly #timeouts: S3Timeouts;
  readonly #client: S3Client;

  constructor(location: S3Location, timeouts: S3Timeouts) {
    this.#location = location;
    this.#timeouts = timeouts;
    this.#client = new S3Client(clientOptions(location));
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    assertBlobKey(key);
    const timeoutMs = this.#timeouts.requestMs + bytes.length * MS_PER_BYTE;
    await this.#retry(`PUT ${key}`, () => inTime(this.#client.write(key, bytes), timeoutMs));
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    assertBlobKey(key);
    return await this.#retry(`GET ${key}`, () => ignoring(MISSING, this.#read(key)));
  }

  async stat(key: string): Promise<BlobInfo | undefined> {
    assertBlobKey(key);
    const stat = await this.#retry(`HEAD ${key}`, () =>
      ignoring(MISSING, this.#inTime(this.#client.stat(key))),
    );
    return stat && { key, bytes: stat.size, modifiedAtMs: stat.lastModified.getTime() };
  }

  async delete(key: string): Promise<void> {
    assertBlobKey(key);
    await this.#retry(`DELETE ${key}`, () =>
      ignoring(MISSING, this.#inTime(this.#client.delete(key))),
    );
  }

  async *list(prefix: string): AsyncIterable<BlobInfo> {
    assertBlobPrefix(prefix);
    let continuationToken: string | undefined;
    do {
      const input = continuationToken === undefined ? { prefix } : { prefix, continuationToken };
      const list = (): Promise<S3ListObjectsResponse> => this.#inTime(this.#client.list(input));
      const page = await this.#retry(`LIST ${prefix}`, list);
      for (const { key, size, lastModified } of page.contents ?? []) {
        const modifiedAtMs = lastModified === undefined ? Number.NaN : Date.parse(lastModified);
        if (size === undefined || Number.isNaN(modifiedAtMs)) {
          throw new StorageError(say(({ system }) => system.noSizeAndTime(key)));
        }
        yield { key, bytes: size, modifiedAtMs };
      }
      continuationToken = page.isTruncated === true ? page.nextContinuationToken : undefined;
    } while (continuationToken !== undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async ensureBucket(): Promise<void> {
    await this.#retry("HEAD", async () => {
      try {
        await this.#inTime(this.#client.list({ maxKeys: 1 }));
      } catch (error) {
        if (codeOf(error) !== "NoSuchBucket") throw error;
        await this.#createBucket();
      }
    });
  }

  /** Bun has no call for it: the client of an endpoint without a bucket writes to "/bucket", which creates that bucket. */
  async #createBucket(): Promise<void> {
    const { bucket, region } = this.#location;
    // The region us-east-1 must not be named.
    const body =
      region === "us-east-1"
        ? ""
        : `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
    const { bucket: _, ...place } = clientOptions(this.#location);
    const client = new S3Client({ ...place, virtualHostedStyle: true });
    // Several processes can create it at the same time.
    await ignoring(["BucketAlreadyOwnedByYou"], this.#inTime(client.write(bucket, body)));
  }

  /** Reads piece by piece, with a time limit for each piece: a large object is slow, but does not stall. */
  async #read(key: string): Promise<Uint8Array> {
    const reader = this.#client.file(key).stream().getReader();
    const pieces: Uint8Array[] = [];
    try {
      for (;;) {
        const { done, value } = await this.#inTime(reader.read());
        if (done) return new Uint8Array(Buffer.concat(pieces));
        pieces.push(value);
      }
    } catch (error) {
      void reader.cancel().catch(() => undefined);
      throw error;
    }
  }

  #inTime<Result>(request: Promise<Result>): Promise<Result> {
    return inTime(request, this.#timeouts.requestMs);
  }

  async #retry<Result>(doing: string, request: () => Promise<Result>): Promise<Result> {
    const isTemporary = (error: unknown): boolean => !LASTING_CODES.has(codeOf(error));
    try {
      return await retry(request, {
        backoff: BACKOFF,
        isTemporary,
        limitMs: this.#timeouts.callMs,
      });
    } catch (error) {
      const { endpoint, bucket } = this.#location;
      const reason = codeOf(error) === "" ? textOf(error) : untranslated(codeOf(error));
      const message = joinTexts([untranslated(`${endpoint}/${bucket}: ${doing}`), reason], ": ");
      throw new StorageError(message, { cause: error });
    }
  }
}

function clientOptions({ sessionToken, ...rest }: S3Location): S3Options {
  return { ...rest, ...(sessionToken !== undefined && { sessionToken }) };
}

/** The request itself goes on: Bun's client can't cancel it. */
function inTime<Result>(request: Promise<Result>, timeoutMs: number): Promise<Result> {
  return withDeadline(request, timeoutMs, () => {
    throw new TextError(say(({ system }) => system.noAnswerWithin(Math.round(timeoutMs))));
  });
}
