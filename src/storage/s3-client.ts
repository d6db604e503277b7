// Bun's S3 client, with bucket creation, time limits and repeated requests after temporary errors.
import { say } from "../messages/catalogue.ts";
import { joinTexts, untranslated } from "../units/text.ts";
import { TextError, textOf } from "../units/text-error.ts";
import { S3Client as BunS3Client, type S3ListObjectsResponse } from "bun";
import type { S3Location } from "./s3-url.ts";
import { signedHeaders } from "./sigv4.ts";
import { StorageError } from "./task-store.ts";

export interface S3Timeouts {
  /** Time limit of a request (plus a second for each sent MiB), and of each next piece of an answer. */
  readonly requestMs: number;
  /** Time limit of repeated requests; then the call rejects. */
  readonly callMs: number;
}

const DEFAULT_TIMEOUTS: S3Timeouts = { requestMs: 5000, callMs: 10_000 };
const MS_PER_BYTE = 1000 / 2 ** 20;
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 1000;

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

export interface S3Object {
  readonly bytes: number;
  readonly modifiedAtMs: number;
}

/** One bucket. All methods reject only with StorageError, within a time limit that grows with the size. */
export class S3Client {
  readonly #location: S3Location;
  readonly #timeouts: S3Timeouts;
  readonly #client: BunS3Client;

  constructor(location: S3Location, timeouts = DEFAULT_TIMEOUTS) {
    const { sessionToken, ...rest } = location;
    this.#location = location;
    this.#timeouts = timeouts;
    this.#client = new BunS3Client(sessionToken === undefined ? rest : { ...rest, sessionToken });
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const timeoutMs = this.#timeouts.requestMs + bytes.length * MS_PER_BYTE;
    await this.#retry(`PUT ${key}`, () => {
      return withTimeout(this.#client.write(key, bytes), timeoutMs);
    });
  }

  /** Undefined where there is none. */
  get(key: string): Promise<Uint8Array | undefined> {
    return this.#retry(`GET ${key}`, () => orUndefined(this.#read(key)));
  }

  /** Undefined where there is none. */
  stat(key: string): Promise<S3Object | undefined> {
    return this.#retry(`HEAD ${key}`, async () => {
      const stat = await orUndefined(this.#inTime(this.#client.stat(key)));
      return stat && { bytes: stat.size, modifiedAtMs: stat.lastModified.getTime() };
    });
  }

  async delete(key: string): Promise<void> {
    await this.#retry(`DELETE ${key}`, () => {
      return orUndefined(this.#inTime(this.#client.delete(key)));
    });
  }

  /** One page of up to 1000 objects, from the `continuationToken` of the last page on. */
  list(prefix: string, continuationToken: string | undefined): Promise<S3ListObjectsResponse> {
    const page = continuationToken === undefined ? { prefix } : { prefix, continuationToken };
    return this.#retry(`LIST ${prefix}`, () => this.#inTime(this.#client.list(page)));
  }

  /** Creates the bucket if it is missing. */
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

  async #createBucket(): Promise<void> {
    const { endpoint, bucket, region } = this.#location;
    // The region us-east-1 must not be named.
    const body =
      region === "us-east-1"
        ? ""
        : `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
    const path = `/${bucket}`;
    const response = await fetch(`${endpoint}${path}`, {
      method: "PUT",
      headers: signedHeaders(this.#location, "PUT", path, body, new Date()),
      body,
      signal: AbortSignal.timeout(this.#timeouts.requestMs),
    });
    const answer = await response.text();
    const code = /<Code>([^<]+)<\/Code>/.exec(answer)?.[1] ?? `HTTP ${response.status}`;
    // Several processes can create it at the same time.
    if (response.ok || code === "BucketAlreadyOwnedByYou") return;
    const message = say(({ system }) => system.bucketRefused(code));
    throw Object.assign(new TextError(message), { code });
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
    return withTimeout(request, this.#timeouts.requestMs);
  }

  async #retry<Result>(doing: string, request: () => Promise<Result>): Promise<Result> {
    const { endpoint, bucket } = this.#location;
    const endMs = performance.now() + this.#timeouts.callMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
      try {
        return await request();
      } catch (error) {
        if (LASTING_CODES.has(codeOf(error)) || performance.now() + pauseMs >= endMs) {
          const reason = codeOf(error) === "" ? textOf(error) : untranslated(codeOf(error));
          const message = joinTexts(
            [untranslated(`${endpoint}/${bucket}: ${doing}`), reason],
            ": ",
          );
          throw new StorageError(message, { cause: error });
        }
        // Random, so that workers do not retry at the same instant.
        await Bun.sleep(pauseMs * (0.5 + Math.random() / 2));
      }
    }
  }
}

async function orUndefined<Result>(request: Promise<Result>): Promise<Result | undefined> {
  try {
    return await request;
  } catch (error) {
    if (codeOf(error) === "NoSuchKey") return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** The request itself goes on: Bun's client can't cancel it. */
async function withTimeout<Result>(request: Promise<Result>, timeoutMs: number): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new TextError(say(({ system }) => system.noAnswerWithin(Math.round(timeoutMs)))));
  }, timeoutMs);
  try {
    return await Promise.race([request, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
