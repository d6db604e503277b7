// Where results are kept that are too large for a row. Files (embedded) and S3 implement it; one conformance suite holds
// both to this.

export interface BlobInfo {
  readonly key: string;
  readonly bytes: number;
  /** Unix time in ms at which it was written. */
  readonly modifiedAtMs: number;
}

/** All methods reject with `StorageError` alone (task-store.ts). What has resolved is durable. */
export interface BlobStore {
  /** Writes the whole object or nothing; over one of the same key. Keys are [a-zA-Z0-9._/-]+, without "..". */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Undefined where there is none. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Undefined where there is none; cheaper than `get`. */
  stat(key: string): Promise<BlobInfo | undefined>;
  /** Of one that is not there: nothing. */
  delete(key: string): Promise<void>;
  /** All objects whose keys begin with `prefix`, in any order. */
  list(prefix: string): AsyncIterable<BlobInfo>;
  /** Idempotent. */
  close(): Promise<void>;
}
