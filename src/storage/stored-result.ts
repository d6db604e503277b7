// Stores results: short ones in the row, long ones as objects, whose size and checksum are verified when they are read.
import { say } from "../messages/catalogue.ts";
import type { Text } from "../units/text.ts";
import { TextError } from "../units/text-error.ts";
import type { BlobStore } from "./blob-store.ts";
import { StorageError, type StoredResult } from "./task-store.ts";

/** The prefix of all results. */
export const RESULTS_PREFIX = "results/";

/** The object that a row names is missing or damaged. Repeating the call does not help; the task is never `ok`. */
export class ResultLostError extends TextError {
  override readonly name = "ResultLostError";
  readonly reason: "missing" | "damaged";

  constructor(reason: "missing" | "damaged", message: Text) {
    super(message);
    this.reason = reason;
  }
}

/** The attempt is part of the key, so that a late attempt does not overwrite the object of another attempt. */
export interface ResultOf {
  readonly id: string;
  readonly attempt: number;
}

/**
 * Stores a result of more than `inlineLimitBytes` (of UTF-8; with 0 every result) as an object. Resolves with the value for
 * the row. Without `blobs` all results go into the row.
 * @throws {StorageError} if the object can't be written.
 */
export async function storeResult(
  blobs: BlobStore | undefined,
  of: ResultOf,
  json: string,
  inlineLimitBytes: number,
): Promise<StoredResult> {
  if (blobs === undefined) return { kind: "inline", json };
  const bytes = new TextEncoder().encode(json);
  if (bytes.length <= inlineLimitBytes) return { kind: "inline", json };
  const key = resultKey(of);
  await blobs.put(key, bytes);
  return { kind: "blob", key, bytes: bytes.length, sha256: sha256(bytes) };
}

/** The checksum of the id: an id can be long and contain any character; checksums also spread the keys. */
export function resultKey({ id, attempt }: ResultOf): string {
  const idHash = sha256(new TextEncoder().encode(id));
  return `${RESULTS_PREFIX}${idHash.slice(0, 2)}/${idHash}/${attempt}`;
}

/**
 * The JSON text of a result.
 * @throws {ResultLostError} if its object is missing or damaged.
 * @throws {StorageError} if the objects can't be reached.
 */
export async function readResult(
  blobs: BlobStore | undefined,
  result: StoredResult,
): Promise<string> {
  if (result.kind === "inline") return result.json;
  const { key } = result;
  if (blobs === undefined) {
    throw new StorageError(say(({ system }) => system.noBlobStore(key)));
  }
  const bytes = await blobs.get(key);
  if (bytes === undefined) {
    throw new ResultLostError(
      "missing",
      say(({ system }) => system.blobMissing(key)),
    );
  }
  if (bytes.length !== result.bytes) {
    const message = say(({ system }) => system.blobSize(key, bytes.length, result.bytes));
    throw new ResultLostError("damaged", message);
  }
  const found = sha256(bytes);
  if (found !== result.sha256) {
    const message = say(({ system }) => system.blobHash(key, found, result.sha256));
    throw new ResultLostError("damaged", message);
  }
  return new TextDecoder().decode(bytes);
}

function sha256(bytes: Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
}
