// The store of results that are too large for a row. Implemented by files (embedded) and S3; one conformance suite tests
// both.

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
